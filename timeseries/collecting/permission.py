"""Who may change collectors: a token with the scope admin, or a user with the permission."""

from typing import Any

from django.http import HttpRequest

from ..access import permit
from ..boundary import caller
from ..collector import collectors


async def check_may(request: HttpRequest, action: str, kind: Any = "") -> None:
    """`action` is add, change, delete or view; a kind may need a permission of its own besides.

    Raises Unauthorized and Forbidden.
    """
    what = f"{action} such collectors"
    await permit(caller(request), lambda user: may(user, action, kind), what)


def may(user: Any, action: str, kind: Any = "") -> bool:
    """Whether a user may do that to collectors of a kind."""
    needed = [f"timeseries.{action}_collection"]
    if isinstance(kind, str) and kind in collectors and action in ("add", "change"):
        needed += [collectors[kind].permission] if collectors[kind].permission else []
    return bool(user.has_perms(needed))
