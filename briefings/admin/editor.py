"""The rich editor on its short lead: django-ckeditor's widget with few buttons, no uploader, nothing foreign.

A page with the widget loads small modules (static/desk/editor/); CKEditor itself comes at the first focus. What it
sends is not trusted: the model field sanitises it (briefings/fields.py).
"""

import json
from typing import Any

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.template.loader import render_to_string
from django.templatetags.static import static
from js_asset import Script

from .editor_words import editor_language, words_of_the_desk

TOOLBAR = [
    {"name": "words", "items": ["Bold", "Italic"]},
    {"name": "blocks", "items": ["Heading", "BulletedList", "NumberedList", "Blockquote", "Table"]},
    {"name": "table", "items": ["RowAfter", "RowDelete", "ColumnAfter", "ColumnDelete", "TableDelete"]},
    {"name": "links", "items": ["Link", "Unlink", "Inside"]},
    {"name": "sources", "items": ["Cite"]},
    {"name": "undoing", "items": ["Undo", "Redo"]},
]
# In the bundle, and not wanted: what uploads, embeds, loads foreign code or asks foreign hosts, what stands in the
# way of the browser's own menu, and what writes markup that the sanitiser takes away again.
REMOVED = """
    about bidi colorbutton colordialog copyformatting div easyimage editorplaceholder elementspath exportpdf
    filebrowser find flash floatingspace font format forms horizontalrule iframe image imagebase indentblock justify
    language liststyle magicline maximize newpage notificationaggregator pagebreak preview print removeformat resize
    save scayt selectall showblocks showborders smiley sourcearea specialchar stylescombo tableselection templates
    uploadimage uploadwidget cloudservices wsc
""".split()
# What newsroom/text.py keeps. The editor writes nothing else, so that nothing vanishes at the save.
ALLOWED = (
    "p h3 ul ol li blockquote strong em sub sup q cite br table caption thead tbody tr;"
    "a[!href,rel];td[colspan,rowspan,scope];th[colspan,rowspan,scope]"
)
PLUGINS = ["choosing", "citing", "inside", "forms"]
CTRL, ALT = 0x110000, 0x440000  # CKEditor's own numbers for these keys

CONFIG: dict[str, Any] = {
    "toolbar": TOOLBAR,
    "toolbarCanCollapse": False,
    "allowedContent": ALLOWED,
    "removePlugins": ",".join(REMOVED),
    # divarea in place of the iframe editor: the text stands in the page, under the page's own policy.
    "extraPlugins": ",".join(["divarea", *(f"newsroom-{name}" for name in PLUGINS)]),
    "removeDialogTabs": "link:upload;link:advanced;link:target;table:advanced",
    "linkShowAdvancedTab": False,
    "linkShowTargetTab": False,
    "linkDefaultProtocol": "https://",
    "removeButtons": "",
    "versionCheck": False,
    "disableNativeSpellChecker": False,
    # The browser's menu, with its spelling suggestions; and Tab leaves the text, also from within a table.
    "enableContextMenu": False,
    "enableTabKeyTools": False,
    "keystrokes": [[CTRL + 75, "link"], [CTRL + 221, "indent"], [CTRL + 219, "outdent"]],
    # The form's own code writes back, and only what was changed.
    "autoUpdateElement": False,
    "clipboard_handleImages": False,
    "entities": False,
    "basicEntities": True,
    "customConfig": "",
    "stylesSet": False,
    "contentsCss": [],
    "height": "auto",
    "width": "100%",
    "startupFocus": False,
}


class RichEditor(CKEditorWidget):
    """The widget; without JavaScript it is a textarea with the HTML in it."""

    def __init__(self) -> None:
        super().__init__(template_name="admin/briefings/rich_editor.html")

    @property
    def media(self) -> forms.Media:
        """The modules that show the texts, and what they need to start CKEditor later."""
        plugins = {f"newsroom-{name}": static(f"desk/editor/plugin-{name}.js") for name in PLUGINS}
        start = Script(
            "desk/editor/start.js",
            **{
                "id": "rich-editor-script",
                "type": "module",
                "data-basepath": static("ckeditor/ckeditor/"),
                "data-source": static("ckeditor/ckeditor/ckeditor.js"),
                "data-plugins": json.dumps(plugins),
                "data-config": json.dumps({**CONFIG, "language": editor_language()}),
                "data-words": json.dumps(words_of_the_desk()),
            },
        )
        markers = Script("desk/editor/markers.js", type="module")
        # Markers first: it listens for the texts that the other shows.
        return forms.Media(css={"all": ["desk/editor.css"]}, js=[markers, start])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A textarea's own: the configuration stands once in the page, not in each field."""
        return forms.Textarea.get_context(self, name, value, attrs)

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        """With the project's templates: Django's renderer of forms knows only those of installed packages."""
        return render_to_string(template_name, context)
