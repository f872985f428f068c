"""The units that pages know how to write, the one list of them: the editor offers it, and
`static/js/format.js` writes them. Any other text is a unit too, and gets the prefixes of 1000.
"""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` is what stands in a series or a panel, `label` what a person chooses."""

    name: str
    label: str
    group: str


_GROUPS: dict[str, list[tuple[str, str]]] = {
    gettext_noop("Plain"): [
        ("", gettext_noop("Number, k, M, G")),
        ("none", gettext_noop("Number as it is")),
        ("count", gettext_noop("Count")),
        ("%", gettext_noop("Percent, 0 to 100")),
        ("percent 0-1", gettext_noop("Percent, 0 to 1")),
    ],
    gettext_noop("Data"): [
        ("B", gettext_noop("Bytes, KiB, MiB")),
        ("B/s", gettext_noop("Bytes per second")),
        ("bit", gettext_noop("Bits, kbit, Mbit")),
        ("bit/s", gettext_noop("Bits per second")),
    ],
    gettext_noop("Time"): [
        ("us", gettext_noop("Duration in microseconds")),
        ("ms", gettext_noop("Duration in milliseconds")),
        ("s", gettext_noop("Duration in seconds")),
        ("min", gettext_noop("Duration in minutes")),
        ("h", gettext_noop("Duration in hours")),
        ("d", gettext_noop("Duration in days")),
        ("datetime s", gettext_noop("Date and time from seconds since 1970")),
        ("datetime ms", gettext_noop("Date and time from milliseconds since 1970")),
    ],
    gettext_noop("Rates"): [
        ("1/s", gettext_noop("Per second")),
        ("1/min", gettext_noop("Per minute")),
        ("Hz", "Hertz"),
    ],
    gettext_noop("Climate"): [
        ("°C", "Celsius"),
        ("°F", "Fahrenheit"),
        ("K", "Kelvin"),
        ("hPa", gettext_noop("Hectopascal")),
        ("ppm", "ppm"),
        ("mm", gettext_noop("Millimetres")),
        ("m/s", gettext_noop("Metres per second")),
    ],
    gettext_noop("Energy"): [
        ("W", "Watt"),
        ("Wh", gettext_noop("Watt hours")),
        ("V", "Volt"),
        ("A", "Ampere"),
    ],
    gettext_noop("Money"): [(code, code) for code in ("EUR", "USD", "GBP", "CHF", "JPY", "CNY")],
}
UNITS = [Unit(name, label, group) for group, members in _GROUPS.items() for name, label in members]


def offered() -> list[dict[str, str]]:
    """The list in the language of the request."""
    return [
        asdict(one) | {"label": gettext(one.label), "group": gettext(one.group)} for one in UNITS
    ]
