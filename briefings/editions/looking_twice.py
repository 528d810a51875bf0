"""What nobody may file as a minor change without having looked at it a second time; asked for by publishing."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from ..differences.difference import difference
from ..document import upgrade
from ..models import Edition, Piece
from ..own_hosts import own_hosts
from ..words import EditionKind
from .editionwriting import NewEdition
from .second_look import changes_number_name_or_quotation


def not_looked_at(fresh: Sequence[NewEdition], *, looked_at: Collection[int]) -> list[str]:
    """Sentences about numbers, names and quotations that would change as minor changes, of pieces whose primary keys
    are not among those ``looked_at``. Empty where all is well. Two queries, and none where nothing is minor.
    """
    minor = [new for new in fresh if new.kind == EditionKind.MINOR and new.piece.is_live]
    doubtful = [new for new in minor if new.piece.pk not in looked_at]
    if not doubtful:
        return []
    ids = [new.piece.live_edition_id for new in doubtful if new.piece.live_edition_id is not None]
    live = {
        pk: upgrade(document)
        for pk, document in Edition.objects.filter(pk__in=ids).values_list("piece_id", "document")
    }
    questions = {
        ref.question for new in doubtful for d in (new.document, live[new.piece.pk]) for ref in d.questions
    }
    titles = dict(Piece.objects.filter(uid__in=questions).values_list("uid", "headline")) if questions else {}
    reasons: list[str] = []
    for new in doubtful:
        compared = difference(live[new.piece.pk], new.document, question_titles=titles, own_hosts=own_hosts())
        if changed := changes_number_name_or_quotation(compared):
            reasons.append(
                _("“%(headline)s” was filed as a minor change. Look at it a second time, and say so:")
                % {"headline": new.document.headline}
            )
            reasons.extend(changed)
    return reasons
