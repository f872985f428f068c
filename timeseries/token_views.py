"""The doors that make, list and revoke tokens: for whoever may do so in the administration, and
for tokens with the scope admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from .access import authorize, permit
from .answers import answer
from .bodies import json_object
from .boundary import caller, door
from .errors import BadParameter, NotFound
from .models import SCOPES, ApiToken
from .series_key import NAME_LENGTH
from .threads import readers
from .tokens import create_token, digest, keeper

EXAMPLE = '{"name": "my-sensor", "scope": "write"}'


@door("GET", "POST", scope="read")
async def tokens(request: HttpRequest) -> HttpResponse:
    """`GET /api/tokens`: which there are. `POST`: a new one, shown in the answer alone."""
    if request.method == "GET":
        await _check(request, "view")
        return answer({"tokens": await readers.run(_listed)})
    given = json_object(request.body, EXAMPLE)
    name, scope = _name(given.get("name")), given.get("scope", "write")
    if scope not in SCOPES:
        raise BadParameter("scope", " or ".join(SCOPES))
    await _check(request, "add")
    if scope == "admin":
        # Nobody makes a token that may do more than he may.
        await authorize(caller(request), "admin")
    return answer(await readers.run(_made, name, str(scope)), 201)


@door("DELETE", scope="read")
async def one_token(request: HttpRequest, pk: str) -> HttpResponse:
    """`DELETE /api/tokens/ID`: it works no more."""
    await _check(request, "delete")
    return answer({"deleted": await readers.run(_revoked, pk)})


async def _check(request: HttpRequest, action: str) -> None:
    """Raises Unauthorized and Forbidden."""
    permission = f"timeseries.{action}_apitoken"
    await permit(caller(request), lambda user: user.has_perm(permission), f"{action} tokens")


def _name(given: Any) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > NAME_LENGTH:
        raise BadParameter("name", f"a text of 1 to {NAME_LENGTH} characters")
    if not given.isprintable():
        raise BadParameter("name", "a text without control characters")
    return given.strip()


def _made(name: str, scope: str) -> dict[str, Any]:
    token = create_token(name, scope)
    return {**_told(ApiToken.objects.get(digest=digest(token))), "token": token}


def _listed() -> list[dict[str, Any]]:
    """The newest first."""
    return [_told(one) for one in ApiToken.objects.order_by("-pk")]


def _told(token: ApiToken) -> dict[str, Any]:
    used = token.last_used_at
    return {
        "id": token.pk,
        "name": token.name,
        "scope": token.scope,
        "created": token.created_at.timestamp() * 1000,
        "last_used": used.timestamp() * 1000 if used else None,
    }


def _revoked(pk: str) -> int:
    number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) <= 18 else 0
    deleted, _ = ApiToken.objects.filter(pk=number).delete()
    if not deleted:
        raise NotFound(f"There is no token with id {pk[:20]!a}: see /api/tokens.")
    keeper.forget()
    return number
