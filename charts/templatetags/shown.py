"""How pages write what the browser's modules write elsewhere."""

import re

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from timeseries import sentences

register = template.Library()

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
# Where a long key may go on in the next line.
_JOINTS = re.compile(r"(?<=[_.])|(?=\{)|(?<=,)")


@register.filter
def space(count: float) -> str:
    """A number of bytes in the unit that leaves at most four digits: `1.2 KiB`."""
    step = 0
    while count >= 1024 and step < len(_UNITS) - 1:
        count, step = count / 1024, step + 1
    digits = 0 if step == 0 or count >= 100 else 1
    return f"{number_format(count, digits)} {_UNITS[step]}".replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def in_language(said: object) -> str:
    """An error, or what an error says, in the language of the page."""
    return sentences.in_language(str(said))


@register.filter
def is_text(value: object) -> bool:
    """Whether a value is the text of a state, which is shown as it is."""
    return isinstance(value, str)


@register.filter
def joints(text: object) -> SafeString:
    """A name with places at which it may be broken, before one is broken anywhere."""
    parts = _JOINTS.split(str(text))
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))
