"""All settings, from environment variables (docs/configuration.md has the table).

Two modes beside production: EMBEDDED=1, which `make run` sets for its own servers on plain HTTP, and DEBUG=1.
Outside them there is no default for a secret or a server.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from newsroom.urls_of_servers import celery_url, database_from_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, what: str) -> str:
    """The variable's value; a missing or empty one stops the start with a sentence."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set ({what}). On your own machine, `make run` brings servers of its own: "
            "start it and try again beside it. For other servers see docs/configuration.md."
        )
    return value


# Asked for first: who runs a command with nothing set lacks the servers before anything else.
DATABASE_URL = required("DATABASE_URL", "the PostgreSQL database")
REDIS_URL = required("REDIS_URL", "the Valkey or Redis server")
SECRET_KEY = required("SECRET_KEY", "the key that signs sessions and forms, 50 random characters")

EMBEDDED = env.bool("EMBEDDED", default=False)
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=not (EMBEDDED or DEBUG))

SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "briefings.apps.BriefingsConfig",
    "topics.apps.TopicsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "newsroom.static_files.StaticFiles",
    "django.contrib.postgres",
    "taggit",
    "ckeditor",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before whatever answers by itself: a refusal is a page too, and keeps to the policy.
    "newsroom.middleware.ContentPolicy",
    # Pages go out compressed whatever stands before the server; they carry no secret that is not masked anew.
    "newsroom.middleware.CompressText",
    "newsroom.middleware.AnswerNotModified",
    "briefings.middleware.HouseTimeAndLanguage",
    "newsroom.middleware.RefuseUnreadableQuery",
    "newsroom.uploads.RefuseLargeBody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "briefings.admin.sent_once.SentOnce",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATE_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Compiled templates are kept, except in debug, where a change is to be seen at once.
            "loaders": TEMPLATE_LOADERS
            if DEBUG
            else [("newsroom.folded_templates.loader.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "briefings.house.house",
            ],
        },
    },
]

# --- Servers ---------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **database_from_url(DATABASE_URL),
        # Django's PostgreSQL; of a kept connection it asks the kernel, not the server, whether it still stands.
        "ENGINE": "newsroom.database",
        "CONN_HEALTH_CHECKS": True,
    }
}
# The pages' own statements (newsroom/prepared.py) are planned once a connection and not for each value. Behind a
# pooler that gives each transaction another connection (PgBouncer), turn it off.
if env.bool("DATABASE_PREPARED_STATEMENTS", default=True):
    options = DATABASES["default"]["OPTIONS"]
    options["prepare_threshold"] = 1
    options["options"] = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
# Each thread keeps a connection: to fetch one from a pool at each request and bring it back costs more than a page's
# own statements. A pool is for a database that has fewer connections to give than there are threads.
if pool_size := env.int("DATABASE_POOL_SIZE", default=0):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600

CELERY_BROKER_URL = celery_url(REDIS_URL)
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
# Several installations or test workers on one server keep apart by a prefix.
REDIS_PREFIX = env.str("REDIS_PREFIX", default="")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A killed worker's task comes again this many seconds later; it must exceed the longest task.
    "visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", default=1800),
    "global_keyprefix": REDIS_PREFIX,
    # With a server that does not answer, enqueueing from a page fails in seconds instead of hanging.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"global_keyprefix": REDIS_PREFIX}
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_IGNORE_RESULT = True
# Each module of tasks has its queue, so that what must be on time never stands behind what takes long. A worker
# that names no queue takes from all four; one for publishing alone keeps its process free (docs/operations.md).
CELERY_TASK_QUEUES = [
    Queue(name, routing_key=name) for name in ("publishing", "default", "checking", "refreshing")
]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "briefings.tasks.schedules.*": {"queue": "publishing"},
    "briefings.tasks.related.*": {"queue": "refreshing"},
    "briefings.tasks.links.*": {"queue": "checking"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Of a task whose queue has no limits of its own (newsroom/background_task.py).
CELERY_TASK_SOFT_TIME_LIMIT = 900
CELERY_TASK_TIME_LIMIT = 960
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the queue is away: a worker that gave up would be missed when it is back.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}

# Related links are computed again when a piece was left alone for so long: a burst of edits makes one refresh.
RELATED_QUIET_SECONDS = env.float("RELATED_QUIET_SECONDS", default=3.0)

# --- The house ---------------------------------------------------------------------------------------------

# What it is called, and its time zone below, until a chief editor says otherwise in the admin.
HOUSE_NAME = env.str("HOUSE_NAME", default="Newsroom")
HOUSE_TAGLINE = env.str("HOUSE_TAGLINE", default="What happened, what is behind it, and what the papers say")

# For /.well-known/security.txt: a mail address or a URL. Empty: security@ at the host of SITE_URL (RFC 2142).
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# --- Time and language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = True
# Those that the whole interface has words in: English stands in the code, each other has a catalogue in locale/.
LANGUAGES = [("en", "English"), ("de", "German")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
USE_TZ = True
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", default="UTC")
CELERY_TIMEZONE = TIME_ZONE

# --- Files -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "collected")))
# Served from STATIC_ROOT under names that hold their content's hash; otherwise straight from the sources.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", default=not DEBUG)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "newsroom.static_storage.Collected"
        if STATIC_COLLECTED
        else "newsroom.static_storage.Sources"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_COLLECTED
# One story of 8 sections, 40 sources and 60 events posts more than Django's default of 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A file larger than this is cut off, and its form says so; beyond 2.5 MB files are kept on disk while they come.
UPLOAD_MAX_BYTES = 25 * 1024 * 1024
BODY_MAX_BYTES = 100 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "newsroom.uploads.CutLargeFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Mail ------------------------------------------------------------------------------------------------

# smtp+tls://user:password@host:587; without one, the desk shows what it would have sent.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
MAIL_CONFIGURED = bool(EMAIL_URL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="newsroom@localhost")
# How long a link that lets somebody set a password can be used, once.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# --- Accounts --------------------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "newsroom.rights.RightsInOneQuery",
]
LOGIN_URL = "admin:login"
# Where a sign-in ends that was asked to lead somewhere else than to this site.
LOGIN_REDIRECT_URL = "admin:index"
# One name from one address: a stranger who guesses cannot lock an editor out of her own desk.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_COOLOFF_MINUTES", default=15))
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "newsroom.client_address.client_address"
AXES_USERNAME_CALLABLE = "newsroom.client_address.claimed_name"
# How many proxies of one's own stand before the web server, each adding to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- Source links ----------------------------------------------------------------------------------------

# Whether workers visit the addresses of cited articles (docs/link-checks.md). Off where one tries the house out:
# the demo's outlets are invented.
LINK_CHECKS = env.bool("LINK_CHECKS", default=not (EMBEDDED or DEBUG))
# Servers on one's own machine that are visited though they are not public, as 127.0.0.1:8001, for trying out.
LINK_CHECKS_LOCAL = env.list("LINK_CHECKS_LOCAL", default=[])

# --- Hardening -------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "briefings.views.errors.forgery"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Sessions belong to the desk: no public page reads one or sets one. Their path stays "/", since a browser that holds a
# cookie of before under another path sends both, and the older one would count.
SESSION_COOKIE_NAME = "newsroom_session"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=HTTPS)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=HTTPS)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# No inline script or style anywhere; the desk's views with the rich editor relax this one by one.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

SILENCED_SYSTEM_CHECKS = [
    # CKEditor 4.22.1 gets no more fixes. It is kept on a short lead (README, "The editor"): no uploader, few
    # plugins, and what it sends is sanitised on the server, which is the boundary.
    "ckeditor.W001",
]

# --- The rest --------------------------------------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
CKEDITOR_BASEPATH = STATIC_URL + "ckeditor/ckeditor/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "newsroom.log_lines.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"briefly": {"()": "newsroom.log_lines.BeatBriefly"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own configuration mails and prints; one way out for all records is enough.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},
        # Two lines for each request.
        "psycopg.pool": {"level": "WARNING"},
        # Strangers who ask for other hosts are answered 400, and fill no log with tracebacks.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Our tasks say what they did in a line of their own; three more about each would drown it.
        **{f"celery.{name}": {"level": "WARNING"} for name in ("app.trace", "worker.strategy")},
        "celery.beat": {"level": "WARNING", "filters": ["briefly"]},
    },
}
