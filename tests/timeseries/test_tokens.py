from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from timeseries import tokens
from timeseries.models import ApiToken
from timeseries.tokens import COVERS, Grant, Keeper, create_token, digest

pytestmark = [pytest.mark.database, pytest.mark.django_db]


class Clock:
    """A monotonic clock that goes when it is told to."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def monotonic(self) -> float:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(tokens, "time", clock)
    return clock


def test_a_token_is_kept_as_a_digest_and_nothing_else() -> None:
    token = create_token("door", "write")
    [row] = ApiToken.objects.values()
    assert row["digest"] == digest(token)
    assert (row["name"], row["scope"], row["last_used_at"]) == ("door", "write", None)
    assert not any(token in str(value) or token[3:] in str(value) for value in row.values())


def test_no_two_tokens_are_the_same_and_none_can_be_guessed() -> None:
    made = {create_token("door", "read") for _ in range(50)}
    assert len(made) == 50
    assert all(token.startswith("lc_") and len(token) >= 3 + 43 for token in made)


def test_a_token_is_told_by_its_whole_text() -> None:
    token = create_token("door", "read")
    pk = ApiToken.objects.get().pk
    assert Keeper().look_up(token) == Grant(pk, "read")
    for other in (token[:-1], token + "x", token.upper(), "", digest(token), "\udcff", "ключ"):
        assert Keeper().look_up(other) is None


def test_a_token_that_was_looked_up_is_recalled_for_a_while(clock: Clock) -> None:
    keeper, token = Keeper(), create_token("door", "write")
    assert keeper.recall(token) == (False, None)
    grant = keeper.look_up(token)
    clock.time += tokens.REMEMBERED_SECONDS - 0.1
    assert keeper.recall(token) == (True, grant)
    clock.time += 0.1
    assert keeper.recall(token) == (False, None)


def test_a_revoked_token_works_no_longer_than_it_is_remembered(clock: Clock) -> None:
    keeper, token = Keeper(), create_token("door", "write")
    keeper.look_up(token)
    ApiToken.objects.all().delete()
    clock.time += tokens.REMEMBERED_SECONDS
    assert keeper.recall(token) == (False, None)
    assert keeper.look_up(token) is None


def test_of_many_who_ask_for_a_token_one_asks_the_database(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keeper, token = Keeper(), create_token("door", "write")
    for _ in range(2):
        with django_assert_num_queries(1):
            assert {keeper.tell(token) for _ in range(32)} == {keeper.recall(token)[1]}
        clock.time += tokens.REMEMBERED_SECONDS


def test_that_a_token_is_unknown_is_remembered_too(clock: Clock) -> None:
    keeper = Keeper()
    assert keeper.look_up("guess") is None
    assert keeper.recall("guess") == (True, None)


def test_many_guesses_take_a_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    keeper = Keeper()
    for guess in "abcde":
        keeper.look_up(guess)
    assert [keeper.recall(guess)[0] for guess in "abcde"] == [False, False, True, True, True]


def test_when_tokens_were_last_used_is_written_down_together() -> None:
    keeper = Keeper()
    used, recalled, idle = (create_token(name, "read") for name in ("used", "recalled", "idle"))
    keeper.look_up(used)
    keeper.look_up(recalled)
    keeper.note_use()
    long_ago = datetime.now(UTC) - timedelta(days=1)
    ApiToken.objects.update(last_used_at=long_ago)
    keeper.recall(recalled)
    keeper.note_use()
    later = ApiToken.objects.filter(last_used_at__gt=long_ago)
    assert list(later.values_list("name", flat=True)) == ["recalled"]
    assert idle


def test_without_use_nothing_is_written_down(django_assert_num_queries: object) -> None:
    keeper = Keeper()
    keeper.look_up("guess")
    with django_assert_num_queries(0):  # type: ignore[operator]
        keeper.note_use()


def test_what_is_forgotten_is_looked_up_again() -> None:
    keeper, token = Keeper(), create_token("door", "read")
    keeper.look_up(token)
    keeper.forget()
    assert keeper.recall(token) == (False, None)


def test_an_administrator_may_do_all_and_the_others_one_thing() -> None:
    assert {scope: sorted(covered) for scope, covered in COVERS.items()} == {
        "read": ["read"],
        "write": ["write"],
        "admin": ["admin", "read", "write"],
    }
