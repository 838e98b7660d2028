"""Production: everything secret or local to an install comes from the environment, and is required."""

import os

from .environment import hosts, refuse_mistakes

refuse_mistakes(os.environ)

from .base import *  # noqa: E402, F403 - the mistakes first, in our own words
from .base import env  # noqa: E402

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
# Keys of before: what they signed holds until they are left out.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key.strip()]
ALLOWED_HOSTS = hosts(env.str("ALLOWED_HOSTS"))
CSRF_TRUSTED_ORIGINS = [f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in ALLOWED_HOSTS]
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
OUTBOX_BACKEND = vars()["EMAIL_BACKEND"]
if OUTBOX_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    # Ours tells whether a mail that met an error may have left all the same.
    OUTBOX_BACKEND = "network.outbox.smtp.EmailBackend"
# Mails that Wagtail writes leave by the outbox too.
EMAIL_BACKEND = "network.outbox.backend.EmailBackend"

# The proxy in front of gunicorn ends TLS: it must set X-Forwarded-Proto itself and drop what a client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
# Both bind other sites of the domain, the second one for years: only whoever answers for all of them may ask for it.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Sign-in is limited by the address of the visitor, which the proxy in front of us hands on.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1)
