"""A page's JavaScript module with all files that it imports, so that the browser asks for them
at once instead of one level of imports after the other."""

import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from timeseries.texts import script_name

register = template.Library()

_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)


@register.simple_tag
def module(name: str) -> SafeString:
    """Tags for the module `name`, a path below `static/`. Raises ValueError when no such file
    was gathered."""
    url = static(name)
    script = format_html('<script type="module" src="{}"></script>', url)
    return format_html("{}\n{}", _links(imports(url)), script)


@register.simple_tag
def later_module(name: str) -> SafeString:
    """Tags for a module that is needed soon, but that no other waits for. Raises ValueError as
    `module` does."""
    url = static(name)
    return _links((url, *imports(url)))


def _links(urls: Iterable[str]) -> SafeString:
    link = '<link rel="modulepreload" href="{}">'
    return format_html_join("\n", link, ((one,) for one in urls))


@register.simple_tag
def texts() -> SafeString:
    """The script with the texts of the page's language, for before its module; English needs
    none."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return SafeString()
    return format_html('<script type="module" src="{}"></script>', static(script_name(language)))


@lru_cache(maxsize=64)
def imports(url: str) -> tuple[str, ...]:
    """Where all is that a gathered module imports, itself left out, nearest first."""
    found = [url]
    for one in found:
        gathered = settings.STATIC_ROOT / one.removeprefix(settings.STATIC_URL)
        for relative in _IMPORT.findall(gathered.read_text(encoding="utf-8")):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(one), relative))
            if other not in found:
                found.append(other)
    return tuple(found[1:])
