"""All addresses of the site."""

from django.contrib import admin
from django.urls import URLPattern, path, register_converter

from briefings.admin.linking import link_targets
from briefings.views import (
    archive,
    changes,
    corrections,
    discovery,
    feeds,
    front,
    house_pages,
    media,
    operations,
    outlets,
    passwords,
    people,
    questions,
    reports,
    search,
    sitemaps,
    stories,
    topic_stories,
    topics,
)
from briefings.words import PieceKind


class SlugInAnyScript:
    """A slug as Django's ``allow_unicode`` makes them: letters and digits of any script, hyphen, underscore."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Year:
    regex = r"[0-9]{4}"

    def to_python(self, value: str) -> int:
        if value == "0000":
            raise ValueError("there is no year 0")
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TwoDigits:
    """A month or a day; which of them exist is for the page to say."""

    regex = r"[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class Month(TwoDigits):
    regex = r"0[1-9]|1[0-2]"


class Digest:
    """The name of a picture: 32 digits of a SHA-256, in lower case."""

    regex = r"[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class Width:
    """Of a rendition, in pixels."""

    regex = r"[1-9][0-9]{1,3}"

    def to_python(self, value: str) -> int:
        return int(value)

    to_url = str


class Number:
    """At most nine digits, which the database's integers hold."""

    regex = r"[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    to_url = str


register_converter(SlugInAnyScript, "uslug")
register_converter(Digest, "digest")
register_converter(Width, "width")
register_converter(Year, "year")
register_converter(Month, "month")
register_converter(TwoDigits, "day")
register_converter(Number, "edition")
register_converter(Number, "number")


def history_of(kind: PieceKind, stem: str) -> list[URLPattern]:
    """The addresses of what was published of a piece, the same for each kind."""
    below, told = f"{stem}/<uslug:slug>/changes/", {"kind": kind}
    return [
        path(below, changes.change_log, told, name=f"{kind}_changes"),
        path(f"{below}<edition:number>/", changes.edition, told, name=f"{kind}_edition"),
        path(f"{below}<edition:old>..<edition:new>/", changes.compare, told, name=f"{kind}_difference"),
    ]


urlpatterns = [
    path("", front.home, name="home"),
    path("stories/<uslug:slug>/", stories.story, name="story"),
    path(
        "stories/<uslug:slug>/report/<uslug:anchor>/",
        reports.report,
        {"kind": PieceKind.STORY},
        name="story_report",
    ),
    *history_of(PieceKind.STORY, "stories"),
    path("questions/", questions.question_list, name="question_list"),
    path("questions/<uslug:slug>/", questions.question, name="question"),
    path(
        "questions/<uslug:slug>/report/<uslug:anchor>/",
        reports.report,
        {"kind": PieceKind.QUESTION},
        name="question_report",
    ),
    *history_of(PieceKind.QUESTION, "questions"),
    path("topics/", topics.topic_list, name="topic_list"),
    path("topics/letter/<str:letter>/", topics.topic_list, name="topic_list_letter"),
    path("topics/<uslug:slug>/", topics.topic, name="topic"),
    path("topics/<uslug:slug>/stories/", topic_stories.topic_stories, name="topic_stories"),
    path("topics/<uslug:slug>/stories/<year:year>/", topic_stories.topic_stories, name="topic_stories_year"),
    path("topics/<uslug:slug>/timeline/<year:year>/", topics.topic_timeline, name="topic_timeline"),
    path("topics/<uslug:slug>/feed.xml", feeds.topic_feed, name="topic_feed"),
    path("outlets/", outlets.outlet_list, name="outlet_list"),
    path("outlets/<uslug:slug>/", outlets.outlet, name="outlet"),
    path("people/<uslug:slug>/", people.person, name="person"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<year:year>/", archive.year, name="archive_year"),
    path("archive/<year:year>/<month:month>/", archive.month, name="archive_month"),
    path("archive/<year:year>/<month:month>/<day:day>/", archive.day, name="archive_day"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("about/", house_pages.text, {"name": "about"}, name="about"),
    path("standards/", house_pages.text, {"name": "standards"}, name="standards"),
    path("how-we-cite/", house_pages.text, {"name": "how_we_cite"}, name="how_we_cite"),
    path("privacy/", house_pages.text, {"name": "privacy"}, name="privacy"),
    path("search/", search.search, name="search"),
    path("media/pictures/<digest:digest>-<width:width>.webp", media.picture, name="picture"),
    path("media/cards/<digest:digest>.png", media.card, name="card"),
    path("feed.xml", feeds.site_feed, {"form": "atom"}, name="atom"),
    path("rss.xml", feeds.site_feed, {"form": "rss"}, name="rss"),
    path("feed.json", feeds.site_feed, {"form": "json"}, name="json_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:kind>-<number:number>.xml", sitemaps.page, name="sitemap_page"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", discovery.robots, name="robots"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path(".well-known/security.txt", discovery.security, name="security"),
    path("site.webmanifest", discovery.manifest, name="manifest"),
    path("healthz", operations.healthz, name="healthz"),
    path("admin/set-password/<uidb64>/<token>/", passwords.SetPassword.as_view(), name="set_password"),
    path("admin/link-targets/", admin.site.admin_view(link_targets), name="link_targets"),
    path("admin/", admin.site.urls),
]

handler400 = "briefings.views.errors.bad_request"
handler403 = "briefings.views.errors.forbidden"
handler404 = "briefings.views.errors.not_found"
handler500 = "briefings.views.errors.server_error"
