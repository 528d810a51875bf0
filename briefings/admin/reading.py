"""The page of a piece for who may look at it and not change it: its words, whose it is, the notes on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from ..editions.compiling import compile_piece
from ..models import Piece
from ..picture_urls import srcset_of, url_of
from .comparing import compared, shown
from .pages import PiecePages
from .review_notes import note_groups, parts_of
from .review_states import assignment_of


class ReadingViews(PiecePages):
    """The page, in the place of the form, for the admin of a kind of piece."""

    def read_view(self, request: HttpRequest, piece: Piece) -> HttpResponse:
        working = compile_piece(piece)
        groups = note_groups(piece, parts_of(piece, working), request.user)
        context: dict[str, Any] = {
            **shown(compared(None, working)),
            "topics": list(piece.filings.order_by("position").values_list("tag__name", flat=True)),
            "assignment": assignment_of(piece),
            "picture": picture_of(piece),
            "notes": [group for group in groups if group["open"]],
        }
        return self.page(request, piece, "read", capfirst(str(self.opts.verbose_name)), context)


def picture_of(piece: Piece) -> dict[str, Any] | None:
    """What an ``<img>`` needs to show the lead image of the working copy; None without one."""
    picture = piece.lead_picture
    if picture is None:
        return None
    return {
        "src": url_of(picture.digest, picture.widths[0]),
        "srcset": srcset_of(picture.digest, picture.widths),
        "width": picture.width,
        "height": picture.height,
        "alt": piece.lead_alt,
    }
