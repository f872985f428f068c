from typing import Any

import pytest
from django.core.exceptions import ValidationError

from charts.kind import kinds
from charts.models import Dashboard, Panel

pytestmark = pytest.mark.django_db


def dashboard(**fields: Any) -> Dashboard:
    return Dashboard(**{"slug": "lab", "title": "The lab", **fields})


def test_a_dashboards_range_has_to_be_one() -> None:
    dashboard(start="now-1h", end="now").full_clean()
    with pytest.raises(ValidationError, match="start takes epoch milliseconds"):
        dashboard(start="a while ago").full_clean()
    with pytest.raises(ValidationError, match="start takes a time that is not after end"):
        dashboard(start="now", end="now-1h").full_clean()


def test_a_panels_queries_have_to_be_readable() -> None:
    panel = Panel(dashboard=dashboard(), title="Rooms", kind="line", queries=[{"series": "1"}])
    panel.clean()
    panel.queries = [{"series": 'room{of="the lab"'}]
    with pytest.raises(ValidationError, match="series takes an id or a selector"):
        panel.clean()
    panel.queries = [{}]
    with pytest.raises(ValidationError, match=r"queries\[0\]\.series takes"):
        panel.clean()


def test_the_kinds_to_choose_from_are_those_of_the_registry() -> None:
    choices = Panel._meta.get_field("kind").choices
    assert [name for name, _ in choices or ()] == kinds.names()


def test_natural_keys_find_their_rows_again() -> None:
    lab = dashboard()
    lab.save()
    first = lab.panels.create(title="Rooms", kind="line")
    lab.panels.create(title="Rooms", kind="bar")
    assert Dashboard.objects.get_by_natural_key(*lab.natural_key()) == lab
    assert Panel.objects.get_by_natural_key(*first.natural_key()) == first
    with pytest.raises(Panel.DoesNotExist):
        Panel.objects.get_by_natural_key("lab", "Halls")
