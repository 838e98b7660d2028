"""Tests: fast hashes, files in memory, one static file per name."""

from .base import *  # noqa: F403
from .base import LOGGING, STORAGES, cache, env

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": cache(env.str("REDIS_URL", "")) | {"KEY_PREFIX": "test"}}
WAGTAILADMIN_BASE_URL = "http://testserver"
LOGGING["handlers"]["stderr"]["formatter"] = "plain"
LOGGING["root"]["level"] = "WARNING"
