import asyncio
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore

from tests.timeseries.databases import on_both_databases
from timeseries.sessions import user_of

pytestmark = on_both_databases


@pytest.fixture
def user() -> User:
    return User.objects.create_user("somebody")


def session_of(user: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


def found(cookie: str) -> Any:
    return asyncio.run(user_of({"cookie": cookie}))


def test_who_signed_in_is_told_by_the_cookie_among_others(user: User) -> None:
    key = session_of(user).session_key
    assert found(f"theme=dark; sessionid={key}; other=x") == user


@pytest.mark.parametrize("cookie", ["", "theme=dark", "sessionid=", "xsessionid=a", "=;;sessionid"])
def test_without_a_session_there_is_nobody_and_no_database_is_asked(cookie: str) -> None:
    assert found(cookie) is None
    assert asyncio.run(user_of({})) is None


@pytest.mark.parametrize("key", ["guess", "0123456789abcdefghijklmnopqrs", '"', "\udcff", "ключ"])
def test_a_guessed_session_is_nobodys(key: str) -> None:
    assert not found(f"sessionid={key}").is_authenticated


def test_a_session_ends_when_it_is_deleted_or_its_user_has_another_password(user: User) -> None:
    ended, changed = session_of(user), session_of(user)
    ended.delete()
    assert not found(f"sessionid={ended.session_key}").is_authenticated
    user.set_password("another")
    user.save()
    assert not found(f"sessionid={changed.session_key}").is_authenticated
