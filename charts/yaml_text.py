"""Values as YAML that people like to read, for the format and for pages."""

from typing import Any

import yaml

LINE = 100


class _Dumper(yaml.CSafeDumper):
    """Lists are indented no further than what they belong to; several lines stay lines."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(value: Any) -> str:
    """Names in the order that they have."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE)
    # A value alone is a document, which is ended.
    return text.removesuffix("...\n")
