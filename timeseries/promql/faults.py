"""What goes wrong with an expression, in the three kinds that Prometheus tells apart."""

from ..errors import LivecurveError


class BadExpression(LivecurveError):
    """It cannot be read, or asks for what is not there; `kind` is Prometheus' errorType."""

    code = "bad_expression"
    status = 400
    kind = "bad_data"


class NotComputable(LivecurveError):
    """It can be read, but these series make no sense in it, or there are too many readings."""

    code = "not_computable"
    status = 422
    kind = "execution"


class OutOfTime(LivecurveError):
    """It takes longer than it may."""

    code = "out_of_time"
    status = 503
    kind = "timeout"
