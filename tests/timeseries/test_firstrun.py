from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model

from timeseries import firstrun
from timeseries.firstrun import set_up
from timeseries.models import ApiToken, Retention, Series
from timeseries.tokens import Grant, Keeper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The commands that were called in place of being run."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(firstrun, "call_command", lambda *names, **options: calls.append(names))
    return calls


def test_a_new_installation_gets_an_administrator_and_a_token_that_work() -> None:
    welcome = set_up(demo=False)
    assert welcome
    user = authenticate(username=welcome.username, password=welcome.password)
    assert user
    assert (user.is_superuser, user.is_staff) == (True, True)
    token = ApiToken.objects.get()
    assert Keeper().look_up(welcome.token) == Grant(token.pk, "write")
    assert not Series.objects.exists()


def test_a_new_installation_keeps_its_own_readings_for_30_days_and_all_else_for_ever() -> None:
    set_up(demo=False)
    rows = Retention.objects.values_list("selector", "raw", "rungs")
    assert list(rows) == [("machine_*", 30, {})]


def test_it_is_set_up_once() -> None:
    assert set_up(demo=False)
    assert set_up(demo=True) is None
    assert (get_user_model().objects.count(), ApiToken.objects.count()) == (1, 1)


def test_where_somebody_has_an_account_nothing_is_made(loaded: list[tuple[Any, ...]]) -> None:
    get_user_model().objects.create_user("somebody")
    assert set_up(demo=True) is None
    assert (ApiToken.objects.count(), loaded) == (0, [])


@pytest.mark.parametrize(("demo", "commands"), [(True, [("loaddata", "demo")]), (False, [])])
def test_the_demo_is_loaded_where_it_is_wanted(
    loaded: list[tuple[Any, ...]], demo: bool, commands: list[tuple[Any, ...]]
) -> None:
    set_up(demo=demo)
    assert loaded == commands


def test_a_first_run_that_was_interrupted_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*names: str, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(firstrun, "call_command", interrupt)
        with pytest.raises(KeyboardInterrupt):
            set_up(demo=True)
    assert (get_user_model().objects.count(), ApiToken.objects.count()) == (0, 0)
    assert set_up(demo=False)


def test_passwords_cannot_be_guessed(loaded: list[tuple[Any, ...]]) -> None:
    first = set_up(demo=False)
    get_user_model().objects.all().delete()
    second = set_up(demo=False)
    assert first
    assert second
    assert first.password != second.password
    assert len(first.password) >= 16
