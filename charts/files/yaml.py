"""YAML: the definition as people like to write it, or a list of several."""

from typing import Any

import yaml

from ..dashboard_file import BadFile, Found, WrittenFormat, file_formats
from ..definition import Definition
from ..yaml_text import as_yaml

TIMESTAMP = "tag:yaml.org,2002:timestamp"
MAPPING = "tag:yaml.org,2002:map"
# More than any definition takes: its own values are checked later.
DEEPEST = 50


class _Loader(yaml.CSafeLoader):
    """Safe, and without surprises: a date is the text that was written, and a name that comes
    twice is an error."""

    yaml_implicit_resolvers = {
        first: [(tag, regex) for tag, regex in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _check(text: str) -> None:
    """Refuse what is no danger to write and one to read: aliases, of which a few lines can stand
    for more than any memory holds, and a depth at which libyaml ends the process."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise BadFile("The YAML has an alias (*name): write out what it stands for.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadFile(f"The YAML is nested deeper than {DEEPEST} levels.")


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen = set()
    for key, _ in node.value:
        if key.value in seen if isinstance(key.value, str) else False:
            raise yaml.MarkedYAMLError(problem=f"{key.value} twice", problem_mark=key.start_mark)
        seen.add(key.value if isinstance(key.value, str) else None)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(MAPPING, _mapping)


@file_formats.register("yaml")
class YamlFormat(WrittenFormat):
    suffix = ".yaml"
    media_type = "application/yaml"

    def read(self, text: str) -> Found | None:
        try:
            _check(text)
            value = yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise BadFile(f"The text is not YAML: {_reason(error)}.") from None
        return None if value is None else Found(value if isinstance(value, list) else [value])

    def write(self, definition: Definition) -> str:
        return as_yaml(definition.as_document())


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else problem
