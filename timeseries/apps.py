from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimeseriesConfig(AppConfig):
    name = "timeseries"
    verbose_name = _("Time series")

    def ready(self) -> None:
        # The receivers of what fixtures, the admin and shells write.
        from . import announce  # noqa: F401  imported for its receivers, once models are loaded
