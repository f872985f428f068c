"""Doors by which Grafana and other programs read this server as they read Prometheus.

Each has its parameters in the query string or in a form, answers in Prometheus' form, and
takes a token as the password of Basic authorization too.
"""

import time
from abc import abstractmethod
from collections.abc import Collection
from typing import Any, cast

import numpy as np
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from ..access import Caller, basic_password, with_token
from ..asgi import Places, Reply
from ..batch import Values
from ..door import Door, Request
from ..errors import BadRequest, LivecurveError, NotFound
from ..store import get_store, snapshot
from ..threads import readers
from .answers import failure, of_moment, of_range, of_readings, success
from .asked import Asked
from .evaluate import evaluate, matrix
from .faults import BadExpression
from .lines import Grid, Vector
from .listing import label_names, label_values, listed_series, metadata, selectors_of
from .signatures import type_of
from .syntax import MATRIX, SCALAR, VECTOR, Looking
from .windows import Look

# For how long one expression may be computed.
LONGEST_SECONDS = 30.0
# The path of a label's values, whose name stands in the middle.
VALUES = ("/api/v1/label/", "/values")

Found = tuple[Any, Collection[str]]


class PrometheusDoor(Door):
    """One path. `found` is asked on a thread, and may use the database."""

    methods: tuple[str, ...] = ("GET", "POST")

    @abstractmethod
    def found(self, asked: Asked) -> Found:
        """The data of the answer, and its warnings. Raises LivecurveError."""

    async def answer(self, request: Request) -> Reply:
        given = request.parameters
        if request.method == "POST":
            given = given.copy()
            for name, values in _form(await request.body(self.body_limit)).lists():
                given.setlist(name, values)
        data, warnings = await readers.run(self.found, Asked(given, request.path))
        return success(data, warnings)

    def caller(self, request: Request) -> Caller:
        return with_token(request.caller, basic_password(request.headers))

    def refuse(self, error: LivecurveError) -> Reply:
        return failure(error)


class Instant(PrometheusDoor):
    """`/api/v1/query`: an expression at one moment."""

    def found(self, asked: Asked) -> Found:
        node, at = asked.expression(), asked.now()
        with snapshot() as using:
            look, grid = _look(asked, using), Grid(np.array([at], np.int64))
            if isinstance(node, Looking) and type_of(node) == MATRIX:
                return of_readings(matrix(node, grid, look)), look.warnings
            value = evaluate(node, grid, look)
        return of_moment(value, at), look.warnings


class Ranged(PrometheusDoor):
    """`/api/v1/query_range`: an expression at each step of a range."""

    def found(self, asked: Asked) -> Found:
        node, grid = asked.expression(), asked.grid()
        if (kind := type_of(node)) not in (SCALAR, VECTOR):
            raise BadExpression(f"A range query takes numbers and vectors, and not a {kind}.")
        with snapshot() as using:
            look = _look(asked, using)
            value = cast("Vector | Values", evaluate(node, grid, look))
        return of_range(value, grid), look.warnings


class SeriesList(PrometheusDoor):
    """`/api/v1/series`"""

    def found(self, asked: Asked) -> Found:
        selectors = selectors_of(asked.selectors())
        with snapshot() as using:
            return listed_series(selectors, asked.within(), asked.limit(), using), ()


class Labels(PrometheusDoor):
    """`/api/v1/labels`"""

    def found(self, asked: Asked) -> Found:
        with snapshot() as using:
            return label_names(selectors_of(asked.selectors()), asked.limit(), using), ()


class LabelValues(PrometheusDoor):
    """`/api/v1/label/NAME/values`"""

    methods = ("GET",)

    def found(self, asked: Asked) -> Found:
        name = asked.path[len(VALUES[0]) : -len(VALUES[1])]
        with snapshot() as using:
            return label_values(name, selectors_of(asked.selectors()), asked.limit(), using), ()


class Metadata(PrometheusDoor):
    """`/api/v1/metadata`"""

    methods = ("GET",)

    def found(self, asked: Asked) -> Found:
        with snapshot() as using:
            return metadata(asked.text("metric"), asked.limit(), using), ()


class BuildInfo(PrometheusDoor):
    """`/api/v1/status/buildinfo`: by its version Grafana knows what it may ask for."""

    methods = ("GET",)

    def found(self, asked: Asked) -> Found:
        return {"version": "2.45.0", "application": "Livecurve", "revision": settings.VERSION}, ()


class NotThere(PrometheusDoor):
    """What Prometheus has besides, and this server has not: told in the form that its clients
    read."""

    def found(self, asked: Asked) -> Found:
        raise NotFound(f"Livecurve has no {asked.path}: it answers queries, series and labels.")


# Of https://prometheus.io/docs/prometheus/latest/querying/api/
NOT_THERE = (
    "/api/v1/alertmanagers",
    "/api/v1/alerts",
    "/api/v1/features",
    "/api/v1/format_query",
    "/api/v1/notifications",
    "/api/v1/parse_query",
    "/api/v1/query_exemplars",
    "/api/v1/read",
    "/api/v1/rules",
    "/api/v1/scrape_pools",
    "/api/v1/status/config",
    "/api/v1/status/flags",
    "/api/v1/status/runtimeinfo",
    "/api/v1/status/tsdb",
    "/api/v1/status/walreplay",
    "/api/v1/targets",
    "/api/v1/targets/metadata",
)


def _look(asked: Asked, using: str) -> Look:
    deadline = time.monotonic() + asked.seconds(LONGEST_SECONDS)
    return Look(get_store(), using, deadline=deadline)


def _form(body: bytes) -> QueryDict:
    try:
        return QueryDict(body)
    except (SuspiciousOperation, UnicodeDecodeError) as error:
        raise BadRequest(f"The form cannot be read: {error}") from None


def prometheus_doors() -> Places:
    """All of them."""
    return {
        ("http", "/api/v1/query"): Instant().serve,
        ("http", "/api/v1/query_range"): Ranged().serve,
        ("http", "/api/v1/series"): SeriesList().serve,
        ("http", "/api/v1/labels"): Labels().serve,
        ("http", "/api/v1/label/TOKEN/values"): LabelValues().serve,
        ("http", "/api/v1/metadata"): Metadata().serve,
        ("http", "/api/v1/status/buildinfo"): BuildInfo().serve,
        **{("http", path): NotThere().serve for path in NOT_THERE},
    }
