import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from tests.timeseries.collecting.web_server import Web, web


@pytest.fixture
def allowed(settings: Any) -> None:
    """Loopback may be fetched from, as a setting can say."""
    settings.COLLECT_ALLOW = [ip_network("127.0.0.0/8")]


@pytest.fixture
def site(allowed: None) -> Iterator[Web]:
    """A server that may be fetched from."""
    with web() as running:
        yield running


class Certificates:
    """Servers with TLS, each with a certificate that it has signed itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "certificate.pem"

    @contextmanager
    def __call__(self, days: int = 10) -> Iterator[str]:
        key, request = self._folder / "key.pem", self._folder / "request.pem"
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        _openssl("req", "-new", *new, *subject, "-keyout", str(key), "-out", str(request))
        # Unlike `req` it makes one that has expired, too.
        signed = ["-in", str(request), "-signkey", str(key), "-copy_extensions", "copy"]
        _openssl("x509", "-req", *signed, "-days", str(days), "-out", str(self.path))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, key)
        with web(tls=context) as running:
            running.says("/", "hello")
            yield f"{running.url}/"


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


@pytest.fixture
def certificate(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)
