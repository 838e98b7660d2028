"""The WSGI entry point gunicorn serves (see site/gunicorn.conf.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

site = get_wsgi_application()

# Reads settings and models, which are there from here on.
from config.page_cache import PageCache  # noqa: E402

application = PageCache(site)
