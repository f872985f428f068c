"""Several server processes on one socket: started, watched, started again, and stopped."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from prometheus_client.multiprocess import mark_process_dead

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
# From SIGTERM to SIGKILL: a worker takes less.
STOP_SECONDS = 4.5
# Between the deaths of workers one after another: one that cannot start is no storm.
PAUSE_SECONDS = 1.0

Worker = subprocess.Popen[bytes]


class Workers:
    """`count` processes that serve `listener`, from `run` to a signal."""

    def __init__(self, count: int, listener: socket.socket) -> None:
        self._count, self._listener = count, listener
        self._workers: list[Worker] = []
        self._is_stopping = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT; returns when all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        # Where the workers count, for each of them to tell what all have counted.
        with TemporaryDirectory(prefix="livecurve-metrics-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            self._workers = [self._started() for _ in range(self._count)]
            while not self._is_stopping:
                time.sleep(LOOK_SECONDS)
                self._replace()
            self._end()

    def _started(self) -> Worker:
        number = self._listener.fileno()
        command = [sys.executable, str(Path(sys.argv[0])), "live", "--listener", str(number)]
        # A worker ends when its input does: not even a killed parent leaves one behind. What is
        # run is this very program.
        return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[number])  # noqa: S603

    def _replace(self) -> None:
        for place, worker in enumerate(self._workers):
            if worker.poll() is None or self._is_stopping:
                continue
            log.warning("Worker %d ended (%d): another one is started.", worker.pid, worker.poll())
            mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
            time.sleep(PAUSE_SECONDS)
            if not self._is_stopping:
                self._workers[place] = self._started()

    def _end(self) -> None:
        for worker in self._workers:
            worker.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for worker in self._workers:
            try:
                worker.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("Worker %d did not stop in time and is killed.", worker.pid)
                worker.kill()
                worker.wait()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True
