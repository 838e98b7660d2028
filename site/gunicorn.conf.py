"""Gunicorn: both import roots on the path, loopback unless BIND says otherwise."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

chdir = str(ROOT)
wsgi_app = "config.wsgi:application"
logger_class = "config.gunicorn_logs.MaskingLogger"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# More than one: whoever waits for the mail server or another site's calendar keeps nobody from reading.
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
# A socket in the home of the user, to ask and change a running server: nobody here does.
control_socket_disable = True
# Any length: a search pasted from a document is answered with a page of ours, not with gunicorn's English 414.
limit_request_line = 0
max_requests = 5000
max_requests_jitter = 500
