"""What all kinds that fetch over HTTP are told, and the request that it makes."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from ..errors import CannotCollect
from .fields import Address, Field, Headers, Secret, Switch, Text, headers_of
from .web import Answer, Request

ADDRESS = Address("address", _("Address"), required=True)

CREDENTIALS: tuple[Field, ...] = (
    Text("user", _("User"), help=_("For servers that ask for a user and a password.")),
    Secret("password", _("Password")),
    Secret("token", _("Token"), help=_("Sent as Authorization: Bearer …")),
    Headers("headers", _("Further headers"), help=_("One a line, as in X-Api-Key: 1234.")),
    Switch(
        "verify",
        _("Check the certificate"),
        help=_("Off for a device that has signed its certificate itself."),
        default=True,
    ),
)


def request_of(
    given: Mapping[str, Any], accept: str = "*/*", method: str = "GET", body: str = ""
) -> Request:
    """The request that these settings make."""
    secrets = headers_of(given["headers"])
    if given["user"] or given["password"]:
        pair = f"{given['user']}:{given['password']}".encode()
        secrets["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    if given["token"]:
        secrets["Authorization"] = f"Bearer {given['token']}"
    return Request(
        given["address"], method, {"Accept": accept}, secrets, body.encode(), given["verify"]
    )


def host_of(address: str) -> str:
    """Host and port of an address."""
    return urlsplit(address).netloc


def check_status(answer: Answer, address: str) -> None:
    """Raises CannotCollect for what is no success."""
    if not 200 <= answer.status < 300:
        raise CannotCollect(f"{host_of(address)} answered with status {answer.status}.")


def text_of(answer: Answer) -> str:
    """The content as text. Raises CannotCollect."""
    try:
        return answer.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotCollect("The answer is not UTF-8.") from None
