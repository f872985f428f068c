"""Tokens one after another, as a parser takes them."""

from ..lexing import Token
from .faults import BadExpression
from .tokens import unquoted


class Stream:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def peek(self) -> Token:
        return self._tokens[self._at]

    @property
    def operator(self) -> str:
        """The text of the next token where it is a sign or a word, in lower case."""
        return self.peek.text.lower() if self.peek.kind in ("sign", "name") else ""

    def next(self) -> Token:
        token = self.peek
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def take(self, text: str) -> bool:
        """Whether the next token is this sign or word; it is taken then."""
        found = self.operator == text
        if found:
            self.next()
        return found

    def take_one(self, *words: str) -> str:
        """The next token where it is one of these words, else an empty text."""
        return self.next().text.lower() if self.operator in words else ""

    def expect(self, text: str) -> None:
        if not self.take(text):
            token = self.peek
            raise BadExpression(f"1:{token.at + 1}: {text} is missing before {token.text[:40]!a}")

    def expect_end(self) -> None:
        if self.peek.kind != "end":
            token = self.peek
            raise BadExpression(f"1:{token.at + 1}: unexpected {token.text[:40]!a}")

    def names(self) -> tuple[str, ...]:
        """Labels in brackets: (a, b)."""
        self.expect("(")
        found: list[str] = []
        while not self.take(")"):
            if found:
                self.expect(",")
                if self.take(")"):
                    break
            found.append(self.label())
        return tuple(found)

    def label(self) -> str:
        token = self.next()
        if token.kind == "text":
            return unquoted(token)
        if token.kind != "name":
            raise BadExpression(f"1:{token.at + 1}: a label is missing before {token.text[:40]!a}")
        return token.text
