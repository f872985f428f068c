"""Static files, joined and under names with their hash, served beside Django."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from hashlib import sha256
from typing import Any

import cramjam
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from servestatic import ServeStaticASGI
from servestatic.asgi import FileServerASGI

from config.joining import is_module, is_style, join_modules, join_style
from timeseries.asgi import Application, Receive, Scope, Send
from timeseries.compressing import LEAST

COMPRESSED = (".js", ".mjs", ".css", ".svg")
# Bytes at once: as large as the largest file.
PIECE = 2**20


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Any file may be cached for ever: a changed one has another name."""

    support_js_module_import_aggregation = True
    keep_intermediate_files = False
    # Modules have one hash together: what a file loads later imports that file in turn.
    _modules: Collection[str] = ()
    _hash_of_modules = ""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool] | tuple[str, None, RuntimeError]]:
        if dry_run:
            return

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read(), "utf-8")

        sources = {name: read(name) for name in paths if name.endswith(".js")}
        modules = {name: text for name, text in sources.items() if is_module(name)}
        joined = join_modules(modules)
        self._modules = frozenset(joined)
        # Of what is served: joined otherwise, the same sources need other names.
        self._hash_of_modules = _hash({**sources, **joined})
        joined |= {name: join_style(name, read) for name in paths if is_style(name)}
        for name, text in joined.items():
            self.delete(name)
            self.save(name, ContentFile(text.encode()))
        whole = {name: paths[name] for name in paths if name not in modules}
        whole |= {name: (self, name) for name in joined}
        for made in super().post_process(whole, dry_run, **options):
            if made[1] and made[1].endswith(COMPRESSED):
                self._compress(made[1])
            yield made

    def _compress(self, name: str) -> None:
        """Beside the file, for whoever takes it."""
        with self.open(name) as file:
            content = file.read()
        if len(content) < LEAST:
            return
        for suffix, compressed in {
            "zstd": cramjam.zstd.compress(content, 12),
            "gz": cramjam.gzip.compress(content, 9),
        }.items():
            other = f"{name}.{suffix}"
            self.delete(other)
            self.save(other, ContentFile(bytes(compressed)))

    def file_hash(self, name: str, content: "File[Any] | None" = None) -> str | None:
        return self._hash_of_modules if name in self._modules else super().file_hash(name, content)


def _hash(texts: Mapping[str, str]) -> str:
    """As long as Django's own."""
    whole = "".join(f"{name}\n{texts[name]}\n" for name in sorted(texts))
    return sha256(whole.encode()).hexdigest()[:12]


class Served(ServeStaticASGI):  # type: ignore[misc]  # It has no types.
    """Files whole. In pieces of 8 KiB, each read in a thread, they take most of the time of a
    page that has just begun."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"]) if scope["type"] == "http" else None
        if file is None:
            await self.application(scope, receive, send)
            return
        server = FileServerASGI(file)
        server.block_size = PIECE
        await server(scope, receive, send)


def serve_static(inner: Application) -> Application:
    """Before an application: what `collectstatic` gathered."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    served: Application = Served(
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
