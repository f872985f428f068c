"""What makes an async view a page."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charts.editors import permitted
from charts.models import Preference
from charts.preferences import preference_of
from timeseries.access import authorize
from timeseries.boundary import caller
from timeseries.errors import Forbidden, Unauthorized
from timeseries.threads import readers

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], Coroutine[Any, Any, HttpResponseBase]]


def page(view: View[P]) -> View[P]:
    """Make an async view a page: for GET and HEAD, and for those who may read; others are
    asked to log in."""

    @require_safe
    @wraps(view)
    async def opened(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            await authorize(caller(request), "read")
        except (Unauthorized, Forbidden):
            return redirect_to_login(request.get_full_path())
        return await view(request, *args, **kwargs)

    return opened


async def rendered(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """The template with the account, loaded here: a template may not wait for a database."""
    account = await account_of(request)
    may = await permitted(account)
    server = f"{request.scheme}://{request.get_host()}"
    preference = await preference_for(account)
    given = {"account": account, "may": may, "preference": preference, "server": server}
    return render(request, template, {**given, **context})


async def preference_for(account: Any) -> Preference | None:
    """What an account chose for all pages; None for who is not signed in."""
    return await readers.run(preference_of, account) if account else None


async def account_of(request: HttpRequest) -> Any:
    """The user who is signed in, or None."""
    user = await request.auser()
    return user if user.is_authenticated else None
