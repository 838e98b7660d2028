"""The yardstick: the smallest Django there is, one view and a short answer, without middleware and database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="only-for-the-bench", MIDDLEWARE=[])  # noqa: S106


def hello(request):
    return HttpResponse("Bonjour, goedendag.")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
