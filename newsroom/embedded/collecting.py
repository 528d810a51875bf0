"""Static files are collected again only when one of their sources changed."""

import hashlib
import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

from newsroom.embedded.state import BASE_DIR, State

PACKAGES = ("django.contrib.admin", "ckeditor")


def collect_if_changed(state: State, collect: Callable[[], object], say: Callable[[str], None]) -> bool:
    """Call `collect` where the last one does not answer for today's sources; whether it was called."""
    marker = state.collected / ".sources"
    # What decides what is collected, and which style sheets are joined.
    modules = [BASE_DIR / "newsroom" / name for name in ("static_files.py", "style_sheets.py")]
    now = _fingerprint([BASE_DIR / "static", *_installed()], modules)
    if marker.exists() and marker.read_text() == now:
        return False
    say("collecting and compressing static files (after each change of them)")
    collect()
    state.collected.mkdir(parents=True, exist_ok=True)
    marker.write_text(now)
    return True


def _installed() -> Iterable[Path]:
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin).parent / "static"


def _fingerprint(folders: Iterable[Path], files: Iterable[Path]) -> str:
    found = [*files, *(path for folder in folders for path in folder.rglob("*") if path.is_file())]
    digest = hashlib.sha256()
    for path in sorted(found):
        about = path.stat()
        digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
