"""`manage.py shell` beside a server, which takes one piece of code after the other."""

import json
from subprocess import Popen

from tests.server import Server

# Starting Django takes a second: it is done once, and not for each piece.
_LOOP = """
import json, sys
for line in sys.stdin:
    exec(json.loads(line), globals())
    print("\\0", flush=True)
"""


class Shell:
    """Runs code in another process than the server's, on the same database."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._process: Popen[str]

    def __enter__(self) -> "Shell":
        self._process = self._server.beside("shell", "--verbosity", "0", "--command", _LOOP)
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.communicate(timeout=20)

    def run(self, code: str) -> str:
        """What the code printed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        printed = ""
        for line in self._process.stdout:
            if line == "\0\n":
                return printed
            printed += line
        raise AssertionError(f"The shell ended: {code}")
