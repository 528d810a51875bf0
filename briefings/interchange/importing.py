"""Taking in a batch of records: one transaction, one look-up and one write per table, however many there are.

Publishing is ``publish_many``'s business, as for anybody else.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from newsroom.clock import now

from ..document import Document
from ..editions.compiling import compile_pieces
from ..editions.loading import Known, load_documents
from ..editions.publishing import Publication, publish_many
from ..own_hosts import own_hosts
from ..refusing import PublishingRefused
from ..related.wishes import wish_refresh
from ..words import Origin
from .composing import Names, compose
from .identity import piece_uid
from .naming import NameIsLost
from .outcome import Outcome
from .parsing import Parsed
from .pieces import Wanted, questions_of, story_of
from .reading import Line
from .resolving import resolve
from .schema import BadRecord, StoryRecord, read_record
from .standing import Standing, standing_of
from .writing import change_pieces, file_new, make_pieces, refile, remember


def take_in(batch: Sequence[Parsed], *, overwrite: bool = False) -> Outcome:
    """Import these records, of which no two are about one story. What the database refuses is a bad line too."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            _Batch(outcome, overwrite=overwrite).run(batch)
    except (DataError, IntegrityError, PublishingRefused, NameIsLost) as error:
        if len(batch) == 1:
            reason = str(error).partition("\n")[0]
            return Outcome(bad=[(batch[0].line, "record", f"cannot be kept: {reason}")])
        # One of them is at fault; the others go in.
        middle = len(batch) // 2
        outcome = take_in(batch[:middle], overwrite=overwrite)
        outcome.add(take_in(batch[middle:], overwrite=overwrite))
    return outcome


class _Batch:
    """The work on one batch, step by step; each step fills what the next reads."""

    def __init__(self, outcome: Outcome, *, overwrite: bool) -> None:
        self.outcome = outcome
        self.counts = outcome.counts
        self.overwrite = overwrite
        self.moment = now()
        self.standing: dict[UUID, Standing] = {}
        self.pieces: dict[UUID, Wanted] = {}  # to be written, questions before stories
        self.to_publish: dict[UUID, Wanted] = {}
        self.documents: dict[UUID, Document] = {}
        self.ids: dict[UUID, int] = {}
        self.filed: dict[UUID, list[int]] = {}  # topics by primary key
        self.names = Names()

    def run(self, batch: Sequence[Parsed]) -> None:
        stories = self._stories(batch)
        self._questions([record for _, record, _ in stories])
        for _, record, digest in stories:
            self._want(story_of(record, digest))
        if not self.pieces:
            return
        present = self._present()
        self.names = resolve(self.pieces, present, self.outcome.conflicts)
        self.documents = {
            uid: compose(piece, self.names, present.get(uid)) for uid, piece in self.pieces.items()
        }
        self._write()
        self._publish()

    def _stories(self, batch: Sequence[Parsed]) -> list[tuple[Line, StoryRecord, str]]:
        """The records of stories that are new or changed, and may be written."""
        self.standing = standing_of(uid for parsed in batch if (uid := parsed.uid) is not None)
        taken: list[tuple[Line, StoryRecord, str]] = []
        for parsed in batch:
            standing = self.standing.get(parsed.uid) if parsed.uid else None
            if (
                standing is not None
                and not standing.is_withdrawn
                and standing.record == parsed.digest
                and not (self.overwrite and standing.is_edited)
            ):
                self.counts["unchanged"] += 1
                continue
            try:
                record = read_record(parsed.value, own_hosts())
            except BadRecord as bad:
                self.outcome.bad.extend((parsed.line, *fault) for fault in bad.faults)
                continue
            if standing is None:
                taken.append((parsed.line, record, parsed.digest))
            elif standing.kind != "story":
                self.outcome.bad.append((parsed.line, "id", "is that of a common question here"))
            elif standing.redacted:
                self.counts["redacted"] += 1
                self.outcome.told.append((parsed.line, record.id, "was redacted here; left as it is"))
            elif standing.is_withdrawn:
                self.counts["withdrawn"] += 1
                self.outcome.told.append((parsed.line, record.id, "is withdrawn here; left as it is"))
            elif standing.is_edited and not self.overwrite:
                self.counts["edited"] += 1
                self.outcome.told.append(
                    (parsed.line, record.id, "was changed by an editor since its import; skipped")
                )
            elif standing.was_published and record.published_at is None:
                self.counts["left live"] += 1
                self.outcome.told.append(
                    (parsed.line, record.id, "is published here and a draft in the file; left as it is")
                )
            else:
                taken.append((parsed.line, record, parsed.digest))
        questions = standing_of({piece_uid("question", q.id) for _, r, _ in taken for q in r.questions})
        self.standing.update(questions)
        good = []
        for line, record, digest in taken:
            faults = [
                (line, f"questions[{place}].id", "is that of a story here")
                for place, question in enumerate(record.questions)
                if (there := questions.get(piece_uid("question", question.id))) and there.kind != "question"
            ]
            self.outcome.bad.extend(faults)
            if not faults:
                good.append((line, record, digest))
        return good

    def _questions(self, records: Sequence[StoryRecord]) -> None:
        """The questions of these stories. The words of the last record win; it is published when the first was."""
        folded: dict[UUID, Wanted] = {}
        for record in records:
            for question in questions_of(record):
                before = folded.get(question.uid)
                if before is not None:
                    self.counts["question words replaced"] += before.digest != question.digest
                    question.topics = before.topics
                    times = [t for t in (before.published_at, question.published_at) if t is not None]
                    question.published_at = min(times, default=None)
                folded[question.uid] = question
        for uid, question in folded.items():
            standing = self.standing.get(uid)
            if standing is None:
                self.counts["questions new"] += 1
                self.pieces[uid] = question
            elif standing.is_withdrawn and not standing.redacted:
                self.counts["questions withdrawn"] += 1
                continue
            elif standing.record == question.digest and not (self.overwrite and standing.is_edited):
                if not standing.was_published and not standing.is_edited and question.published_at:
                    self.to_publish[uid] = question
                continue
            elif standing.redacted:
                self.counts["questions redacted"] += 1
                continue
            elif standing.is_edited and not self.overwrite:
                self.counts["questions edited"] += 1
                continue
            else:
                self.counts["question words replaced"] += 1
                self.pieces[uid] = question
            if question.published_at:
                self.to_publish[uid] = question

    def _want(self, story: Wanted) -> None:
        self.counts["new" if story.uid not in self.standing else "changed"] += 1
        self.pieces[story.uid] = story
        if story.published_at:
            self.to_publish[story.uid] = story
        else:
            self.counts["drafts"] += 1

    def _present(self) -> dict[UUID, Document]:
        """The working copies of the pieces that are there already."""
        ids = {self.standing[uid].id: uid for uid in self.pieces if uid in self.standing}
        return {ids[pk]: document for pk, document in compile_pieces(list(ids)).items()} if ids else {}

    def _write(self) -> None:
        new = [piece for uid, piece in self.pieces.items() if uid not in self.standing]
        changed = [(piece, self.standing[uid]) for uid, piece in self.pieces.items() if uid in self.standing]
        self.ids = {uid: standing.id for uid, standing in self.standing.items()}
        made, lost = make_pieces(new, self.documents, moment=self.moment)
        self.ids.update(made)
        names = self.names
        known = Known(
            outlets={named.uid: named.id for named in names.outlets.values()},
            articles={named.uid: named.id for named in names.articles.values()},
            people={named.uid: named.id for named in names.people.values()},
            questions=self.ids,
        )
        load_documents({made[p.uid]: self.documents[p.uid] for p in new}, known=known, fresh=True)
        if changed:
            load_documents({s.id: self.documents[p.uid] for p, s in changed}, known=known)
        lost += change_pieces(changed, self.documents, moment=self.moment)
        self.counts["slugs taken"] += lost
        filed = self.filed = {
            uid: list(dict.fromkeys(names.topics[topic.name].id for topic in piece.topics))
            for uid, piece in self.pieces.items()
            if piece.kind == "story" or uid not in self.standing
        }
        file_new({made[piece.uid]: filed[piece.uid] for piece in new})
        stories = [(piece, standing) for piece, standing in changed if piece.kind == "story"]
        moved = refile({s.id: s.topics for _, s in stories}, {s.id: filed[piece.uid] for piece, s in stories})
        if moved:
            wish_refresh(moved)

    def _publish(self) -> None:
        publications = []
        for uid, piece in self.to_publish.items():
            standing, first = self.standing.get(uid), piece.published_at
            if piece.kind == "question" and standing is not None and standing.first_published_at and first:
                first = min(first, standing.first_published_at)
            publications.append(
                Publication(self.ids[uid], first_published_at=first, working=self.documents.get(uid))
            )
        editions = publish_many(publications, by=None, origin=Origin.IMPORT, skip_unchanged=True)
        self.counts["editions"] += len(editions)
        remember(
            [(self.ids[uid], piece.digest, self.filed.get(uid) or []) for uid, piece in self.pieces.items()],
            moment=self.moment,
        )
