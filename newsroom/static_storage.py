"""Where static files stand, each address worked out once a process: a page names twenty of them."""

from functools import cached_property

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


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
