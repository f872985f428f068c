import pytest
from django.template import Context, Template
from django.templatetags.static import static

from charts.templatetags.modules import imports

pytestmark = pytest.mark.usefixtures("static_files")


def names(page: str) -> list[str]:
    """What a page's module imports, without hashes."""
    found = [url.removeprefix("/static/").split(".")[0] for url in imports(static(page))]
    assert len(found) == len(set(found))
    return found


def test_all_that_a_page_needs_is_few_files() -> None:
    assert names("js/pages/dashboard.js") == [
        *("js/i18n", "js/layers/boards", "js/layers/cards", "js/layers/forms", "js/layers/panels"),
    ]


def test_home_does_without_the_chart_library() -> None:
    assert names("js/pages/home.js") == ["js/i18n", "js/layers/cards", "js/layers/forms"]


def test_the_tag_preloads_the_imports_and_runs_the_module() -> None:
    page = Template('{% load modules %}{% module "js/pages/sources.js" %}').render(Context())
    lines = page.splitlines()
    assert all(line.startswith('<link rel="modulepreload" href="/static/') for line in lines[:-1])
    assert len(lines) == len(names("js/pages/sources.js")) + 1
    assert lines[-1].startswith('<script type="module" src="/static/js/pages/sources.')


def test_what_is_needed_soon_is_loaded_beside_the_page() -> None:
    tags = '{% load modules %}{% later_module "vendor/echarts/echarts.js" %}'
    lines = Template(tags).render(Context()).splitlines()
    assert [line.split(".")[0] for line in lines] == [
        '<link rel="modulepreload" href="/static/vendor/echarts/echarts',
        '<link rel="modulepreload" href="/static/vendor/echarts/shared',
    ]


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"js/pages/nothing\.js"):
        Template('{% load modules %}{% module "js/pages/nothing.js" %}').render(Context())
