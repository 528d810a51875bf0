"""The loader of the settings: templates are folded when they are loaded, and kept."""

from collections.abc import Iterable

from django.template import Origin, Template
from django.template.loaders import base, cached
from django.urls import get_script_prefix
from django.utils.translation import get_language

from .folding import Folder


class Folding(base.Loader):
    """Folds what another loader compiles."""

    def get_template(self, template_name: str, skip: Iterable[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        template.nodelist = Folder(template).folded(template.nodelist)
        return template


class Loader(cached.Loader, Folding):
    """Django's loader that keeps templates, for each language and each prefix of the site's addresses."""

    def cache_key(self, template_name: str, skip: Iterable[Origin] | None = None) -> str:
        return f"{get_language()}|{get_script_prefix()}|{super().cache_key(template_name, skip)}"
