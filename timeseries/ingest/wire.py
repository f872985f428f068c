"""Messages of protocol buffers by a table of their fields, without generated code.

A field that holds a message is declared as `bytes` where it is only told apart from others:
both look alike on the wire, and of what comes again and again in the same bytes (labels,
attributes, resources) the parsed form is looked up by them.
"""

from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from ..errors import BadRequest

# Fields by name: the number, and the type: a scalar's, or the name of a message of the table;
# with a star in front it may come any number of times.
Fields = Mapping[str, tuple[int, str]]

_SCALARS = {
    name: getattr(FieldDescriptorProto, f"TYPE_{name.upper()}")
    for name in (
        *("double", "int64", "uint64", "int32", "uint32", "sint32", "sint64"),
        *("fixed64", "sfixed64", "bool", "string", "bytes"),
    )
}


def messages(package: str, table: Mapping[str, Fields]) -> dict[str, type[Message]]:
    """The classes of a table of messages, by name. In proto2, where a scalar that is not there
    differs from a zero; unknown fields are passed over."""
    file = FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto2")
    for name, fields in table.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add(message, field, number, kind, package)
    pool = DescriptorPool()
    pool.Add(file)
    return {
        name: GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}")) for name in table
    }


def _add(message: Any, field: str, number: int, kind: str, package: str) -> None:
    repeated, kind = kind.startswith("*"), kind.removeprefix("*")
    added = message.field.add(name=field, number=number)
    added.label = (
        FieldDescriptorProto.LABEL_REPEATED if repeated else FieldDescriptorProto.LABEL_OPTIONAL
    )
    if kind in _SCALARS:
        added.type = _SCALARS[kind]
    else:
        added.type = FieldDescriptorProto.TYPE_MESSAGE
        added.type_name = f".{package}.{kind}"


def read(kind: type[Message], content: bytes, what: str) -> Any:
    """A message from its bytes. Raises BadRequest that says what it should have been."""
    try:
        return kind.FromString(content)
    except DecodeError:
        raise BadRequest(f"The body is not {what}: its bytes cannot be read.") from None
