"""CMS page with the history of the sign-ups of a date, in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import history
from wagtail.models import ModelLogEntry

from events.admin.date.detail import SEE_PEOPLE
from events.mails.recipients import in_the_coordination
from home.dates import moment_in_words
from network.models import Representative


@dataclass(frozen=True)
class Told:
    """One thing that was done: ``what`` in words, ``who`` did it, ``when`` (aware)."""

    what: str
    who: str
    when: datetime


def entries_in_words(entries: Iterable[ModelLogEntry]) -> list[Told]:
    """Entries in words; two queries, whatever their number. Their ``user`` is to be loaded."""
    entries = list(entries)
    people = names_of_actors(entries)
    return [Told(str(entry.message), people[entry.pk], entry.timestamp) for entry in entries]


def names_of_actors(entries: list[ModelLogEntry]) -> dict[int, str]:
    """Who acted in each of ``entries``, by its key: by name, representatives with their organisation."""
    users = {entry.user_id for entry in entries if entry.user_id}
    staff = in_the_coordination(users) if users else set()
    mandates = defaultdict(list)
    if users - staff:
        found = Representative.objects.filter(user__in=users - staff).select_related("organisation").order_by("pk")
        for mandate in found:
            mandates[mandate.user_id].append(mandate.organisation.name)
    return {entry.pk: name_of_actor(entry, mandates.get(entry.user_id, ())) for entry in entries}


def name_of_actor(entry: ModelLogEntry, organisations: Iterable[str]) -> str:
    if entry.user_id is None:
        return _("somebody from the public") if (entry.data or {}).get("by_link") else _("the site, by itself")
    if entry.user is None:
        return _("an account that is closed")
    # An account is often called as its organisation is.
    return ", ".join(dict.fromkeys([str(entry.user), *organisations]))


class WhoColumn(Column):
    """Names of the actors of one page of the history, read together."""

    cell_template_name = "wagtailadmin/tables/cell.html"

    def get_value(self, instance):
        return instance.who


class WhenColumn(Column):
    def get_value(self, instance):
        return moment_in_words(instance.timestamp)


class DateHistoryView(history.HistoryView):
    """Wagtail's view, open to who sees sign-ups; dates themselves are edited by nobody."""

    any_permission_required = ["view"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(SEE_PEOPLE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    columns = [
        Column("message", label=gettext_lazy("What")),
        WhoColumn("who", label=gettext_lazy("Who"), width="25%"),
        WhenColumn("timestamp", label=gettext_lazy("When"), width="25%"),
    ]
    header_buttons = []

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dates:index"), "label": _("Dates and sign-ups")},
            {"url": reverse("dates:inspect", args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": _("History")},
        ]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        people = names_of_actors(shown)
        for entry in shown:
            entry.who = people[entry.pk]
        return context
