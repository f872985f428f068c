"""Live curves in any template: `{% live_chart_head %}` once in the head, and `{% live_chart
"room_temperature" %}` wherever a curve belongs. docs/embed.md shows a whole page."""

from typing import Any

import orjson
from django import template

register = template.Library()


@register.inclusion_tag("parts/live_chart_head.html")
def live_chart_head() -> dict[str, Any]:
    """What the charts of a page need: styles and the module that fills them."""
    return {}


@register.inclusion_tag("parts/live_chart.html")
def live_chart(*series: object, title: str = "", start: str = "now-5m") -> dict[str, Any]:
    """A curve of `series`, ids or selectors, that goes on live. `start` is how far it goes
    back; all charts of a page share the one of the first."""
    selectors = [str(one) for one in series]
    if not selectors:
        raise template.TemplateSyntaxError("live_chart takes at least one id or selector.")
    return {
        "series": orjson.dumps(selectors).decode(),
        "title": title or ", ".join(selectors),
        "start": start,
    }
