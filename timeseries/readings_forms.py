"""What the admin's pages for readings take: times and values as the API takes them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .corrections import ALL
from .ingest.numbers import to_double
from .sentences import in_language
from .timerange import TIME_FORMS, TimeRange, now, parse_instant, to_iso


class InstantField(forms.CharField):
    """A time as text, cleaned to µs since 1970 UTC; None for an empty one."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_instant(text, now())
        except ValueError:
            raise ValidationError(
                _("Give %(forms)s, in the years 1 to 9999.") % {"forms": in_language(TIME_FORMS)}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return to_iso(value) if isinstance(value, int) else value


class NumberField(forms.CharField):
    """A finite double."""

    def clean(self, value: Any) -> float:
        text = super().clean(value)
        try:
            return to_double(text)
        except ValueError as error:
            raise ValidationError(in_language(f"{error}.")) from None

    def prepare_value(self, value: Any) -> Any:
        return repr(value) if isinstance(value, float) else value


class RangeForm(forms.Form):
    """A half-open range whose ends may be left open, and the time (µs) before which a page of
    its readings lies."""

    start = InstantField(label=_("From"), required=False)
    end = InstantField(label=_("up to"), required=False)
    before = forms.IntegerField(
        required=False, min_value=ALL.start, max_value=ALL.end, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start is not None and end is not None and start > end:
            raise ValidationError(_("The range ends before it starts."))
        return data

    @property
    def range(self) -> TimeRange:
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return TimeRange(ALL.start if start is None else start, ALL.end if end is None else end)


class ReadingForm(forms.Form):
    """A reading to add."""

    time = InstantField(
        label=_("Time (UTC)"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_(
            "ISO 8601, milliseconds since 1970, or now-6h. A reading that has this time already "
            "is replaced."
        ),
    )
    value = NumberField(label=_("Value"), widget=forms.TextInput(attrs={"class": "vTextField"}))


class ValueForm(forms.Form):
    """A reading to correct."""

    value = NumberField(label=_("Value"), widget=forms.TextInput(attrs={"class": "vTextField"}))


class ConfirmedForm(forms.Form):
    """A range (µs) that was shown and confirmed."""

    start = forms.IntegerField(min_value=ALL.start, max_value=ALL.end)
    end = forms.IntegerField(min_value=ALL.start, max_value=ALL.end)
