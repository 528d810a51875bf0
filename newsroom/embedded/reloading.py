"""Noticing that a source file changed, for processes that do not notice themselves."""

from pathlib import Path

PACKAGES = ("newsroom", "briefings", "topics")


class Sources:
    """The Python files of the project, as they were when last looked at."""

    def __init__(self, root: Path) -> None:
        self._folders = [root / name for name in PACKAGES]
        self._seen = self._look()

    def changed(self) -> bool:
        """Whether a file came, went or was written since the last look."""
        before, self._seen = self._seen, self._look()
        return before != self._seen

    def _look(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for folder in self._folders for path in folder.rglob("*.py")}
