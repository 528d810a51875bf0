"""When `make run` collects static files anew."""

from pathlib import Path

import pytest

from newsroom.embedded import collecting
from newsroom.embedded.state import State


@pytest.mark.parametrize(
    "changed", ["static/site.css", "newsroom/static_files.py", "newsroom/style_sheets.py"]
)
def test_static_files_are_collected_once_and_again_where_one_or_what_joins_them_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    for name in ("static/site.css", "newsroom/static_files.py", "newsroom/style_sheets.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(collecting, "BASE_DIR", tmp_path)
    monkeypatch.setattr(collecting, "_installed", list)
    said: list[str] = []
    done = [
        collecting.collect_if_changed(State(tmp_path / "state"), lambda: None, said.append) for _ in range(2)
    ]
    (tmp_path / changed).write_text("other")
    done.append(collecting.collect_if_changed(State(tmp_path / "state"), lambda: None, said.append))
    assert (done, len(said)) == ([True, False, True], 2)
