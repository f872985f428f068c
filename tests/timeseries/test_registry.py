import sys
from pathlib import Path
from typing import Any

import pytest

from timeseries.errors import UnknownName
from timeseries.registry import Registry

FILE = """
from colours import registry

@registry.register("{name}")
class Colour:
    name = "{name}"
"""


@pytest.fixture
def colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[Any]:
    """The registry of a package `colours` whose folder `kinds` holds two implementations."""
    kinds = tmp_path / "colours" / "kinds"
    kinds.mkdir(parents=True)
    (kinds / "__init__.py").write_text("")
    (tmp_path / "colours" / "__init__.py").write_text(
        "from timeseries.registry import Registry\nregistry = Registry('colour', 'colours.kinds')\n"
    )
    for name in ("red", "blue"):
        (kinds / f"{name}.py").write_text(FILE.format(name=name))
    monkeypatch.syspath_prepend(str(tmp_path))
    for module in [name for name in sys.modules if name.split(".")[0] == "colours"]:
        monkeypatch.delitem(sys.modules, module)
    from colours import registry  # type: ignore[import-not-found]  # it exists in the test only

    assert isinstance(registry, Registry)
    return registry


def test_every_file_of_the_folder_is_found(colours: Registry[Any]) -> None:
    assert colours.names() == ["blue", "red"]
    assert [kind.name for kind in colours] == ["blue", "red"]


def test_an_implementation_is_taken_by_its_name(colours: Registry[Any]) -> None:
    assert colours["red"].name == "red"
    assert "red" in colours
    assert "green" not in colours


def test_an_unknown_name_is_answered_with_the_known_ones(colours: Registry[Any]) -> None:
    with pytest.raises(UnknownName, match=r"'green' is no colour; there are blue, red\."):
        colours["green"]


def test_a_name_is_taken_once(colours: Registry[Any]) -> None:
    assert "red" in colours
    with pytest.raises(ValueError, match=r"The colour 'red' is registered twice\."):
        colours.register("red")(object)


def test_a_file_that_cannot_be_imported_is_not_passed_over(
    colours: Registry[Any], tmp_path: Path
) -> None:
    (tmp_path / "colours" / "kinds" / "broken.py").write_text("import nowhere_to_be_found\n")
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            colours.names()
