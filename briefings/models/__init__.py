"""What Newsroom keeps: pieces and their parts, the sources they rest on, and what was published of them."""

from .activity import Activity
from .addresses import PublicSlug
from .archive import ArchiveCount
from .cards import Card
from .crosspiece import LiveByline, LiveCitation, LiveEvent, LiveFiling, LiveQuestion
from .editions import Edition, Rendering
from .filing import Filing, FilingSpan
from .front import LeadPin
from .house import House
from .kinds import CommonQuestion, Story
from .links import LinkCheck, LinkHealth, LinkHost
from .origin import DeletedDraft, ImportRecord
from .parts import Answer, Byline, Citation, Event, QuestionLink, Section
from .people import Person, PersonAlias
from .pictures import Picture
from .piece import Piece
from .piece_queries import live
from .redaction import RedactedAddress, Redaction
from .related import Keyword, RefreshWish, RelatedBasis, RelatedLink, WordCount
from .reports import Problem, ProblemReport, ReportSalt, ReportSender
from .reviews import Contributor, Mail, Note, Review
from .schedules import Embargo, Expiry, Release, Reminder, Schedule
from .search import SearchRow
from .sent_forms import SentForm
from .sources import Article, Outlet, OutletAlias
from .task_runs import FailedTask, RefreshRound, TaskHour
from .topic_counts import TopicCount

__all__ = [
    "Activity",
    "Answer",
    "ArchiveCount",
    "Article",
    "Byline",
    "Card",
    "Citation",
    "CommonQuestion",
    "Contributor",
    "DeletedDraft",
    "Edition",
    "Embargo",
    "Event",
    "Expiry",
    "FailedTask",
    "Filing",
    "FilingSpan",
    "House",
    "ImportRecord",
    "Keyword",
    "LeadPin",
    "LinkCheck",
    "LinkHealth",
    "LinkHost",
    "LiveByline",
    "LiveCitation",
    "LiveEvent",
    "LiveFiling",
    "LiveQuestion",
    "Mail",
    "Note",
    "Outlet",
    "OutletAlias",
    "Person",
    "PersonAlias",
    "Picture",
    "Piece",
    "Problem",
    "ProblemReport",
    "PublicSlug",
    "QuestionLink",
    "RedactedAddress",
    "Redaction",
    "RefreshRound",
    "RefreshWish",
    "RelatedBasis",
    "RelatedLink",
    "Release",
    "Reminder",
    "Rendering",
    "ReportSalt",
    "ReportSender",
    "Review",
    "Schedule",
    "SearchRow",
    "Section",
    "SentForm",
    "Story",
    "TaskHour",
    "TopicCount",
    "WordCount",
    "live",
]
