"""What somebody chose for all pages: a door, and a page whose fields are saved one by one."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from timeseries.answers import answer
from timeseries.bodies import json_object
from timeseries.boundary import door
from timeseries.errors import BadParameter
from timeseries.threads import readers

from ..editors import signed_in
from ..preferences import as_json, change, preference_of

EXAMPLE = '{"zone": "Europe/Berlin"}'


@door("GET", "PATCH", scope="read")
async def preferences(request: HttpRequest) -> HttpResponse:
    """`GET` and `PATCH /api/preferences`: those of the user of the session."""
    user = await signed_in(request)
    if request.method == "GET":
        return answer(as_json(await readers.run(preference_of, user)))
    given = json_object(request.body, EXAMPLE)
    return _with_language(answer(as_json(await readers.run(change, user, given))), given)


@require_http_methods(["GET", "HEAD", "POST"])
async def page(request: HttpRequest) -> HttpResponseBase:
    """`/accounts/preferences/`. A POST changes the fields that it has, and is answered with the
    form alone where htmx sends it."""
    user = await request.auser()
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context: dict[str, Any] = {"account": user, "languages": settings.LANGUAGES}
    given = _posted(request) if request.method == "POST" else {}
    try:
        if given:
            await readers.run(change, user, given)
            context["saved"] = True
    except BadParameter as error:
        context["error"] = str(error)
    context |= {
        "preference": await readers.run(preference_of, user),
        "zones": sorted(available_timezones()),
    }
    part = getattr(request, "htmx", False)
    template = "parts/preferences.html" if part else "preferences.html"
    return _with_language(render(request, template, context), given)


def _posted(request: HttpRequest) -> dict[str, Any]:
    texts = ("zone", "language", "theme")
    fields: dict[str, Any] = {name: request.POST[name] for name in texts if name in request.POST}
    if "week_start" in request.POST:
        text = request.POST["week_start"]
        fields["week_start"] = int(text) if text in ("1", "6", "7") else None
    return fields


def _with_language(response: HttpResponse, given: Any) -> HttpResponse:
    """Pages read the language from a cookie, as for those without an account."""
    if given.get("language"):
        age = settings.LANGUAGE_COOKIE_AGE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, given["language"], age, samesite="Lax")
    elif "language" in given:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


class Login(LoginView):
    """Whoever logs in reads in the language of the account from then on."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        language = preference_of(form.get_user()).language
        return _with_language(response, {"language": language}) if language else response
