"""The small tree of named errors: what went wrong in one sentence that says what to do.

Domain code raises these; one boundary (`answers.py` for HTTP, the management
commands for the shell) turns them into answers.
"""

# For what nobody foresaw.
BROKEN = "Something broke here: the server's log says what."


class LivecurveError(Exception):
    """The root. `code` is what programs read, `status` the HTTP status of the answer."""

    code = "error"
    status = 500


class BadRequest(LivecurveError):
    """Something in the request does not have the shape that is asked for."""

    code = "bad_request"
    status = 400


class BadParameter(BadRequest):
    """A parameter takes something else; the sentence names it and what it takes."""

    code = "bad_parameter"

    def __init__(self, parameter: str, takes: str) -> None:
        super().__init__(f"{parameter} takes {takes}.")
        self.parameter = parameter


class BadSelector(BadRequest):
    """A series selector cannot be read."""

    code = "bad_selector"


class TooManySeries(BadRequest):
    """A selector or a request names more series than one answer holds."""

    code = "too_many_series"


class Unauthorized(LivecurveError):
    """No token or session came with the request, or an unknown one."""

    code = "unauthorized"
    status = 401


class Forbidden(LivecurveError):
    """The token is known, but its scope does not cover this."""

    code = "forbidden"
    status = 403


class MethodNotAllowed(LivecurveError):
    """The path is right and the method is not; `methods` are those that it takes."""

    code = "method_not_allowed"
    status = 405

    def __init__(self, path: str, *methods: str) -> None:
        super().__init__(f"{path} takes {' and '.join(methods)}.")
        self.methods = methods


class NotFound(LivecurveError):
    """Nothing with this id, name or slug."""

    code = "not_found"
    status = 404


class TooLarge(LivecurveError):
    """The body is over the limit, compressed or decompressed."""

    code = "too_large"
    status = 413


class Unsupported(LivecurveError):
    """A content type or an encoding that no protocol here reads."""

    code = "unsupported_media_type"
    status = 415


class TooSlow(LivecurveError):
    """The client did not send its request in time."""

    code = "request_timeout"
    status = 408


class Overloaded(LivecurveError):
    """The writer's queue is full: come back after `retry_after` seconds."""

    code = "overloaded"
    status = 503
    retry_after = 1


class StorageFull(LivecurveError):
    """The disk or the database has no room for the write."""

    code = "storage_full"
    status = 507


class DatabaseUnavailable(LivecurveError):
    """The database cannot be reached, or has not been migrated."""

    code = "database_unavailable"
    status = 503


class CannotCollect(LivecurveError):
    """What a collector was to fetch did not come, or not so that readings could be made of it:
    the sentence is what the collector's last error says, and never holds a secret."""

    code = "cannot_collect"
    status = 422


class BadSetting(LivecurveError):
    """A setting in the environment has a value that it does not take."""

    code = "bad_setting"


class UnknownName(LivecurveError):
    """A registry has no implementation of this name."""

    code = "unknown_name"
    status = 400
