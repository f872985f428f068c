"""What goes wrong with a broker, by one that answers as a test says."""

from timeseries.models import MqttSource


def test_no_two_sources_have_one_client_id() -> None:
    first, second = MqttSource(), MqttSource()
    assert first.client_id != second.client_id
    # What every broker has to take (MQTT 3.1.1, 3.1.3.1).
    assert len(first.client_id) <= 23
