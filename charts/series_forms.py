"""What the page of a series takes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timeseries.catalog import resolve
from timeseries.errors import LivecurveError
from timeseries.models import STATE, UNIT_LENGTH, Series, semantics_choices
from timeseries.series_key import KEY_BYTES, NAME_LENGTH, SeriesKey


class SeriesForm(forms.Form):
    """What a series is called, and what people say of it."""

    key = forms.CharField(label=_("Name and tags"), max_length=KEY_BYTES)
    label = forms.CharField(label=_("Label"), max_length=NAME_LENGTH, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=UNIT_LENGTH, required=False)
    semantics = forms.ChoiceField(label=_("What it measures"), choices=semantics_choices)

    def __init__(self, series: Series, data: Any = None) -> None:
        self.series = series
        fields = ("key", "label", "unit", "semantics")
        super().__init__(data, initial={name: getattr(series, name) for name in fields})

    def clean_key(self) -> SeriesKey:
        try:
            key = SeriesKey.parse(self.cleaned_data["key"])
        except ValueError as error:
            raise ValidationError(f"{error}.") from None
        if Series.objects.filter(key=key.text).exclude(pk=self.series.pk).exists():
            raise ValidationError(_("Another series is called that: merge the two instead."))
        return key

    def clean_semantics(self) -> str:
        semantics: str = self.cleaned_data["semantics"]
        if (semantics == STATE) != (self.series.semantics == STATE):
            raise ValidationError(_("States stay states, and numbers stay numbers."))
        return semantics


class MergeForm(forms.Form):
    """The series that takes the readings over."""

    into = forms.CharField(label=_("Name and tags of the other series"), max_length=KEY_BYTES)
    sure = forms.BooleanField(
        label=_("Move all its readings for good"),
        error_messages={"required": _("Say first that you are sure.")},
    )

    def __init__(self, series: Series, data: Any = None) -> None:
        self.series = series
        super().__init__(data)

    def clean_into(self) -> Series:
        try:
            found = resolve(self.cleaned_data["into"].strip())
        except LivecurveError as error:
            raise ValidationError(str(error)) from None
        if len(found) != 1 or found[0].pk == self.series.pk:
            raise ValidationError(_("Name one other series, with all its tags."))
        return found[0]
