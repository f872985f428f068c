"""The form of an MQTT source: its password goes in, and is never shown."""

from typing import TYPE_CHECKING

from django import forms

from .models import MqttSource

if TYPE_CHECKING:
    _Form = forms.ModelForm[MqttSource]
else:
    _Form = forms.ModelForm


class MqttSourceForm(_Form):
    """An empty password keeps the one that is there."""

    password = forms.CharField(
        required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    class Meta:
        model = MqttSource
        fields = (
            *("name", "host", "port", "tls", "username", "password"),
            *("rules", "enabled"),
        )

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        return given or self.instance.password
