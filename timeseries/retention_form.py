"""The form of a row of retention: a field of days for each width of rollup."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .models import Retention
from .resolutions import MOST_DAYS, RUNG_NAMES

if TYPE_CHECKING:
    _Form = forms.ModelForm[Retention]
else:
    _Form = forms.ModelForm


class RungsInput(forms.MultiWidget):
    """One labelled number a rung, the narrowest first; its name ends in the rung's."""

    def __init__(self) -> None:
        number = forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS, "placeholder": "∞"})
        super().__init__(dict.fromkeys(RUNG_NAMES, number))

    def decompress(self, value: dict[str, int] | None) -> list[int | None]:
        return [(value or {}).get(name) for name in RUNG_NAMES]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """None: each number has a label of its own."""
        return ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        days = value if isinstance(value, list) else self.decompress(value)
        each = zip(RUNG_NAMES, self.widgets, days, strict=True)
        drawn = [(of, one.render(f"{name}_{of}", n, renderer=renderer)) for of, one, n in each]
        return format_html(
            '<span class="rungs">{}</span>',
            format_html_join("", "<label><span>{}</span>{}</label>", drawn),
        )


class RungsField(forms.MultiValueField):
    """Days by the name of a rung; what is empty is left out."""

    widget = RungsInput

    def __init__(self, **kwargs: Any) -> None:
        days = [
            forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False) for _ in RUNG_NAMES
        ]
        super().__init__(fields=days, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int | None]) -> dict[str, int]:
        named = zip(RUNG_NAMES, data_list, strict=False)
        return {name: days for name, days in named if days is not None}


class RetentionForm(_Form):
    rungs = RungsField(
        label=_("Rollups"),
        help_text=_(
            "After that rollups stand for them: for how many days those of each width. One that "
            "is empty is kept as long as the next wider one that is not, else for ever."
        ),
    )

    class Media:
        css = {"all": ["css/admin-retention.css"]}

    class Meta:
        model = Retention
        fields = ("position", "selector", "raw", "rungs")
        labels = {"raw": _("Readings")}
