"""The template tag by which a live curve gets into any page, and the pages that show how."""

import json
import re
from html import unescape

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from tests.charts.store import START, write
from timeseries.timerange import SECOND, now


def rendered(source: str, **context: object) -> str:
    return Template("{% load live_chart %}" + source).render(Context(context))


def attribute(html: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html)
    assert found
    return unescape(found[1])


def test_a_chart_names_its_series_title_and_range() -> None:
    html = rendered("{% live_chart 7 'room{at=\"lab\"}' title='Rooms' start='now-1h' %}")
    assert json.loads(attribute(html, "series")) == ["7", 'room{at="lab"}']
    assert (attribute(html, "title"), attribute(html, "start")) == ("Rooms", "now-1h")


def test_without_a_title_it_has_the_names_of_its_series() -> None:
    html = rendered("{% live_chart 'a' 'b*' %}")
    assert (attribute(html, "title"), attribute(html, "start")) == ("a, b*", "now-5m")


def test_names_may_hold_anything() -> None:
    html = rendered("{% live_chart name title=name %}", name='"><script>alert(1)</script>')
    assert "<script" not in html
    assert json.loads(attribute(html, "series")) == [attribute(html, "title")]


def test_a_chart_of_nothing_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="at least one id or selector"):
        rendered("{% live_chart %}")


@pytest.mark.usefixtures("static_files")
def test_the_head_has_styles_and_the_module() -> None:
    html = rendered("{% live_chart_head %}")
    assert re.search(r'<link rel="stylesheet" href="/static/css/chart\.\w+\.css">', html)
    assert re.search(r'<script type="module" src="/static/js/pages/embed\.\w+\.js">', html)


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
@pytest.mark.usefixtures("static_files")
class TestExamples:
    client = Client(headers={"host": "localhost"})

    def text(self, path: str, **headers: str) -> str:
        response = self.client.get(path, headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    def test_the_page_with_a_stream_has_two_charts(self) -> None:
        assert self.text("/examples/embed/").count('class="live-chart"') == 2

    def test_the_page_without_one_shows_the_newest_readings(self) -> None:
        assert "Nothing has come" in self.text("/examples/polling/")
        write("machine_load", [1.0, 2.5], step=now() - SECOND - START)
        page = self.text("/examples/polling/")
        assert "machine_load" in page
        assert "2.50" in page

    def test_htmx_gets_its_part_alone(self) -> None:
        part = self.text("/examples/polling/", **{"HX-Request": "true"})
        assert part.startswith('<table class="newest">')
        assert "<html" not in part

    @pytest.mark.parametrize("path", ["/examples/embed/", "/examples/polling/"])
    def test_no_example_has_inline_scripts_or_styles(self, path: str) -> None:
        page = self.text(path)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert all("src=" in script for script in re.findall(r"<script\b([^>]*)>", page))
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)

    @pytest.mark.parametrize("path", ["/examples/embed/", "/examples/polling/"])
    def test_from_elsewhere_an_example_asks_to_log_in(self, path: str) -> None:
        response = self.client.get(path, headers={"x-forwarded-for": "192.0.2.1"})
        assert response.status_code == 302
