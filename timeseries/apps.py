from django.apps import AppConfig


class TimeseriesConfig(AppConfig):
    name = "timeseries"
    verbose_name = "Time series"

    def ready(self) -> None:
        # The receivers of what fixtures, the admin and shells write.
        from . import announce  # noqa: F401  imported for its receivers, once models are loaded
