"""What the rich editor's own code says, for the page to bring along in the language of the desk.

CKEditor has its own words in its own files; these are of static/desk/editor/. A test reads the scripts and fails on a
sentence that is not named here.
"""

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

WORDS = (
    # buttons
    _("Heading"),
    _("Our pages"),
    _("Link to a story, a question or a topic of the house"),
    _("Cite"),
    _("Cite a source (or type [^ in the text)"),
    _("+ Row"),
    _("Add a row below"),
    _("− Row"),
    _("Delete the row"),
    _("+ Column"),
    _("Add a column after this one"),
    _("− Column"),
    _("Delete the column"),
    _("− Table"),
    _("Delete the table"),
    # what is chosen from
    _("Cite a source"),
    _("Sources"),
    _("1 source"),
    _("%(n)s sources"),
    _("No source like this."),
    _("The piece has no sources yet."),
    _("Search stories, questions and topics"),
    _("The list could not be read. Try again."),
    _("Nothing has these words in its name."),
    _("No such page any more"),
    _("Leads to: %(page)s"),
    # what is said
    _("Text"),
    _("The editor could not be loaded."),
    _("Pictures and files cannot stand in a text. The piece’s one picture is its lead image."),
    _("The words were pasted; their pictures were left out, since a text has none."),
)

EDITOR_LANGUAGES = {"en": "en", "de": "de"}
"""CKEditor's own files, by the language of the desk; English for any other."""


def editor_language() -> str:
    return EDITOR_LANGUAGES.get(get_language() or "", "en")


def words_of_the_desk() -> dict[str, str]:
    """The translation of each English sentence that has one now; empty in English."""
    said = [str(word) for word in WORDS]
    with override("en"):
        english = [str(word) for word in WORDS]
    return {own: words for own, words in zip(english, said, strict=True) if own != words}
