"""Static files over HTTP: under names with their hash, compressed beforehand, kept for ever."""

import re

import httpx
import pytest


@pytest.fixture(scope="module")
def urls(http: httpx.Client) -> list[str]:
    """What the first page names."""
    page = http.get("/").text
    return re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_file_is_sent_compressed_to_whoever_takes_it(
    http: httpx.Client, urls: list[str], encoding: str
) -> None:
    assert len(urls) >= 5
    saved = 0
    for url in urls:
        plain = http.get(url, headers={"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in plain.headers
        packed = http.get(url, headers={"Accept-Encoding": encoding})
        assert packed.content == plain.content
        if "Content-Encoding" in packed.headers:
            assert packed.headers["Content-Encoding"] == encoding
            assert packed.headers["Vary"] == "Accept-Encoding"
            saved += len(plain.content) - int(packed.headers["Content-Length"])
    assert saved > 50_000


def test_a_file_is_kept_for_ever(http: httpx.Client, urls: list[str]) -> None:
    for url in urls:
        assert "immutable" in http.get(url).headers["Cache-Control"]


def test_a_file_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    assert http.get("/static/js/nothing.js").status_code == 404
    assert http.get("/static/../manage.py").status_code == 404
