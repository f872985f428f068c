"""Modules and style sheets joined into few files when static files are gathered: a dashboard
is a hundred and fifty of them, and the more a browser asks for, the later it draws.

A module becomes a function that is called once, after those it imports:

    const js_dom = (() => {…; return { h, svg }; })();

A module that a page names, or that is loaded later, keeps its file; what only it needs stands
there too. What several need is in the first of LAYERS whose page needs it: each module is there
once, whatever a page loads later.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from urllib.parse import quote

# For pages with forms, with curves on cards, with panels, and for all else that is shared.
LAYERS = {
    "js/layers/forms.js": "js/pages/collectors.js",
    "js/layers/cards.js": "js/pages/home.js",
    "js/layers/panels.js": "js/pages/embed.js",
    "js/layers/boards.js": "",
}
# A page's texts come into it before any other module says something.
FIRST = "js/i18n.js"
# Workers share nothing with pages.
ALONE = ("js/streamworker.js",)
# A classic script, which runs before the first paint.
EARLY = "js/early.js"
_ENTRY = re.compile(r"js/(?:pages|texts)/[^/]+\.js")

_JSDOC = re.compile(r"[ \t]*/\*\*[\s\S]*?\*/[ \t]*\n?|^[ \t]*//.*\n", re.MULTILINE)
_IMPORT = re.compile(
    r"^import\s+(?:(?:\*\s+as\s+(?P<whole>\w+)|(?P<some>\{[^}]*\}))\s+from\s+)?"
    r"""["'](?P<url>\.[^"']+)["'];\n?""",
    re.MULTILINE,
)
_AS = re.compile(r"\s+as\s+")
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_LATER = re.compile(r"""\bimport\(["'](?P<url>\.[^"']+)["']\)""")
# What is said in another way than the modules here say it.
_ELSE = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)

_CSS_COMMENT = re.compile(r"/\*[\s\S]*?\*/\n?")
_CSS_IMPORT = re.compile(r"""^@import "(?P<url>[^"]+)";\n?""", re.MULTILINE)
_CSS_ICON = re.compile(r"""url\("(?P<url>[^"]+\.svg)"\)""")


@dataclass(frozen=True)
class Module:
    """What is left of a module's text without its comments, imports and the word `export`."""

    name: str
    body: str
    exports: tuple[str, ...]
    # By the name of a module: how its exports are called here.
    imports: tuple[tuple[str, str], ...]
    later: tuple[str, ...]

    @classmethod
    def read(cls, name: str, text: str) -> "Module":
        body = _JSDOC.sub("", text)
        imports = []
        for found in _IMPORT.finditer(body):
            called = found["whole"] or _AS.sub(": ", found["some"] or "")
            imports.append((beside(name, found["url"]), called))
        later = tuple(beside(name, found["url"]) for found in _LATER.finditer(body))
        exports = tuple(_EXPORT.findall(body))
        body = _EXPORT.sub("", _IMPORT.sub("", body)).strip()
        if other := _ELSE.search(body):
            raise ValueError(f"{name} cannot be joined with others for: {other[0]}")
        return cls(name, body, exports, tuple(imports), later)

    @property
    def constant(self) -> str:
        return constant(self.name)

    def written(self, file: str) -> str:
        """As a function called in `file`."""
        taken = [f"const {to} = {constant(name)};\n" for name, to in self.imports if to]
        body = _LATER.sub(
            lambda found: f'import("{between(file, beside(self.name, found["url"]))}")', self.body
        )
        given = f"\nreturn {{ {', '.join(self.exports)} }};" if self.exports else ""
        return f"const {self.constant} = (() => {{\n{''.join(taken)}{body}{given}\n}})();\n"


def constant(name: str) -> str:
    """The name in JavaScript of what a module exports."""
    return re.sub(r"\W", "_", name.removesuffix(".js"))


def beside(name: str, url: str) -> str:
    """What a file calls `url`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), url))


def between(name: str, other: str) -> str:
    """What a file has to call the other."""
    url = posixpath.relpath(other, posixpath.dirname(name))
    return url if url.startswith(".") else f"./{url}"


def is_module(name: str) -> bool:
    """Whether it is a module of the pages."""
    return name.startswith("js/") and name.endswith(".js") and name != EARLY


def join_modules(sources: Mapping[str, str]) -> dict[str, str]:
    """The text of each file by its name, from that of each module; names are paths below
    `static/`. Imports of other files stay imports. Raises ValueError with a sentence for modules
    that cannot be joined."""
    modules = _in_order({name: Module.read(name, text) for name, text in sources.items()})
    entries = {name for name in modules if _ENTRY.fullmatch(name)}
    entries |= {name for one in modules.values() for name in one.later if name in modules}
    entries |= {FIRST}.intersection(modules)
    files = _placed(modules, entries)
    joined = {file: _file(file, modules, files) for file in {*files.values(), *entries}}
    for name in ALONE:
        if name in modules:
            joined[name] = _file(name, modules, dict.fromkeys(_needed(modules, name), name))
    return joined


def _in_order(modules: Mapping[str, Module]) -> dict[str, Module]:
    """Each after those it imports."""
    needs = {name: [other for other, _ in one.imports] for name, one in modules.items()}
    try:
        order = TopologicalSorter(needs).static_order()
        return {name: modules[name] for name in order if name in modules}
    except CycleError as error:
        raise ValueError(f"Modules import each other: {', '.join(error.args[1])}.") from None


def _needed(modules: Mapping[str, Module], name: str) -> list[str]:
    """A module and all modules that it imports."""
    found = [name]
    for one in found:
        found += {other for other, _ in modules[one].imports if other in modules}.difference(found)
    return found


def _placed(modules: Mapping[str, Module], entries: set[str]) -> dict[str, str]:
    """The file of each module that an entry needs."""
    users: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for name in _needed(modules, entry):
            users[name].append(entry)
    return {name: _file_for(name, own) for name, own in users.items()}


def _file_for(name: str, users: list[str]) -> str:
    if name == FIRST:
        return FIRST
    if len(users) == 1:
        return users[0]
    return next(layer for layer, page in LAYERS.items() if page in users or not page)


def _file(file: str, modules: Mapping[str, Module], files: Mapping[str, str]) -> str:
    inside = [one for one in modules.values() if files.get(one.name) == file]
    wanted = {other for one in inside for other in one.imports}
    if file in modules and files[file] != file:
        wanted.add((file, "whole"))
    taken: dict[str, set[str]] = defaultdict(set)
    vendored: dict[str, bool] = {}
    for name, called in wanted:
        if name not in modules:
            vendored[name] = vendored.get(name, False) or bool(called)
        elif files[name] != file:
            taken[files[name]].add(constant(name))
    lines = []
    for name, is_used in sorted(vendored.items()):
        what = f"* as {constant(name)} from " if is_used else ""
        lines.append(f'import {what}"{between(file, name)}";\n')
    for other, names in sorted(taken.items()):
        lines.append(f'import {{ {", ".join(sorted(names))} }} from "{between(file, other)}";\n')
    lines += [one.written(file) for one in inside]
    if file not in modules:
        lines.append(f"export {{ {', '.join(one.constant for one in inside)} }};\n")
    elif file == FIRST:
        lines.append(f"export {{ {constant(file)} }};\n")
    elif exports := modules[file].exports:
        lines.append(f"export const {{ {', '.join(exports)} }} = {constant(file)};\n")
    return "".join(lines)


def is_style(name: str) -> bool:
    """Whether it is a style sheet of the pages."""
    return name.startswith("css/") and name.endswith(".css")


def join_style(name: str, read: Callable[[str], str]) -> str:
    """A style sheet with those it imports in their place, and its icons within: a browser asks
    for each on its own. `read` gives the text of a file by its name."""

    def imported(found: re.Match[str]) -> str:
        return join_style(beside(name, found["url"]), read)

    def icon(found: re.Match[str]) -> str:
        drawn = quote(read(beside(name, found["url"])).strip(), safe=" !$&'()*+,-./:;=?@_~")
        return f'url("data:image/svg+xml,{drawn}")'

    return _CSS_IMPORT.sub(imported, _CSS_ICON.sub(icon, _CSS_COMMENT.sub("", read(name))))
