"""Static files, gathered under names with their hash."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError

# Beside the files: what they were gathered from.
STAMP = "gathered.txt"


def gather_static_files() -> None:
    """Copy them to STATIC_ROOT, unless they are there: to hash them takes longer than all else
    that a start does. Raises CommandError with one sentence."""
    stamp = settings.STATIC_ROOT / STAMP
    try:
        sources = _sources()
        if stamp.exists() and stamp.read_text() == sources:
            return
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(sources)
    except OSError as error:
        raise CommandError(
            f"Static files cannot be gathered in {settings.STATIC_ROOT} ({error.strerror}): "
            "set DATA_DIR to a folder that can be written."
        ) from None


def _sources() -> str:
    """A digest of which files there are, how large, and how new; and how they are named."""
    digest = hashlib.sha256(f"{settings.VERSION} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = (settings.BASE_DIR / storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
