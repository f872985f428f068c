"""Arrays as parameters of PostgreSQL's statements, in the binary form of its arrays: a list of
numbers is sent as text otherwise, which takes twenty times as long to make."""

from collections.abc import Sequence
from struct import Struct
from typing import Any, LiteralString

import numpy as np
import psycopg
from django.db import connections
from numpy.typing import NDArray
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

from .store import WRITING

# How many dimensions, whether there are nulls, the type of elements, their number, the first's.
_HEADER = Struct(">iiIii")
_INT8, _FLOAT8 = psycopg.adapters.types["int8"], psycopg.adapters.types["float8"]
_SIZE = 8


class _IntegersDumper(Dumper):
    """One-dimensional, of 8-byte integers."""

    format = Format.BINARY
    oid = _INT8.array_oid
    element = _INT8.oid
    sent = ">i8"

    def dump(self, obj: NDArray[Any]) -> Buffer:
        elements = np.empty(len(obj), [("size", ">i4"), ("value", self.sent)])
        elements["size"], elements["value"] = _SIZE, obj
        return _HEADER.pack(1, 0, self.element, len(obj), 1) + elements.tobytes()


class _DoublesDumper(_IntegersDumper):
    oid = _FLOAT8.array_oid
    element = _FLOAT8.oid
    sent = ">f8"


class _Integers(np.ndarray[Any, Any]):
    """What psycopg takes its dumper by."""


class _Doubles(np.ndarray[Any, Any]):
    """The same of doubles."""


def execute_with(sql: LiteralString, arrays: Sequence[NDArray[Any]]) -> list[Any]:
    """Execute a statement of the open transaction on `WRITING` with arrays of integers and
    doubles as its parameters (`%b`); its rows, if it has any. Raises Django's errors."""
    wrapper = connections[WRITING]
    with wrapper.wrap_database_errors, psycopg.Cursor(wrapper.connection) as cursor:
        cursor.adapters.register_dumper(_Integers, _IntegersDumper)
        cursor.adapters.register_dumper(_Doubles, _DoublesDumper)
        cursor.execute(sql, [_typed(array) for array in arrays])
        return cursor.fetchall() if cursor.description else []


def _typed(array: NDArray[Any]) -> NDArray[Any]:
    return array.view(_Doubles if array.dtype.kind == "f" else _Integers)
