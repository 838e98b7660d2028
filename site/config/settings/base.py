"""Settings every environment shares. What differs stands in dev, test and production."""

from hashlib import blake2s
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()

# Where this install keeps what it makes: database, media, mails, collected static files.
VAR = Path(env.str("VAR_DIR", str(ROOT / "var")))

INSTALLED_APPS = [
    "config",
    "demo",
    "search",
    "charter",
    "events",
    "network",
    "home",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "network.admin.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.http.middleware.MemoryMiddleware",
    "home.http.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "home.http.middleware.ReaderMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "home.http.middleware.NoLengthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.http.middleware.CmsLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.accounts.rate_limits.ThrottleMiddleware",
    "network.accounts.second_factor.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    # Runs the views of the CMS itself: last, once all others have let them pass.
    "events.middleware.AnnouncementMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.http.context_processors.site",
            ],
        },
    },
]

# Accounts

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:home"
ACCOUNT_ADAPTER = "network.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up here; naming the password is what puts it in the sign-in form.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# One person, one address that counts: proven by a code before it replaces the one before (network.email_addresses).
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "login": "network.accounts.forms.LoginForm",
    "request_login_code": "network.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "network.accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "network.accounts.forms.ResetPasswordForm",
    "add_email": "network.accounts.forms.ChangeAddressForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A server that knows us not yet lets a mail wait for some minutes (greylisting); a wrong code is refused three times.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# The net under network.throttle, which answers first and says when to try again: wider, shared through the cache too.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip",
    "request_login_code": "120/m/ip",
    "confirm_email": "30/m/ip",
    "reset_password": "120/m/ip",
    "reset_password_from_key": "120/m/ip",
    "manage_email": "30/m/user",
    "reauthenticate": "30/m/user",
    "change_password": "30/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
# One household or office has a /64 of IPv6 addresses, and may change among them at every request.
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
# Whoever may enter the CMS needs a passkey or an authenticator app (network.second_factor).
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", True)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# allauth fears that a stranger signs up with somebody's address and locks it; here nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Coordination sociale"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# Languages and time

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("nl", _("Dutch"))]
LOCALE_PATHS = [ROOT / "site" / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["config.formats"]

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "site" / "static", ROOT / "build" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Uploaded files lie where no address leads; the proxy serves renditions of pictures alone (home.storage).
PRIVATE_ROOT = VAR / "private"
STORAGES = {
    "default": {
        "BACKEND": "home.files.storage.PrivateStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "file_permissions_mode": 0o640, "directory_permissions_mode": 0o750},
    },
    "renditions": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Calendars and other feeds are never compressed by us; these are the formats already compressed.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "avif", "woff2", "ics")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Data

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict:
    """Connection settings for ``url``; SQLite gets WAL and IMMEDIATE so that writers queue, not fail."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    # Kept open from one request to the next: what is kept of pages is asked for on it (home.cache.public_version).
    return config | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
DATABASES = {"default": database(DATABASE_URL)}


# Seconds a visitor waits at most for a Redis that does not answer; it is then left alone (config.redis_cache).
REDIS_OPTIONS = {"socket_connect_timeout": 0.25, "socket_timeout": 0.5}
# How many values a process keeps where there is no Redis. All are small; with Django's 300, whoever asks for other
# people's sake often enough would make it forget what counts against floods of mails.
MEMORY_OPTIONS = {"MAX_ENTRIES": 50_000}


def cache(url: str, name: str, **options) -> dict:
    """A cache called ``name``: on Redis where ``url`` is given, in this process's memory where it is empty."""
    if url:
        redis = {"BACKEND": "config.redis_cache.SoftRedisCache", "LOCATION": url, "OPTIONS": REDIS_OPTIONS}
        return redis | {"KEY_PREFIX": name} | options
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name, "OPTIONS": MEMORY_OPTIONS}
    return memory | options


def cache_prefix(database_url: str) -> str:
    """What the keys of a site begin with: another site at the same Redis, one for trials, has another database."""
    return f"coordination-{blake2s(database_url.encode(), digest_size=4).hexdigest()}"


def caches(url: str, prefix: str) -> dict:
    """``pages`` shares whole answers among processes, each for the rest of the minute it was made in.

    Without Redis nothing is put there: each process keeps answers of its own, bounded by their bytes
    (``config.page_cache``).
    """
    return {"default": cache(url, prefix), "pages": cache(url, f"{prefix}-pages", TIMEOUT=60)}


CACHES = caches(env.str("REDIS_URL", ""), cache_prefix(DATABASE_URL))

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Mail

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "coordination@coordination.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# By which the outbox reaches the mail server; None: by EMAIL_BACKEND.
OUTBOX_BACKEND = None
# For mails that somebody waits for (network.outbox.immediate); the others wait longer (network.outbox.delivery).
EMAIL_TIMEOUT = 15

# Wagtail

WAGTAIL_SITE_NAME = "Coordination sociale"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "home.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.files.picture_forms.PictureForm"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"png": "webp", "jpeg": "webp", "webp": "webp", "avif": "webp"}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = []
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# An address counts once it is proven, which the member space does.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backends"}}
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# The domain of every calendar UID this network ever publishes (RFC 7986, section 5.3): never change it.
CALENDAR_UID_DOMAIN = env.str("CALENDAR_UID_DOMAIN", "coordination.example")

# How long readings of feeds wait in a process before their sums are written; 0 writes them only when told to.
FEED_READINGS_SECONDS = env.int("FEED_READINGS_SECONDS", 60)

# Where partners' calendars are fetched; whether webcal: is tried without encryption where nobody answers with it.
CALENDAR_IMPORT_PORTS = env.list("CALENDAR_IMPORT_PORTS", int, [80, 443])
CALENDAR_IMPORT_WEBCAL_OVER_HTTP = env.bool("CALENDAR_IMPORT_WEBCAL_OVER_HTTP", False)

# Security

CSRF_FAILURE_VIEW = "events.sign_up.form_recovery.csrf_failure"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
# Wagtail lifts this for its own previews.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
        "base-uri": [SELF],
    }
}

SERVE_MEDIA = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JsonFormatter"},
        "plain": {
            "()": "config.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Without handlers of their own, which would write whole addresses.
        "django": {"level": "INFO"},
        "django.server": {"level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
