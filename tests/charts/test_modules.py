import pytest
from django.template import Context, Template

from charts.templatetags.modules import imports


def test_all_that_a_module_imports_is_found_nearest_first() -> None:
    found = imports("js/pages/dashboard.js")
    assert found[0] == "js/api.js"
    assert found.index("js/board.js") < found.index("js/live.js")
    assert "vendor/echarts/echarts.esm.min.mjs" in found
    assert len(found) == len(set(found))


def test_a_module_does_not_name_itself() -> None:
    assert "js/pages/home.js" not in imports("js/pages/home.js")


def test_home_does_without_the_chart_library() -> None:
    assert not [name for name in imports("js/pages/home.js") if name.startswith("vendor/")]


@pytest.mark.usefixtures("static_files")
def test_the_tag_preloads_the_imports_and_runs_the_module() -> None:
    page = Template('{% load modules %}{% module "js/pages/sources.js" %}').render(Context())
    lines = page.splitlines()
    assert all(line.startswith('<link rel="modulepreload" href="/static/') for line in lines[:-1])
    assert len(lines) == len(imports("js/pages/sources.js")) + 1
    assert lines[-1].startswith('<script type="module" src="/static/js/pages/sources.')


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"There is no static file js/pages/nothing\.js"):
        imports("js/pages/nothing.js")
