"""`/import/`: the page that takes files in. What it shows comes from the doors."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .doors import PERMISSION


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page, or one sentence for whoever may not."""
    context = {"account": request.user, "may": request.user.has_perm(PERMISSION)}
    return render(request, "upload.html", {**context, "limit": settings.IMPORT_LIMIT})
