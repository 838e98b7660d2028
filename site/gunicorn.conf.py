"""Gunicorn: both import roots on the path, loopback unless BIND says otherwise."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

chdir = str(ROOT)
wsgi_app = "config.wsgi:application"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "1"))
preload_app = True
# Any length: a search pasted from a document is answered with a page of ours, not with gunicorn's English 414.
limit_request_line = 0
max_requests = 5000
max_requests_jitter = 500
