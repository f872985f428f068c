"""Arrays to bytes and back, and the model field that keeps them.

The first byte names the codec, so that old rows stay readable when a better one comes:
0 is the array as it is in little-endian order, 1 is pcodec's standalone format. A CRC-32 of
codec and body stands between them: on damaged bytes pcodec may answer other numbers, or ask
for more memory than there is, which ends the process.
"""

import json
import zlib
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray
from pcodec import ChunkConfig, standalone

from .errors import LivecurveError

RAW, PCODEC = 0, 1
# Below this many numbers pcodec's header outweighs what it saves.
SMALL = 4

Array = NDArray[Any]


class DamagedArray(LivecurveError):
    """Stored bytes that no codec here reads as the array that they should hold."""

    code = "damaged_array"


def pack(array: Array) -> bytes:
    """A one-dimensional array of numbers, losslessly: every bit comes back."""
    if len(array) < SMALL or array.dtype.itemsize == 1:
        return _sealed(RAW, array.astype(array.dtype.newbyteorder("<")).tobytes())
    return _sealed(PCODEC, standalone.simple_compress(np.ascontiguousarray(array), ChunkConfig()))


def _sealed(codec: int, body: bytes) -> bytes:
    return bytes([codec]) + _checksum(bytes([codec]), body) + body


def _checksum(codec: bytes, body: bytes) -> bytes:
    return zlib.crc32(body, zlib.crc32(codec)).to_bytes(4, "little")


def unpack(data: bytes, dtype: np.dtype[Any]) -> Array:
    """The array that `pack` was given. Raises DamagedArray."""
    codec, checksum, body = data[:1], data[1:5], data[5:]
    if checksum != _checksum(codec, body):
        raise DamagedArray("A stored array is damaged: restore the database from a backup.")
    try:
        if codec == bytes([RAW]):
            return np.frombuffer(body, dtype.newbyteorder("<")).astype(dtype)
        if codec == bytes([PCODEC]):
            array = standalone.simple_decompress(body)
            if array is not None and array.dtype == dtype:
                return np.asarray(array)
    except (ValueError, RuntimeError) as error:
        raise DamagedArray(f"A stored array cannot be read: {error}.") from error
    raise DamagedArray(f"A stored array is not of type {dtype} in a codec that is known.")


class PackedField(models.BinaryField):  # type: ignore[type-arg]
    """A numpy array of one dtype in Python, packed bytes in the database."""

    def __init__(self, dtype: str, *args: Any, **kwargs: Any) -> None:
        self.dtype = np.dtype(dtype)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.dtype.name, *args], kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, np.ndarray):
            value = pack(value.astype(self.dtype, copy=False))
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Array | None:
        return None if value is None else unpack(bytes(value), self.dtype)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj).tolist())

    def to_python(self, value: Any) -> Any:
        """Also what `value_to_string` wrote into a fixture."""
        return np.array(json.loads(value), self.dtype) if isinstance(value, str) else value
