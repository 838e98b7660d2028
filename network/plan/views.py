"""The plan of the network as it is served."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from home.page_views import serves
from home.text.bilingual import active_language
from network.models import DirectoryPage
from network.plan.layout import read_plan


@serves(DirectoryPage, "plan")
def network_plan(request: HttpRequest, page: DirectoryPage) -> HttpResponse:
    """The plan of the network and the table with the same content."""
    return page.render(
        request,
        template="network/plan/plan_page.html",
        context_overrides={"plan": read_plan(active_language(), timezone.localdate())},
    )
