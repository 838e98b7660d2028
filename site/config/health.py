"""Whether this process can serve: for the load balancer and the person on call."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def cache_answers() -> bool:
    """Whether Redis does, where the install has one, and not the memory of this process in its place."""
    cache.set("healthz", "well", 10)
    return cache.get("healthz") == "well" and not getattr(cache, "is_away", False)


def holds(check: Callable[[], bool]) -> bool:
    """The result of ``check``; whatever it raises is logged and means no."""
    try:
        return check()
    except Exception:
        logger.exception("Health check %s failed", check.__name__)
        return False


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Says whether database and cache answer; 503 only where no page can be served, so without the database.

    A load balancer that took every process away for want of Redis would turn a slower site into none. Reads no session
    and sets no cookie.
    """
    answers = {"database": holds(database_answers), "cache": holds(cache_answers)}
    return JsonResponse(answers, status=200 if answers["database"] else 503)
