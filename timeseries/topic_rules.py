"""How topics of MQTT name series: `tele/{device}/SENSOR => tasmota`.

A level in braces is a tag, `{rest...}` at the end takes all further levels. A field of an object
is a series called by its name, behind the rule's own name where it has one; a payload that is no
object is called by that name, or by the last level that is no tag.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .series_key import shown

# Far more than anybody writes.
RULES = 1_000
_TAG = re.compile(r"\{([^{}/+#]+?)(\.\.\.)?\}")
_ARROW = "=>"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the filter that is subscribed, and what of a topic it matches."""

    filter: str
    topic: re.Pattern[str]
    name: str
    plain_name: str

    def tags(self, topic: str) -> dict[str, str] | None:
        """The tags of a topic; None where the rule is for others."""
        match = self.topic.fullmatch(topic)
        return {_tag(group): value for group, value in match.groupdict().items()} if match else None

    def series(self, field: str) -> str:
        """The name of the series of a field, "" for a payload that is no object."""
        if not field:
            return self.plain_name
        return f"{self.name}_{field}" if self.name else field


def parse_rules(text: str) -> list[Rule]:
    """The rules of lines. Raises ValueError that names the first bad one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("There is no rule: a line such as zigbee2mqtt/{device} is one.")
    if len(lines) > RULES:
        raise ValueError(f"There are more than {RULES:,} rules.")
    return [_parse(line) for line in lines]


@lru_cache(maxsize=64)
def known_rules(text: str) -> tuple[Rule, ...]:
    """The same, remembered."""
    return tuple(parse_rules(text))


def _parse(line: str) -> Rule:
    pattern, _, name = (part.strip() for part in line.partition(_ARROW))
    levels = pattern.split("/")
    filters, expressions, literals = [], [], []
    for place, level in enumerate(levels):
        tag = _TAG.fullmatch(level)
        if not tag:
            if not level or set(level) & set("{}+#"):
                raise ValueError(f"{shown(level)} is no level of a topic, and no tag in braces.")
            literals.append(level)
        elif tag[2] and place < len(levels) - 1:
            raise ValueError(f"{shown(level)} takes all further levels, and has to be the last.")
        filters.append("#" if tag and tag[2] else "+" if tag else level)
        expressions.append(_expression(level, tag))
    try:
        topic = re.compile("/".join(expressions), re.DOTALL)
    except re.error:
        raise ValueError(f"A tag stands twice in {shown(pattern)}.") from None
    return Rule("/".join(filters), topic, name, name or (literals[-1] if literals else "mqtt"))


def _expression(level: str, tag: re.Match[str] | None) -> str:
    if not tag:
        return re.escape(level)
    # Names of groups are more narrow than those of tags.
    return f"(?P<{_group(tag[1])}>{'.+' if tag[2] else '[^/]+'})"


def _group(tag: str) -> str:
    return "t" + tag.encode().hex()


def _tag(group: str) -> str:
    return bytes.fromhex(group[1:]).decode()
