"""The WSGI entry point gunicorn serves (see site/gunicorn.conf.py)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

site = get_wsgi_application()

# Reads settings and models, which are there from here on.
from config.head import without_body  # noqa: E402
from config.page_cache import PageCache  # noqa: E402

application = without_body(PageCache(site))

# What is loaded by now stays as long as the process: gunicorn's workers share its memory, and no collection looks
# through it again. Nor does one look through ten thousand dates again and again while their feed is being written.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
