"""From a clean clone, with nothing in any cache, to a curve that moves."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Browser

from ..browser import chromium, fresh_page
from ..livecurve import ROOT
from ..measurement import Figure, Measurement, measurements
from ..processes import first_answer, free_port, running

MOST_SECONDS = 180
PATIENCE = 600
NEWEST_DRAWN = "new Set(benchDrawn.map(([, newest]) => newest)).size"
# What would lead to another database, environment or cache than a new user has.
FOREIGN = ("DATABASE_URL", "DATA_DIR", "SECRET_KEY", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")


@measurements.register("clone")
class Clone(Measurement):
    about = "clean clone to the first moving curve, package caches empty (only with --full)"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        with chromium() as browser:
            answered, moved = _make_run(folder, browser)
        yield Figure(
            "clean clone to the first moving curve",
            "s",
            [moved],
            "an empty Django project to its first answer",
            [_plain_django(folder)],
            at_most=MOST_SECONDS,
        )
        yield Figure("  of it until the server answered", "s", [answered])


def _make_run(folder: Path, browser: Browser) -> tuple[float, float]:
    """Seconds from the beginning of the clone to the first answer and to a curve that has
    moved twice."""
    clone, log, port = folder / "clone", folder / "make.log", free_port()
    begun = time.perf_counter()
    _copy_tree(clone)
    with running(["make", "run", f"PORT={port}"], log, clone, _environment(folder)) as process:
        first_answer(process, port, "/health", log, PATIENCE)
        answered = time.perf_counter() - begun
        with fresh_page(browser, "drawn.js") as page:
            page.goto(f"http://127.0.0.1:{port}/d/machine/")
            # The first is where the curve begins, and the two after it have moved it.
            while page.evaluate(NEWEST_DRAWN) < 3:
                page.wait_for_timeout(20)
            return answered, time.perf_counter() - begun


def _copy_tree(clone: Path) -> None:
    """What a clone of the working tree would have: files that git tracks, or would."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        # A file that was deleted but not committed is still listed.
        if (ROOT / name).exists():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)


def _environment(folder: Path) -> dict[str, str]:
    """A new user's, with empty caches; without this program's own environment in the path."""
    own = str(Path(sys.prefix) / "bin")
    path = [part for part in os.environ["PATH"].split(os.pathsep) if part != own]
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    caches = {name: str(folder / name.lower()) for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR")}
    return {**kept, **caches, "PATH": os.pathsep.join(path)}


def _plain_django(folder: Path) -> float:
    """Seconds to install Django alone by pip, make a project and get an answer from it."""
    project, log, port = folder / "plain", folder / "plain.log", free_port()
    environment = {**_environment(folder), "PIP_CACHE_DIR": str(folder / "plain-cache")}
    python = str(project / "venv" / "bin" / "python")
    project.mkdir()
    begun = time.perf_counter()
    commands: list[list[str]] = [
        ["python3", "-m", "venv", "venv"],
        [python, "-m", "pip", "install", "--quiet", f"Django=={version('Django')}"],
        [python, "-m", "django", "startproject", "plain", "."],
        [python, "manage.py", "migrate", "--verbosity", "0"],
    ]
    for command in commands:
        subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    serve = [python, "manage.py", "runserver", "--noreload", str(port)]
    with running(serve, log, project, environment) as process:
        first_answer(process, port, "/", log)
        return time.perf_counter() - begun
