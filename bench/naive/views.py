"""`POST /samples/` takes a list of samples; `GET /samples/?device=…&since=…&until=…` gives rows."""

import json
from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from .models import Device, Sample


@csrf_exempt
def samples(request: HttpRequest) -> JsonResponse:
    return _create(request) if request.method == "POST" else _listed(request)


def _create(request: HttpRequest) -> JsonResponse:
    items = json.loads(request.body)
    names = {item["device"] for item in items}
    devices = {name: Device.objects.get_or_create(name=name)[0] for name in names}
    Sample.objects.bulk_create(
        Sample(
            device=devices[item["device"]],
            taken_at=datetime.fromisoformat(item["taken_at"]),
            value=item["value"],
        )
        for item in items
    )
    return JsonResponse({"created": len(items)})


def _listed(request: HttpRequest) -> JsonResponse:
    rows = Sample.objects.filter(
        device__name__in=request.GET.getlist("device"),
        taken_at__gte=datetime.fromisoformat(request.GET["since"]),
    ).order_by("taken_at")
    if until := request.GET.get("until"):
        rows = rows.filter(taken_at__lt=datetime.fromisoformat(until))
    samples = [
        {"device": name, "taken_at": taken_at.isoformat(), "value": value}
        for name, taken_at, value in rows.values_list("device__name", "taken_at", "value")
    ]
    return JsonResponse({"samples": samples})
