"""What `/sources/` has to copy: one snippet for each way in, and the only list of them.

A snippet's text is the template `snippets/NAME.txt`. In it `YOUR_TOKEN` stands for a token, which
the page fills in; the server's address comes from the request.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

TOKEN = "YOUR_TOKEN"  # noqa: S105 - it stands for one


@dataclass(frozen=True, slots=True)
class Snippet:
    """`place` is where it goes; `words` are what people may look for it by besides its title.
    `runs` names what runs the text as it stands, for the tests: `sh`, `python` or `javascript`."""

    name: str
    title: str
    place: "StrPromise"
    words: str = ""
    runs: str = ""

    def text(self, server: "Server") -> str:
        return render_to_string(f"snippets/{self.name}.txt", {"server": server}).strip("\n")


@dataclass(frozen=True, slots=True)
class Server:
    """The address under which the page was opened."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, scheme: str, host: str) -> "Server":
        """Of a header `Host`, which may leave the port out."""
        name, colon, port = host.rpartition(":")
        if not colon or port.endswith("]"):
            return cls(scheme, host, 443 if scheme == "https" else 80)
        return cls(scheme, name, int(port))

    def __str__(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        port = "" if self.port == usual else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"


SHELL = _("In a shell")
SNIPPETS = (
    Snippet("curl", "curl", SHELL, "json http shell", "sh"),
    Snippet("csv", "CSV", SHELL, "curl file table", "sh"),
    Snippet("line-protocol", "InfluxDB line protocol", SHELL, "curl influx", "sh"),
    Snippet("python", "Python", _("A program, without any library"), "requests", "python"),
    Snippet("javascript", "JavaScript", _("A program for Node.js or Deno"), "node", "javascript"),
    Snippet("telegraf", "Telegraf", _("telegraf.conf"), "influx agent"),
    Snippet("home-assistant", "Home Assistant", _("configuration.yaml"), "smart home influx"),
    Snippet("esphome", "ESPHome", _("The device's YAML file"), "esp32 esp8266 device"),
    Snippet("otel-collector", "OpenTelemetry Collector", _("config.yaml"), "otlp otelcol"),
    Snippet("otel-sdk", "OpenTelemetry SDK", _("Environment of the program"), "otlp metrics", "sh"),
    Snippet("prometheus", "Prometheus", _("prometheus.yml"), "remote write scrape"),
    Snippet("collectd", "collectd", _("collectd.conf"), "write_http agent"),
    Snippet("mqtt", "MQTT", SHELL, "mosquitto broker zigbee2mqtt tasmota shelly", "sh"),
    Snippet("thingsboard", "ThingsBoard", SHELL, "curl http device telemetry", "sh"),
    Snippet("statsd", "statsd", SHELL, "udp counters timers", "sh"),
    Snippet("graphite", "Graphite", SHELL, "carbon plaintext tcp", "sh"),
    Snippet("node-red", "Node-RED", _("Import as a flow"), "flow iot"),
    Snippet(
        "influxdb-client", "InfluxDB client", _("A Python program"), "influx library", "python"
    ),
    Snippet("influxdb-v1", "InfluxDB 1 client", _("A Python program"), "influx v1", "python"),
    Snippet("influxdb-v3", "InfluxDB 3", SHELL, "influx v3 write_lp", "sh"),
)
