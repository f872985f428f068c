"""Loaded before Django's settings (`-p tests.environment`): a run keeps its data apart."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="livecurve-tests-")
# All servers of a run share what takes each a second to gather and to compile.
os.environ["STATIC_ROOT"] = f"{os.environ['DATA_DIR']}/static"
os.environ["LOCALE_ROOT"] = f"{os.environ['DATA_DIR']}/locale"
os.environ["SECRET_KEY"] = "for tests alone"
os.environ["MACHINE_READINGS"] = "off"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{os.environ['DATA_DIR']}/livecurve.sqlite3")
