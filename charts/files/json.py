"""JSON: the definition as the API takes it, or a list of several."""

import json

from ..dashboard_file import BadFile, Found, WrittenFormat, file_formats
from ..definition import Definition
from ..json_text import as_json


@file_formats.register("json")
class JsonFormat(WrittenFormat):
    suffix = ".json"
    media_type = "application/json"

    def read(self, text: str) -> Found | None:
        if not text.lstrip().startswith(("{", "[")):
            return None
        try:
            value = as_json(text)
        except ValueError as error:
            raise BadFile(f"The text is not JSON: {error}.") from None
        return Found(value if isinstance(value, list) else [value])

    def write(self, definition: Definition) -> str:
        return json.dumps(definition.as_document(), ensure_ascii=False, indent=2) + "\n"
