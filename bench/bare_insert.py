"""The yardstick of registrations: a Django view without middleware that inserts one row and commits."""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-the-bench",  # noqa: S106
    MIDDLEWARE=[],
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 60}},
)


def insert(request):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s)", ["Bonjour, goedendag."])
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [path("", insert)]
application = get_wsgi_application()
"""As gunicorn finds it."""
