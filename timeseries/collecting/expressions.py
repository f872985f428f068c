"""JMESPath expressions found in a document, until a moment and no longer."""

import time
from typing import Any

from jmespath.visitor import TreeInterpreter

from .fields import compile_expression


class Finder(TreeInterpreter):
    """What expressions find until `end` (of time.monotonic). A thread cannot be stopped from
    outside, and a few doublings such as [@, @][] make an expression one that never ends: each
    step of it looks at the clock."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self._end = end

    def find(self, expression: str, document: Any) -> Any:
        """Raises TimeoutError, and JMESPathError or ValueError for what cannot be evaluated."""
        return self.visit(compile_expression(expression).parsed, document)

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() > self._end:
            raise TimeoutError
        return super().visit(node, *args, **kwargs)
