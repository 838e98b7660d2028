"""One date in the CMS: who has a seat, who waits, who gave up. Seats change through services only.

What may be done about it stands in modules of its own: people ticked (``events.admin.date.bulk_actions``), people added
(``events.admin.date.add_people``), messages, capacity, history.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from events.access.permissions import may_act_on
from events.admin.date.facts import actions_on, facts_in_words
from events.attendance.buttons import attendance_buttons, is_near, on_the_day
from events.models import EventPage, Occurrence, Seat
from events.models.actors import COORDINATION
from events.models.kinds import SignUp
from events.models.settings import sign_up_settings
from events.posters.buttons import date_poster_buttons
from events.seats.allocation import held_until, next_in_line
from events.sign_up.seat_list import Counts, Row, SeatFilterForm, rows_by_state, rows_of
from events.stable_names import Permission
from home.dates import date_in_words
from home.text.alphabet import folded

SEE_PEOPLE = Permission.VIEW_REGISTRATION


def edited_page(date: Occurrence) -> EventPage | None:
    """The page on which this date is edited."""
    return EventPage.objects.filter(translation_key=date.event_key).order_by("pk").first()


class DateInspectView(generic.InspectView):
    """The date and its people, with what the coordination may do about them; of the list alone for who looks on.

    Whoever may not see sign-ups reads the facts of the date, and of people nothing but their number.
    """

    template_name = "events/admin/date/date.html"
    page_title = gettext_lazy("Sign-ups")

    def get_object(self, queryset=None):
        return get_object_or_404(Occurrence.objects.with_relations(), pk=self.pk)

    def get_fields(self):
        return []

    def get_page_subtitle(self):
        # The title stands below; the header has room for the day.
        return date_in_words(self.object.start)

    @property
    def may_see_people(self) -> bool:
        return self.request.user.has_perm(SEE_PEOPLE)

    @property
    def may_act(self) -> bool:
        return self.request.user.has_perm(COORDINATION)

    def get_context_data(self, **kwargs):
        date, now = self.object, timezone.now()
        rows = rows_of(date)
        counts = Counts.of(date, rows)
        return (
            super().get_context_data(**kwargs)
            | {
                "date": date,
                "actions": self.actions,
                "facts": facts_in_words(date),
                "takes_sign_ups": date.sign_up != SignUp.NONE or bool(rows),
                "counts": counts,
                "may_see_people": self.may_see_people,
            }
            | (self.people(rows, counts, now=now) if self.may_see_people else {})
        )

    def people(self, rows: list[Row], counts: Counts, *, now) -> dict:
        """What the list of people needs."""
        date, parameters = self.object, self.request.GET
        form = SeatFilterForm(parameters, rows=rows, workshops=counts.workshops)
        shown = form.shown(rows)
        asked = form.chosen()
        apologies = date.apologies.select_related("organisation", "proxy_holder", "created_by")
        return {
            "filter_form": form,
            "is_filtered": bool(asked.keys() - {"sort"}),
            "filters": parameters.urlencode(),
            "groups": rows_by_state(shown, is_sorted="sort" in asked),
            "shown": len(shown),
            "people_count": len(rows),
            "apologies": sorted(apologies, key=lambda apology: folded(apology.organisation.name)),
            "may_act": self.may_act,
            "may_change": self.may_act and not date.is_past(now),
            "may_excuse": self.may_act and date.is_standing and not date.is_past(now),
            "by_hand": decided_by_hand(date, counts, now=now) if self.may_act else None,
            "now": now,
        }

    @property
    def actions(self) -> list[tuple[str, str, str]]:
        """Label, address and icon of what may be done; below the facts, for the header has no room for so many."""
        if not self.may_act:
            return []
        date, now = self.object, timezone.now()
        may_announce = may_act_on(edited_page(date), self.request.user)
        found = on_the_day(date) if is_near(date, now=now) else []
        if date.sign_up != SignUp.NONE:
            is_open = date.is_standing and not date.is_past(now)
            if is_open:
                found.append((_("Add people"), reverse("dates:seats_add", args=[date.pk]), "plus"))
            found.append((_("Write to people…"), reverse("dates:message", args=[date.pk]), "mail"))
            if is_open:
                found.append((_("Excuse an organisation…"), reverse("dates:excuse", args=[date.pk]), "user"))
            if is_open and may_announce:
                found.append((_("Number of seats…"), reverse("dates:capacity", args=[date.pk]), "group"))
        return found + (actions_on(date, now=now) if may_announce else [])

    @property
    def header_buttons(self):
        page = edited_page(self.object)
        if not page:
            return []
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return [HeaderButton(_("Edit the event"), url=edit_url, icon_name="edit")]

    @property
    def header_more_buttons(self):  # ty: ignore[incompatible-property-override]
        export_url = reverse("dates:seats_export", args=[self.object.pk])
        filters = self.request.GET.copy()
        filters.pop("format", None)
        page = edited_page(self.object)
        buttons = [*(date_poster_buttons(self.object, page, self.request) if page else ())]
        if not self.may_see_people:
            return buttons
        history = Button(
            _("History: who did what"), url=reverse("dates:history", args=[self.object.pk]), icon_name="history"
        )
        return [
            *attendance_buttons(self.object, self.request),
            *buttons,
            history,
            Button(
                _("Download XLSX"),
                url=f"{export_url}?{export_query(filters, 'xlsx')}",
                icon_name="download",
                priority=10,
            ),
            Button(
                _("Download CSV"), url=f"{export_url}?{export_query(filters, 'csv')}", icon_name="download", priority=20
            ),
        ]


def export_query(filters: QueryDict, kind: str) -> str:
    """The filters of the page, so that the file holds what is looked at."""
    return "&".join(filter(None, [f"format={kind}", filters.urlencode()]))


@dataclass(frozen=True)
class ByHand:
    """In the last hours nothing is offered by itself: ``free`` seats, and who is next for them."""

    free: int
    next_seats: list[Seat]


def decided_by_hand(date: Occurrence, counts: Counts, *, now: datetime) -> ByHand | None:
    """What waits for the coordination's word; None where nothing does."""
    is_over = not date.is_standing or date.is_past(now)
    if is_over or not counts.waiting or counts.left == 0 or held_until(date, sign_up_settings(), now=now):
        return None
    following = next_in_line(date)
    free = len(following) if counts.left is None else counts.left
    return ByHand(free, following) if following else None


class SeatsView(WagtailAdminTemplateMixin):
    """What the coordination does about one date's seats, and nobody without ``permission``.

    Where it ``is_for_publishers``, nobody either who may not publish the date's event.
    """

    header_icon = "calendar-alt"
    permission = COORDINATION
    is_for_publishers = False
    # See ``events.middleware``.
    shows_its_mails = True

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.date = get_object_or_404(Occurrence, pk=kwargs["pk"])
        if self.is_for_publishers and not may_act_on(edited_page(self.date), request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def date_url(self) -> str:
        return reverse("dates:inspect", args=[self.date.pk])

    @property
    def filters(self) -> str:
        """The filters of the list that the person came from, as the list sent them along."""
        return QueryDict(self.request.POST.get("filters", "")[:1000]).urlencode()

    @property
    def list_url(self) -> str:
        """The list as the person left it."""
        return f"{self.date_url}?{self.filters}" if self.filters else self.date_url

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dates:index"), "label": _("Dates and sign-ups")},
            {"url": self.date_url, "label": str(self.date)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"date": self.date, "date_url": self.date_url}
