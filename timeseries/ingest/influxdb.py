"""What the doors of InfluxDB's versions share."""

from .protocol import Parsed

# What InfluxDB's clients look for; they compare the number before the first dot.
INFLUXDB_VERSION = "2.7.0"
VERSION_HEADERS = {"X-Influxdb-Version": INFLUXDB_VERSION, "X-Influxdb-Build": "livecurve"}


def texts_header(parsed: Parsed) -> dict[str, str]:
    """How many text fields were not stored, in a header of the answer."""
    return {"X-Livecurve-Text-Fields": str(parsed.texts)} if parsed.texts else {}


def partly(parsed: Parsed) -> str:
    """The sentence on a body of which a part was refused: the first bad line and why."""
    first = parsed.rejected[0]
    return (
        f"{first.at}: {first.reason} ({parsed.rejected_count} refused, "
        f"{len(parsed.batch)} readings written)."
    )
