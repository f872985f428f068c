"""API tokens: made once, kept as a digest, and what each scope may do."""

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from django.utils import timezone

from .models import ApiToken

PREFIX = "lc_"
# A revoked token works this long at most; a program that writes each second asks the
# database once in that time.
REMEMBERED_SECONDS = 5.0
REMEMBERED = 10_000

# What each scope of a token may do.
COVERS = {
    "read": frozenset({"read"}),
    "write": frozenset({"write"}),
    "admin": frozenset({"read", "write", "admin"}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A known token, its scope and its name."""

    token: int
    scope: str
    name: str = field(default="", compare=False)


def create_token(name: str, scope: str) -> str:
    """A new token, shown here for the only time: 256 bits, so a plain digest protects it."""
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(name=name, scope=scope, digest=digest(token))
    return token


def sender(token: str | None) -> int:
    """The id of a token that was let in just now; 0 for none, or one that is not known."""
    grant = keeper.recall(token)[1] if token else None
    return grant.token if grant else 0


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


class Keeper:
    """Tells tokens, asking the database at most once in `REMEMBERED_SECONDS` for each, and
    gathers when they were used. Safe across threads."""

    def __init__(self) -> None:
        self._grants: OrderedDict[str, tuple[float, Grant | None]] = OrderedDict()
        self._used: set[int] = set()
        self._lock = Lock()

    def recall(self, token: str) -> tuple[bool, Grant | None]:
        """(is it fresh in memory, its grant): answers without the database."""
        with self._lock:
            asked, grant = self._grants.get(digest(token), (0.0, None))
            fresh = time.monotonic() - asked < REMEMBERED_SECONDS and asked > 0
            if fresh and grant:
                self._used.add(grant.token)
            return fresh, grant if fresh else None

    def tell(self, token: str) -> Grant | None:
        """The grant of a token. Of many who ask for it at once, the first asks the database."""
        fresh, grant = self.recall(token)
        return grant if fresh else self.look_up(token)

    def look_up(self, token: str) -> Grant | None:
        """The grant of a token by the database, None for an unknown one."""
        key = digest(token)
        row = ApiToken.objects.filter(digest=key).values_list("pk", "scope", "name").first()
        grant = Grant(*row) if row else None
        with self._lock:
            self._grants[key] = time.monotonic(), grant
            self._grants.move_to_end(key)
            while len(self._grants) > REMEMBERED:
                self._grants.popitem(last=False)
            if grant:
                self._used.add(grant.token)
        return grant

    def name_of(self, token: str) -> str:
        """What a token that was told just now is called."""
        _, grant = self.recall(token)
        return grant.name if grant else ""

    def note_use(self) -> None:
        """Write down when tokens were last used; called now and then, not for each request."""
        with self._lock:
            used, self._used = self._used, set()
        if used:
            ApiToken.objects.filter(pk__in=used).update(last_used_at=timezone.now())

    def forget(self) -> None:
        with self._lock:
            self._grants.clear()
            self._used.clear()


keeper = Keeper()
