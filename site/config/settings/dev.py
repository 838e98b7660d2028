"""The demo and development: SQLite, mails as files, our own 404; DEBUG=1 brings Django's debug pages."""

from .base import *  # noqa: F403
from .base import LOGGING, STORAGES, VAR, env

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = "only-for-the-demo-and-development"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SERVE_MEDIA = True
# Links in mails and previews lead to this server, whatever its port.
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}")
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "config.statics.DemoStaticFilesStorage"}}
OUTBOX_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = "network.outbox.backend.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
# A person reads this console: plain lines, and only what needs attention.
LOGGING["handlers"]["stderr"]["formatter"] = "plain"
LOGGING["root"]["level"] = "WARNING"
# The accounts that the demo prints sign in with their password alone; STAFF_SECOND_FACTOR=1 shows what staff meets.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", False)
# Passkeys may be tried on http://localhost; elsewhere they need https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
