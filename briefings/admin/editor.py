"""The rich editor on its short lead: django-ckeditor's widget with few buttons, no uploader, nothing foreign.

What it sends is not trusted: the model field sanitises it (briefings/fields.py).
"""

from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

TOOLBAR = [
    ["Format"],
    ["Bold", "Italic", "Subscript", "Superscript", "RemoveFormat"],
    ["NumberedList", "BulletedList", "Blockquote"],
    ["Link", "Unlink", "Table", "SpecialChar"],
    ["PasteText", "Undo", "Redo", "Source"],
]
# In the bundle, and not wanted: what uploads, embeds, loads foreign code or asks foreign hosts, and what writes
# markup that the sanitiser takes away again.
REMOVED = """
    about bidi colorbutton colordialog div easyimage elementspath exportpdf filebrowser find flash font forms
    iframe image imagebase indentblock justify language liststyle maximize newpage pagebreak preview print save scayt
    selectall showblocks smiley stylescombo templates uploadimage cloudservices wsc
""".split()

CONFIG: dict[str, Any] = {
    "toolbar": TOOLBAR,
    "toolbarCanCollapse": False,
    "format_tags": "p;h3",
    "removePlugins": ",".join(REMOVED),
    # In place of the iframe editor: the text stands in the page, under the page's own policy.
    "extraPlugins": "divarea",
    "removeDialogTabs": "link:upload;link:advanced;link:target;table:advanced",
    "removeButtons": "",
    "versionCheck": False,
    "disableNativeSpellChecker": False,
    "entities": False,
    "basicEntities": True,
    "customConfig": "",
    "stylesSet": False,
    "contentsCss": [],
    "height": "16em",
    "width": "100%",
    "startupFocus": False,
    "title": _("Text"),  # what a screen reader calls it
}


class RichEditor(CKEditorWidget):
    """The widget; without JavaScript it is a textarea with the HTML in it."""

    def __init__(self) -> None:
        super().__init__(template_name="admin/briefings/rich_editor.html")
        self.config = dict(CONFIG)

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["desk/editor.css"]})

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        """With the project's templates: Django's renderer of forms knows only those of installed packages."""
        return render_to_string(template_name, context)
