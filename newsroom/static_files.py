"""Which static files of installed packages are ours to serve."""

from pathlib import Path

import ckeditor
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig

EDITOR = Path(ckeditor.__file__).parent / "static" / "ckeditor" / "ckeditor"

# What the rich editor may load beside its bundle. Everything else that CKEditor brings stays out, above all what
# loads foreign code, asks foreign hosts or uploads: codesnippet, embed, exportpdf, flash, iframe, preview, scayt,
# upload*, wsc.
KEPT_PLUGINS = frozenset(
    """
    a11yhelp clipboard dialog divarea icons link pastefromgdocs pastefromlibreoffice pastefromword pastetools table
    tabletools
    """.split()
)
KEPT_LANGUAGES = frozenset({"en", *(code for code, _name in settings.LANGUAGES)})


def refused_by_name(folder: str, kept: frozenset[str]) -> list[str]:
    """Patterns for the entries of one of the editor's folders whose names, without ending, are not kept."""
    return [
        f"ckeditor/ckeditor/{folder}/{entry.name}" + ("/*" if entry.is_dir() else "")
        for entry in sorted((EDITOR / folder).iterdir())
        if entry.name.partition(".")[0].removesuffix("_hidpi") not in kept
    ]


def folders_of_languages() -> list[str]:
    """The editor's own folder of languages, and those of the plugins that are kept."""
    within = [
        EDITOR / "lang",
        *(path for name in KEPT_PLUGINS for path in (EDITOR / "plugins" / name).rglob("lang")),
    ]
    return [str(path.relative_to(EDITOR)) for path in within]


class StaticFiles(StaticFilesConfig):
    """django.contrib.staticfiles without what no page of ours may load."""

    # Django matches folders by their last name alone, files by their whole path: hence the stars.
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *refused_by_name("plugins", KEPT_PLUGINS),
        *(line for folder in folders_of_languages() for line in refused_by_name(folder, KEPT_LANGUAGES)),
        *refused_by_name("skins", frozenset({"moono-lisa"})),
        *(f"ckeditor/ckeditor/{name}/*" for name in ("samples", "adapters", "vendor")),
        "ckeditor/galleriffic/*",
        "ckeditor/file-icons/*",
    ]
