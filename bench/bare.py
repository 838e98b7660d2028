"""The yardstick: the smallest Django there is, without middleware and database: a short answer, or so many bytes."""

from functools import lru_cache

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="only-for-the-bench", MIDDLEWARE=[])  # noqa: S106


def hello(request):
    return HttpResponse("Bonjour, goedendag.")


@lru_cache
def body(number: int) -> bytes:
    return b"." * number


def long(request, number):
    return HttpResponse(body(number))


urlpatterns = [path("", hello), path("<int:number>/", long)]
application = get_wsgi_application()
