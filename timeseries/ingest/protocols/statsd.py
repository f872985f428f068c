"""statsd: the lines of a packet, as if it was all that came in an interval."""

from ..protocol import Body, Parsed, Protocol, protocols
from ..statsd import Aggregate


@protocols.register("statsd")
class Statsd(Protocol):
    """What a listener gathers from packet to packet is `statsd.Aggregate`'s."""

    def parse(self, body: Body) -> Parsed:
        aggregate = Aggregate()
        aggregate.take(body.content)
        return aggregate.flush(body.arrived)
