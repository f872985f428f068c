"""Answers are compressed for whoever takes it."""

import gzip
from collections.abc import Callable

import cramjam
import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def client() -> Client:
    return Client(headers={"Host": "localhost"}, REMOTE_ADDR="127.0.0.1")


@pytest.mark.parametrize("path", ["/admin/login/", "/api/kinds"])
@pytest.mark.parametrize(
    ("accepts", "encoding", "unpack"),
    [
        ("br, gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "zstd", cramjam.zstd.decompress),
        ("GZIP;q=0.5, zstd;q=0", "gzip", gzip.decompress),
    ],
)
def test_pages_and_json_are_compressed(
    client: Client, path: str, accepts: str, encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain = client.get(path)
    assert plain.status_code == 200
    assert "Content-Encoding" not in plain
    packed = client.get(path, headers={"Accept-Encoding": accepts})
    assert packed["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    # A page has tokens of its own each time, of one length.
    assert len(unpack(packed.content)) == len(plain.content)


def test_what_fits_into_a_packet_is_not(client: Client) -> None:
    answer = client.get("/api/dashboards/nothing", headers={"Accept-Encoding": "gzip"})
    assert answer.json()["code"] == "not_found"
    assert "Content-Encoding" not in answer


@pytest.mark.parametrize("accepts", ["br", "gzip;q=0", "gzip;q=none", "identity", ""])
def test_who_takes_neither_gets_it_plain(client: Client, accepts: str) -> None:
    answer = client.get("/api/kinds", headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in answer
