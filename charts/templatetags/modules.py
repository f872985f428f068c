"""A page's JavaScript module with all that it imports, so that the browser asks for every file
at once instead of one level of imports after the other."""

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)


@register.simple_tag
def module(name: str) -> SafeString:
    """Tags for the module `name`, a path below `static/`. Raises ValueError when there is no
    such file, or it imports one that is not there."""
    links = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(one),) for one in imports(name))
    )
    return format_html('{}\n<script type="module" src="{}"></script>', links, static(name))


@lru_cache(maxsize=64)
def imports(name: str) -> tuple[str, ...]:
    """All that a module imports, itself left out, nearest first."""
    found = [name]
    for one in found:
        base = posixpath.dirname(one)
        for relative in _IMPORT.findall(_source(one)):
            path = posixpath.normpath(posixpath.join(base, relative))
            if path not in found:
                found.append(path)
    return tuple(found[1:])


def _source(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise ValueError(f"There is no static file {name}.")
    # The vendored library is one file without imports, and large.
    return "" if name.startswith("vendor/") else Path(path).read_text(encoding="utf-8")
