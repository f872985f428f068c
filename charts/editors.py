"""Who may change dashboards: a token with the scope admin, or a user with the permission."""

from typing import Any

from django.http import HttpRequest

from timeseries.access import authorize
from timeseries.boundary import caller
from timeseries.errors import Forbidden
from timeseries.threads import readers

ACTIONS = ("add", "change", "delete")


async def editor(request: HttpRequest, action: str) -> str:
    """The name, for the history, of who asks to add, change or delete a dashboard and may.
    Raises Unauthorized and Forbidden."""
    asking = caller(request)
    if asking.token is not None:
        await authorize(asking, "admin")
        return "token"
    user = await signed_in(request)
    if not await readers.run(user.has_perm, f"charts.{action}_dashboard"):
        raise Forbidden(f"You may not {action} dashboards: an administrator can permit it.")
    return str(user.get_username())


async def permitted(user: Any) -> dict[str, bool]:
    """What a user, or None, may do with dashboards, by `add`, `change` and `delete`."""
    if user is None:
        return dict.fromkeys(ACTIONS, False)
    held = await readers.run(user.get_all_permissions)
    return {action: f"charts.{action}_dashboard" in held for action in ACTIONS}


async def signed_in(request: HttpRequest) -> Any:
    """The user of the request's session. Raises Unauthorized, and Forbidden for a change that
    does not come from our own pages or comes with a token."""
    asking = caller(request)
    if asking.token is not None:
        raise Forbidden("This is for somebody who is signed in: a token has no stars and drafts.")
    # What any user may do from our own pages.
    await authorize(asking, "write")
    return await asking.user()
