"""Noticing that a source file changed, for processes that do not notice themselves."""

from pathlib import Path

PACKAGES = ("newsroom", "briefings", "topics")


class Sources:
    """The Python files of the project, as they were when last looked at."""

    def __init__(self, root: Path) -> None:
        self._folders = [root / name for name in PACKAGES]
        self._seen = self._look()

    def changed(self) -> list[Path]:
        """The files that came, went or were written since the last look."""
        before, self._seen = self._seen, self._look()
        return sorted({path for path, _ in before.items() ^ self._seen.items()})

    def _look(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for folder in self._folders for path in folder.rglob("*.py")}


def unreadable(paths: list[Path]) -> str | None:
    """A sentence on the first of these files that Python cannot read, so that nothing starts with it."""
    for path in paths:
        try:
            if path.exists():
                compile(path.read_bytes(), path, "exec")
        except SyntaxError as problem:
            return f"{path.name}, line {problem.lineno}: {problem.msg}"
    return None
