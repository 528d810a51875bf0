"""Where static files stand, each address worked out once a process: a page names twenty of them."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from .style_sheets import BUNDLES, address, joined, parts


class Sources(StaticFilesStorage):
    """Straight from the sources, under their own names."""

    @cached_property
    def kept(self) -> dict[str, str]:
        return {}

    def url(self, name: str) -> str:
        if name not in self.kept:
            self.kept[name] = super().url(name)
        return self.kept[name]


class Collected(CompressedManifestStaticFilesStorage):
    """Collected and compressed, under names that hold their content's hash. A deploy starts another process."""

    @cached_property
    def kept(self) -> dict[str, str]:
        return {}

    def url(self, name: str, force: bool = False) -> str:
        if force or name not in self.kept:
            self.kept[name] = super().url(name, force)
        return self.kept[name]

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """As collected, with the bundles of style sheets beside their parts."""
        if not dry_run:
            for bundle in BUNDLES:
                sheet = joined(self.text_of(*paths[name]) for name in parts(bundle))
                Path(self.path(address(bundle))).write_text(sheet, encoding="utf-8")
                paths[address(bundle)] = (self, address(bundle))
        yield from super().post_process(paths, dry_run, **options)

    @staticmethod
    def text_of(storage: Any, path: str) -> str:
        with storage.open(path) as file:
            return str(file.read().decode())
