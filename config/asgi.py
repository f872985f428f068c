"""The ASGI application: static files, the doors beside Django, and Django."""

import os
from typing import cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

# These import models: only after Django is set up.
from charts.routing import live_doors  # noqa: E402
from config.guard import BodyGuard  # noqa: E402
from config.handler import Handler  # noqa: E402
from config.lifespan import Lifespan  # noqa: E402
from config.staticfiles import serve_static  # noqa: E402
from timeseries.asgi import Application, Doors  # noqa: E402
from timeseries.ingest.door import ingest_doors  # noqa: E402
from timeseries.promql.doors import prometheus_doors  # noqa: E402
from timeseries.uploads.doors import upload_doors  # noqa: E402
from timeseries.views import reading_doors  # noqa: E402

guarded = BodyGuard(cast("Application", Handler()))
places = {
    **ingest_doors(),
    **reading_doors(),
    **upload_doors(),
    **prometheus_doors(),
    **live_doors(),
}
doors = Doors(places, guarded)
application = Lifespan(serve_static(doors))
