"""Arrays that stay unpacked for whoever asks for them next: dashboards ask for the same
stretches again and again, and to unpack them is most of what a query does."""

from collections import OrderedDict
from threading import Lock
from typing import Any

import numpy as np

from .packing import Array, unpack

# For all of a process: it holds a day, once a second, of some sixty series.
ROOM = 48 * 2**20
# Fewer bytes are unpacked again as fast as they are found.
FEW = 256


class Unpacked:
    """Arrays by the bytes that they were unpacked from, so none is ever out of date; those that
    were not asked for the longest leave first. Safe across threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._taken = 0
        self._arrays: OrderedDict[bytes, Array] = OrderedDict()
        self._lock = Lock()

    def of(self, data: bytes, dtype: np.dtype[Any]) -> Array:
        """What `packing.unpack` answers, to be read only. Raises DamagedArray."""
        if len(data) < FEW:
            return unpack(data, dtype)
        with self._lock:
            array = self._arrays.get(data)
            if array is not None and array.dtype == dtype:
                self._arrays.move_to_end(data)
                return array
        array = unpack(data, dtype)
        array.flags.writeable = False
        self._keep(data, array)
        return array

    def _keep(self, data: bytes, array: Array) -> None:
        with self._lock:
            if data not in self._arrays:
                self._arrays[data] = array
                self._taken += len(data) + array.nbytes
            while self._taken > self._room:
                oldest, left = self._arrays.popitem(last=False)
                self._taken -= len(oldest) + left.nbytes


unpacked = Unpacked()
