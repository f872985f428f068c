"""Who may write, and who may read."""

import httpx
import pytest

from tests.http.asking import Keys, refusal

BODY = {"readings": [{"series": "access", "points": [[0, 1]]}]}
READING_DOORS = ["/api/series", "/api/query?series=access", "/api/export?series=access"]


@pytest.mark.database
@pytest.mark.parametrize("scope", ["write", "admin"])
@pytest.mark.parametrize("kind", ["Token", "Bearer", "token", "BEARER"])
def test_a_token_that_may_write_writes(
    http: httpx.Client, keys: Keys, scope: str, kind: str
) -> None:
    answer = http.post("/api/readings", json=BODY, headers=keys.header(scope, kind))
    assert answer.status_code == 200


@pytest.mark.database
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Token", "Token unknown", "Bearer unknown", "Token \xff", "Basic eDp5"],
)
def test_without_a_known_token_nothing_is_written(
    http: httpx.Client, authorization: str | None
) -> None:
    headers = httpx.Headers(encoding="latin-1")
    if authorization is not None:
        headers["Authorization"] = authorization
    answer = http.post("/api/readings", json=BODY, headers=headers)
    assert "Token" in refusal(answer, 401, "unauthorized") or "token" in answer.text
    assert "Bearer" in answer.headers["www-authenticate"]


def test_a_token_that_reads_does_not_write(http: httpx.Client, keys: Keys) -> None:
    answer = http.post("/api/readings", json=BODY, headers=keys.header("read"))
    assert "--scope write" in refusal(answer, 403, "forbidden")


def test_a_token_in_the_address_is_none(http: httpx.Client, keys: Keys) -> None:
    answer = http.post(f"/api/readings?token={keys.tokens['write']}", json=BODY)
    refusal(answer, 401, "unauthorized")


def test_a_session_writes_from_the_servers_own_pages_alone(http: httpx.Client, keys: Keys) -> None:
    def post(**headers: str) -> httpx.Response:
        return http.post("/api/readings", json=BODY, headers=keys.cookie | headers)

    own = str(http.base_url).rstrip("/")
    assert post(Origin=own).status_code == 200
    refusal(post(), 403, "forbidden")
    refusal(post(Origin="null"), 403, "forbidden")
    refusal(post(Origin="http://["), 403, "forbidden")
    refusal(post(Origin="https://evil.example"), 403, "forbidden")
    refusal(post(Origin=f"{own}.evil.example"), 403, "forbidden")
    refusal(post(Origin="http://localhost:1"), 403, "forbidden")
    assert http.post("/api/readings", json=BODY, headers={"Origin": own}).status_code == 401
    forged = {"Cookie": "sessionid=0123456789abcdefghijklmnopqrstuv", "Origin": own}
    assert http.post("/api/readings", json=BODY, headers=forged).status_code == 401


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:8000", "[::1]:80"])
def test_whoever_sits_at_the_machine_reads_without_a_token(http: httpx.Client, host: str) -> None:
    for path in READING_DOORS:
        assert http.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.database
@pytest.mark.parametrize(
    "header",
    [
        ("Host", "livecurve.example"),
        ("Host", "localhost.evil.example"),
        ("Host", "127.0.0.1.evil.example:80"),
        ("Host", "192.168.0.7"),
        ("Host", ""),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "localhost"),
        ("X-Forwarded-Proto", "https"),
        ("X-Real-IP", "127.0.0.1"),
        ("Forwarded", "for=127.0.0.1"),
        ("Via", "1.1 proxy"),
        ("CF-Connecting-IP", "127.0.0.1"),
    ],
    ids=": ".join,
)
def test_whoever_does_not_needs_a_token_or_a_session_to_read(
    http: httpx.Client, keys: Keys, header: tuple[str, str]
) -> None:
    far = dict([header])
    for path in [*READING_DOORS, "/live?series=access", "/api/dashboards/none"]:
        refusal(http.get(path, headers=far), 401, "unauthorized")
        refusal(http.get(path, headers=far | keys.header("write")), 403, "forbidden")
    for path in READING_DOORS:
        assert http.get(path, headers=far | keys.header("read")).status_code == 200
        assert http.get(path, headers=far | keys.header("admin")).status_code == 200
        assert http.get(path, headers=far | keys.cookie).status_code == 200


def test_a_wrong_token_is_told_even_where_none_is_needed(http: httpx.Client, keys: Keys) -> None:
    for path in [*READING_DOORS, "/live?series=access"]:
        refusal(http.get(path, headers={"Authorization": "Token x"}), 401, "unauthorized")
    assert http.get(READING_DOORS[0], headers=keys.header("write")).status_code == 200


def test_probes_need_no_token(http: httpx.Client) -> None:
    far = {"Host": "livecurve.example", "X-Forwarded-For": "192.0.2.1"}
    assert http.get("/ping", headers=far).status_code == 204
    assert http.get("/health", headers=far).status_code == 200
