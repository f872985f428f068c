"""Messages of MQTT come back by the rules that name their topics."""

import json
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ..parsing import ARRIVED, parse
from .sending import Expected, doubles, integers, names, trips, words

numbers = doubles | integers | st.booleans()
objects = st.dictionaries(names, numbers | names, max_size=3)


class Level(NamedTuple):
    """A level of a topic, as it stands in a rule and as it is sent; a tag where it has one."""

    rule: str
    sent: str
    tag: str = ""


# What stands for something in a rule.
literals = words("/+#{}=>", spaces=False).map(lambda text: Level(text, text))
tag_names, tag_values = words("/+#{}=>."), words("/+#")
tagged = st.builds(lambda tag, text: Level(f"{{{tag}}}", text, tag), tag_names, tag_values)
rests = st.builds(
    lambda tag, texts: Level(f"{{{tag}...}}", "/".join(texts), tag),
    tag_names,
    st.lists(tag_values, min_size=1, max_size=2),
)
topics = st.builds(
    lambda levels, last: levels + last,
    st.lists(literals | tagged, min_size=1, max_size=3),
    st.lists(rests, max_size=1),
).filter(lambda levels: len(tags := [one.tag for one in levels if one.tag]) == len(set(tags)))
others = st.sampled_from(["", "other/{level}/than/those/of/it/{all...}\n", "\nno/topic => none\n"])


@trips
@given(topics, st.just("") | literals.map(lambda level: level.rule), others, objects | numbers)
def test_messages_by_the_rules_of_their_topics(
    levels: list[Level], named: str, others: str, payload: Any
) -> None:
    rule = "/".join(level.rule for level in levels) + (f" => {named}" if named else "")
    tags = {level.tag: level.sent for level in levels if level.tag}
    expected = Expected()
    if isinstance(payload, dict):
        for field, value in payload.items():
            expected.add(f"{named}_{field}" if named else field, tags, ARRIVED, value)
    else:
        plain = [level.rule for level in levels if not level.tag]
        expected.add(named or [*plain, "mqtt"][len(plain) - 1], tags, ARRIVED, payload)
    topic = "/".join(level.sent for level in levels)
    expected.is_all_of(parse("mqtt", json.dumps(payload), topic=topic, rules=others + rule))


@trips
@given(words(spaces=False).filter(lambda text: not any(c in "0123456789\"'[{" for c in text[:2])))
def test_a_plain_text_as_a_state(text: str) -> None:
    expected = Expected()
    expected.add("door", {}, ARRIVED, text)
    if text not in ("true", "false", "null"):
        expected.is_all_of(parse("mqtt", text, topic="door", rules="door"))
