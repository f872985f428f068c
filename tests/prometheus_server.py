"""A real Prometheus on a free port, with readings of the past."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.server import START_SECONDS, free_port

MISSING = "Prometheus is missing: install Debian's package prometheus."


class PrometheusServer:
    """Starts on entry with what `openmetrics` has, stops on exit."""

    def __init__(self, folder: Path, openmetrics: str) -> None:
        if not shutil.which("prometheus") or not shutil.which("promtool"):
            if os.environ.get("CI") == "true":
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self._openmetrics = openmetrics

    def __enter__(self) -> "PrometheusServer":
        readings, config = self._folder / "readings.txt", self._folder / "prometheus.yml"
        readings.write_text(self._openmetrics)
        config.write_text("global: {}\n")
        blocks = self._folder / "blocks"
        made = ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(readings), str(blocks)]
        subprocess.run(made, check=True, capture_output=True)
        command = [
            "prometheus",
            f"--config.file={config}",
            f"--storage.tsdb.path={blocks}",
            f"--web.listen-address={self.url.removeprefix('http://')}",
            "--log.level=warn",
        ]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/-/ready").status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError("Prometheus did not answer.")

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        self._process.wait(20)
