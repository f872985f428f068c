"""Static files under names with their hash, ES-module imports included, served beside Django."""

from collections.abc import MutableMapping

from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from servestatic import ServeStaticASGI

from timeseries.asgi import Application


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Any file may be cached for ever: a changed one has another name."""

    support_js_module_import_aggregation = True
    # A pass for each level of imports.
    max_post_process_passes = 25

    # Without Django's pattern for `import("…")`: ours are all static, and the types in JSDoc
    # comments look like it.
    _glob, _imports = vars(HashedFilesMixin)["_js_module_import_aggregation_patterns"]
    _js_module_import_aggregation_patterns = (
        _glob,
        tuple(one for one in _imports if r"import\(" not in one[0]),
    )


def serve_static(inner: Application) -> Application:
    """Before an application: what `collectstatic` gathered."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    served: Application = ServeStaticASGI(
        inner,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        allow_all_origins=False,
        mimetypes={".mjs": "text/javascript"},
        add_headers_function=_add_headers,
        immutable_file_test=r"\.[0-9a-f]{12}\.[a-z0-9]+$",
    )
    return served


def _add_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
