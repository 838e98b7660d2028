"""Tests: fast hashes, files in memory, one static file per name."""

import os

from .base import *  # noqa: F403
from .base import DATABASES, LOGGING, STORAGES, caches, env

DEBUG = False
# Long enough for processes in production settings, which read the sessions that tests make.
SECRET_KEY = "of-the-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "default": {"BACKEND": "factories.storage.PrivateMemoryStorage"},
    "renditions": {"BACKEND": "factories.storage.PublicMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each worker remembers for itself.
CACHES = caches(env.str("REDIS_URL", ""), prefix=f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
WAGTAILADMIN_BASE_URL = "http://testserver"
# Only the tests of the second factor ask for it.
STAFF_SECOND_FACTOR = False
# No test pays for what another one read.
FEED_READINGS_SECONDS = 0
LOGGING["handlers"]["stderr"]["formatter"] = "plain"
LOGGING["root"]["level"] = "WARNING"


def database_of_tests(config: dict) -> dict:
    """``config`` without a database until pytest has made one: no test that forgets to ask for it reaches a real one.

    PostgreSQL's compiler of queries costs more than it saves on tables of twenty rows, and no test outlives a crash.
    """
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return config | {"NAME": ":memory:"}
    return config | {
        "NAME": "none_until_pytest_makes_one",
        "TEST": {"NAME": f"test_{config['NAME']}"},
        "OPTIONS": {"options": "-c jit=off -c synchronous_commit=off"},
    }


DATABASES = {"default": database_of_tests(DATABASES["default"])}
