"""Django settings: safe by default; the demo and the tests loosen by name, never by accident."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pgtrigger
import structlog
from csp.constants import NONCE, NONE, SELF

from goldenthread.config import launcher
from goldenthread.demo.personas import PERSONAS

PACKAGE = Path(__file__).resolve().parent.parent
HOME = launcher.project_folder()
STATE = HOME / "var"

# The demo: one-click personas, invented data, no TLS in front. Never on a real service.
DEMO = os.environ.get("GOLDENTHREAD_DEMO") == "1"
# Who each invented person without a post is, by email: said where the demo lists its people.
DEMO_ABOUT = {one.email: one.about for one in PERSONAS if one.about} if DEMO else {}
TESTING = "pytest" in sys.modules
TEST_DATABASE = f"goldenthread_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
PLAIN_HTTP = DEMO or TESTING
DEBUG = False
# The demo's data stand on one day; a real service has no fixed day and asks the clock.
TODAY = (
    date.fromisoformat(os.environ["GOLDENTHREAD_TODAY"])
    if ((DEMO or TESTING) and "GOLDENTHREAD_TODAY" in os.environ)
    else None
)


def secret_key() -> str:
    """Return the signing key: from the environment, or one made for this checkout's demo."""
    if stated := os.environ.get("GOLDENTHREAD_SECRET_KEY"):
        return stated
    if not (DEMO or TESTING or "manage" in sys.argv[1:2]):
        return ""
    place = STATE / "secret-key"
    if not place.exists():
        import secrets

        STATE.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(48))
    return place.read_text()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("GOLDENTHREAD_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "goldenthread.ui",
    "goldenthread.audit",
    "goldenthread.organisations",
    "goldenthread.access",
    "goldenthread.people",
    "goldenthread.files",
    "goldenthread.timeline",
    "goldenthread.voice",
    "goldenthread.directory",
    "goldenthread.letters",
    "goldenthread.contact",
    "goldenthread.heard",
    "goldenthread.plans",
    "goldenthread.placements",
    "goldenthread.waits",
    "goldenthread.navigators",
    "goldenthread.assessment",
    "goldenthread.reviews",
    "goldenthread.redress",
    "goldenthread.measures",
    "goldenthread.exchange",
    "goldenthread.strategy",
    "goldenthread.family",
    "goldenthread.desk",
    "goldenthread.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
]

# How many proxies of ours stand before this service: what the outermost heard is where somebody
# writes from. The demo and the tests have none; a real service has the one that holds its TLS.
PROXIES = int(os.environ.get("GOLDENTHREAD_PROXIES", "0" if PLAIN_HTTP else "1"))
MIDDLEWARE = [
    "goldenthread.access.true_address.TrueAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "goldenthread.access.second_factor.NeedsSecondFactor",
    "goldenthread.access.middleware.StatesWhoAsks",  # transaction, asker, audit
    "goldenthread.family.look.InTheirLook",  # innermost: it asks who reads
]

ROOT_URLCONF = "goldenthread.config.urls"
WSGI_APPLICATION = "goldenthread.config.wsgi.application"

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "csp.context_processors.nonce",
    "goldenthread.access.context.who_is_here",
    "goldenthread.desk.context.shell",
    "goldenthread.family.context.shell",  # after the desk's, whose frame it replaces
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "goldenthread.ui.jinja.environment",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "goldenthread.ui.forms.Renderer"


def database(alias: str, url: str) -> dict[str, object]:
    """Turn one database address into Django's settings for it."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": f"goldenthread-{alias}"},
    }


def databases() -> dict[str, dict[str, object]]:
    """Return the databases, or a placeholder when none has been started.

    The tests start a server themselves, and use a database of their own.
    """
    try:
        found = (
            launcher.start(TEST_DATABASE, launcher.tests_server())
            if TESTING
            else launcher.addresses()
        )
    except launcher.NoDatabase:
        return {"default": {"ENGINE": "django.db.backends.dummy"}}
    return {alias: database(alias, url) for alias, url in found.items()}


DATABASES = databases()
DATABASE_REMEDIES = launcher.REMEDIES  # what a command says when it cannot reach one
DATABASE_ROUTERS = ["goldenthread.config.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["goldenthread.access.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "goldenthread.access.adapters.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Nobody signs up: whoever has an account was appointed, or held a code that we posted. An email is
# a name to sign in with and never a factor, so none need be proved before a second sign-in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that somebody typed is sent nothing
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that a link to choose a password works
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Tries against one account are counted by axes, in the database that all processes share; these
# slow a single place that tries many accounts. A hall full of parents is one place too, so those
# who get in are allowed as many as two hundred a minute.
SIGN_INS = {"login": "240/m/ip", "login_failed": "30/m/ip", "second_factor": "5/h/key"}
ACCOUNT_RATE_LIMITS = False if TESTING else SIGN_INS
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"authenticate": "goldenthread.access.code_form.CodeOfAnApp"}
MFA_ADAPTER = "goldenthread.contact.factor.OrByText"
MFA_TOTP_ISSUER = "Golden Thread"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s to either side, as RFC 6238 section 5.2 allows for delay
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLED = not TESTING
AXES_LOCKOUT_CALLABLE = "goldenthread.access.adapters.locked_out"
AXES_USERNAME_CALLABLE = "goldenthread.access.adapters.tried_name"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the hour is an hour

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "goldenthread.ui.views.form_expired"
if not PLAIN_HTTP:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the square code that sets up an authenticator
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("ur", "اردو")]  # of the families' pages; the desk is English
LOCALE_PATHS = [PACKAGE / "family" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
# A council's own licensed symbols: a folder with pack.json (see ui/symbols.py). Empty: ours alone.
SYMBOL_PACK = os.environ.get("GOLDENTHREAD_SYMBOLS", "")
STATICFILES_DIRS = [("symbols", SYMBOL_PACK)] if SYMBOL_PACK else []
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = True
# The last are the fonts of documents: drawn on the server, and no browser asks for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "jpeg", "gif", "webp", "woff2", "zip", "ttf")
WHITENOISE_AUTOREFRESH = TESTING  # tests read the source folders: nothing is collected for them
MEDIA_ROOT = STATE / "files"
FILE_UPLOAD_HANDLERS = ["goldenthread.files.uploading.KeepNoMore"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

EMAIL_BACKEND = "goldenthread.letters.carriers.mail.CarriedMail"  # letters own what leaves

# Who carries what leaves: folder:PLACE, notify or smtp. A channel with none set waits.
_HERE = f"folder:{STATE / 'letters'}" if DEMO else ""
LETTERS = {
    "POST": os.environ.get("GOLDENTHREAD_LETTERS_POST", _HERE),
    "EMAIL": os.environ.get("GOLDENTHREAD_LETTERS_EMAIL", _HERE),
    "TEXT": os.environ.get("GOLDENTHREAD_LETTERS_TEXT", _HERE),
}
LETTERS_LEASE_SECONDS = 300  # a copy taken by a worker that vanished is taken again after this
SITE_ADDRESS = os.environ.get("GOLDENTHREAD_SITE", "http://127.0.0.1:8000")
NOTIFY = {
    "key": os.environ.get("GOLDENTHREAD_NOTIFY_KEY", ""),
    "url": os.environ.get("GOLDENTHREAD_NOTIFY_URL", "https://api.notifications.service.gov.uk"),
    "email_template": os.environ.get("GOLDENTHREAD_NOTIFY_EMAIL_TEMPLATE", ""),
    "text_template": os.environ.get("GOLDENTHREAD_NOTIFY_TEXT_TEMPLATE", ""),
    "postage": os.environ.get("GOLDENTHREAD_NOTIFY_POSTAGE", "second"),
}
SMTP = {
    "host": os.environ.get("GOLDENTHREAD_SMTP_HOST", ""),
    "port": int(os.environ.get("GOLDENTHREAD_SMTP_PORT", "587")),
    "user": os.environ.get("GOLDENTHREAD_SMTP_USER", ""),
    "password": os.environ.get("GOLDENTHREAD_SMTP_PASSWORD", ""),
    "sender": os.environ.get("GOLDENTHREAD_SMTP_SENDER", "no-reply@localhost"),
    "tls": os.environ.get("GOLDENTHREAD_SMTP_TLS", "1") == "1",
}

# Email from families: each area's own mailbox, imaps://user:password@host/folder, and the name
# under which the partnership's own mail server signs what it found of a sender.
MAILBOXES: dict[int, str] = {
    int(area): address
    for area, _, address in (
        each.partition("=") for each in os.environ.get("GOLDENTHREAD_MAILBOXES", "").split()
    )
}
MAIL_TRUSTED = os.environ.get("GOLDENTHREAD_MAIL_TRUSTED", "")
# Text messages from families: the bearer token with which GOV.UK Notify posts those of each area.
TEXT_TOKENS: dict[int, str] = {
    int(area): token
    for area, _, token in (
        each.partition("=") for each in os.environ.get("GOLDENTHREAD_TEXT_TOKENS", "").split()
    )
}
if any(len(token) < 20 for token in TEXT_TOKENS.values()):
    raise ValueError("GOLDENTHREAD_TEXT_TOKENS: a token has at least 20 characters.")

# Uploads are held until a clamd-protocol scanner has passed them; none is set by default.
FILE_SCANNER = os.environ.get("GOLDENTHREAD_CLAMD", "")  # host:port
FILE_LARGEST_BYTES = 50 * 1024 * 1024

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement  # one insert of history for each statement, not each row
PROCRASTINATE_ON_APP_READY = None

# One line of JSON each, with the request's number and the user's; no query string, no child.
SHARED_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # from where a hidden family writes is in no log
LOG_LEVEL = os.environ.get("GOLDENTHREAD_LOG_LEVEL", "WARNING" if TESTING else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED_PROCESSORS,
            "processor": structlog.processors.JSONRenderer(),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django_structlog": {"level": LOG_LEVEL}, "goldenthread": {"level": LOG_LEVEL}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Access (trust rules 37, 38): each number is the council's to set.
GLASS_MINUTES = int(os.environ.get("GOLDENTHREAD_GLASS_MINUTES", "60"))
ODD_ACCESS = {
    "window_minutes": 10,
    "children_opened": int(os.environ.get("GOLDENTHREAD_ODD_CHILDREN", "30")),
    "strangers_tried": 5,  # children asked for who were not there, or not theirs
    "children_out_of_hours": 10,
    "office_opens": 7,  # hours of the day in London, Monday to Friday
    "office_closes": 20,
    "quiet_minutes": 60,  # the same person is not reported again for the same thing
}
# Where the newest hash of the audit trail is copied: a file on another machine's disk, or "-".
AUDIT_HEAD_COPY = os.environ.get("GOLDENTHREAD_AUDIT_HEAD_COPY", "")


def location_keys() -> list[str]:
    """Return the keys for restricted addresses: stated, or one made for this checkout's demo.

    A real service that states none keeps no restricted address: `people.vault` says so.
    """
    if stated := os.environ.get("GOLDENTHREAD_LOCATION_KEYS"):
        return [key.strip() for key in stated.split(",") if key.strip()]
    if not (DEMO or TESTING):
        return []
    place = STATE / "location-key"
    if not place.exists():
        from cryptography.fernet import Fernet

        STATE.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(Fernet.generate_key().decode())
    return [place.read_text()]


LOCATION_KEYS = location_keys()
LOCATION_REVIEW_MONTHS = 6  # a restriction is judged again after this long (trust rule 12)
# Who tells the plan desk what rooms above it know of a case: see ADR 0046.
PLAN_FACTS = "goldenthread.desk.plan_facts.case_facts"
# What is typed at the plan desk and not saved is kept for this long (trust rule 56).
PLAN_UNSAVED_DAYS = int(os.environ.get("GOLDENTHREAD_PLAN_UNSAVED_DAYS", "90"))
# Days for which what a family typed and did not send is kept for its writer (trust rule 56).
VOICE_UNSENT_DAYS = int(os.environ.get("GOLDENTHREAD_VOICE_UNSENT_DAYS", "90"))
