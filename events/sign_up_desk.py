"""One date in the CMS: who has a seat, who waits, who gave up. Seats change through ``events.seats`` only."""

import uuid

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from events import errors, seats
from events.date_sheet import actions_on, facts_in_words, may_act_on
from events.models import EventPage, Occurrence, Seat
from events.models.kinds import SignUp
from events.poster_buttons import date_poster_buttons
from events.sign_up_forms import Asked, WishesMixin
from home.dates import date_in_words
from home.spreadsheets import CONTENT_TYPES, spreadsheet
from network.models import Organisation

# The key of the wishes of all people added in one go.
EVERYBODY = "all"


class SpreadsheetForm(forms.Form):
    """``?format=``: csv unless xlsx is asked for."""

    format = forms.ChoiceField(choices=[(kind, kind) for kind in CONTENT_TYPES])

    @classmethod
    def format_in(cls, parameters) -> str:
        form = cls(parameters)
        return form.cleaned_data["format"] if form.is_valid() else "csv"


class AddSeatsForm(WishesMixin, forms.Form):
    """People the coordination signs up for an organisation, who all eat and need the same where the date asks."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.all(), label=gettext_lazy("Organisation"))
    names = forms.CharField(
        label=gettext_lazy("People"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("First and last name, one person per line."),
    )
    to_be_named = forms.IntegerField(
        label=gettext_lazy("Further seats, to be named later"), min_value=0, max_value=50, required=False
    )

    def __init__(self, *args, occurrence: Occurrence, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask(occurrence, [EVERYBODY])
        if asked := self.asked_of_everybody:
            last = asked.needs or asked.meal
            last.field.help_text = gettext_lazy(
                "For each of these people. Send the form once more for those who wish something else."
            )

    @property
    def asked_of_everybody(self) -> Asked | None:
        return self.asked(EVERYBODY)

    def registration(self) -> dict:
        """The arguments of ``events.seats.register`` that a valid form decides."""
        data, wish = self.cleaned_data, self.wish(EVERYBODY)
        names = data["names"].splitlines()
        return {
            "organisation": data["organisation"],
            "names": names,
            "to_be_named": data["to_be_named"] or 0,
            "wishes": dict.fromkeys(names, wish),
            "wish_unnamed": wish,
            "token": data["token"],
        }


def rows_of(date: Occurrence) -> list[Seat]:
    """Every seat of ``date``: confirmed by number, waiting by ``rank``, then those given up."""
    rows = list(date.seats.select_related("person", "registration__organisation", "registration__created_by"))
    ranks = Seat.objects.ranks([date.pk])
    for seat in rows:
        seat.rank = ranks.get(seat.pk)
    order = {Seat.Status.CONFIRMED: 0, Seat.Status.WAITING: 1, Seat.Status.CANCELLED: 2}
    return sorted(rows, key=lambda seat: (order[seat.status], seat.number or seat.rank or 0, seat.queued_at))


def page_of(date: Occurrence) -> EventPage | None:
    """The page on which this date is edited."""
    return EventPage.objects.filter(translation_key=date.event_key).order_by("pk").first()


class DateInspectView(generic.InspectView):
    """The date and its seats, with what the coordination may do about them."""

    template_name = "events/admin/date.html"
    page_title = gettext_lazy("Sign-ups")

    def get_object(self, queryset=None):
        return get_object_or_404(Occurrence.objects.with_relations(), pk=self.pk)

    def get_fields(self):
        return []

    def get_page_subtitle(self):
        # The title stands below; the header has room for the day.
        return date_in_words(self.object.start)

    def get_context_data(self, **kwargs):
        rows = rows_of(self.object)
        may_act = self.request.user.has_perm(seats.COORDINATION)
        return super().get_context_data(**kwargs) | {
            "date": self.object,
            "actions": self.actions,
            "facts": facts_in_words(self.object),
            "confirmed": [seat for seat in rows if seat.status == Seat.Status.CONFIRMED],
            "waiting": [seat for seat in rows if seat.status == Seat.Status.WAITING],
            "cancelled": [seat for seat in rows if seat.status == Seat.Status.CANCELLED],
            "takes_sign_ups": self.object.sign_up != SignUp.NONE,
            "may_cancel": may_act and not self.object.is_past(timezone.now()),
        }

    @property
    def actions(self) -> list[tuple[str, str, str]]:
        """Label, address and icon of what may be done; below the facts, for the header has no room for four."""
        date, now = self.object, timezone.now()
        page, user = page_of(date), self.request.user
        found = actions_on(date, now=now) if may_act_on(page, user) else []
        takes_people = date.sign_up != SignUp.NONE and date.is_standing and not date.is_past(now)
        if takes_people and user.has_perm(seats.COORDINATION):
            found.append((_("Add people"), reverse("dates:seats_add", args=[date.pk]), "plus"))
        return found

    @property
    def header_buttons(self):
        page = page_of(self.object)
        if not page:
            return []
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return [HeaderButton(_("Edit the event"), url=edit_url, icon_name="edit")]

    @property
    def header_more_buttons(self):
        export_url = reverse("dates:seats_export", args=[self.object.pk])
        page = page_of(self.object)
        return [
            *(date_poster_buttons(self.object, page, self.request) if page else ()),
            Button(_("Download XLSX"), url=f"{export_url}?format=xlsx", icon_name="download", priority=10),
            Button(_("Download CSV"), url=f"{export_url}?format=csv", icon_name="download", priority=20),
        ]


class SeatsExportView(View):
    """The list of seats as a spreadsheet."""

    def get(self, request, pk):
        if not request.user.has_perm("events.view_registration"):
            raise PermissionDenied
        date = get_object_or_404(Occurrence, pk=pk)
        kind = SpreadsheetForm.format_in(request.GET)
        response = HttpResponse(spreadsheet(self.table(date), kind), content_type=CONTENT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="inscriptions-{date.start:%Y-%m-%d}-{date.pk}.{kind}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def table(self, date: Occurrence):
        # Only what the event asks has a column.
        asked = {_("Meal"): date.asks_meal, _("Access needs"): date.asks_needs}
        first = [_("Status"), _("Number or rank"), _("Person"), _("Organisation"), _("Signed up on"), _("Signed up by")]
        yield [*first, *(heading for heading, is_asked in asked.items() if is_asked)]
        for seat in rows_of(date):
            yield [
                seat.get_status_display(),
                seat.number or seat.rank or "",
                seat.display_name,
                seat.registration.organisation.name,
                timezone.localtime(seat.queued_at).strftime("%Y-%m-%d %H:%M"),
                str(seat.registration.created_by or ""),
                *([seat.get_meal_display()] if date.asks_meal else []),
                *([seat.needs_in_words] if date.asks_needs else []),
            ]


class SeatsView(WagtailAdminTemplateMixin):
    """What the coordination does about one date's seats."""

    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(seats.COORDINATION):
            raise PermissionDenied
        self.date = get_object_or_404(Occurrence, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def date_url(self) -> str:
        return reverse("dates:inspect", args=[self.date.pk])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dates:index"), "label": _("Dates and sign-ups")},
            {"url": self.date_url, "label": str(self.date)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"date": self.date, "date_url": self.date_url}


class AddSeatsView(SeatsView, FormView):
    """Signs people up for an organisation that called or wrote."""

    page_title = gettext_lazy("Add people")
    form_class = AddSeatsForm
    template_name = "events/admin/add_seats.html"

    def get_initial(self):
        return {"token": uuid.uuid4(), "to_be_named": 0}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"occurrence": self.date}

    def form_valid(self, form):
        try:
            registration = seats.register(occurrence_id=self.date.pk, user=self.request.user, **form.registration())
        except errors.SignUpError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        waiting = registration.seats.filter(status=Seat.Status.WAITING).count()
        confirmed = registration.seats.filter(status=Seat.Status.CONFIRMED).count()
        messages.success(
            self.request,
            _("Confirmed: %(confirmed)d. On the waiting list: %(waiting)d.")
            % {"confirmed": confirmed, "waiting": waiting},
        )
        return redirect(self.date_url)


class CancelSeatView(SeatsView, TemplateView):
    """Asks before it gives a seat up; whoever waits first gets it."""

    page_title = gettext_lazy("Cancel a seat")
    template_name = "events/admin/cancel_seat.html"

    def get_context_data(self, **kwargs):
        active = Seat.objects.active().select_related("person", "registration__organisation")
        seat = get_object_or_404(active, pk=self.kwargs["seat"], occurrence=self.date)
        return super().get_context_data(**kwargs) | {"seat": seat}

    def post(self, request, *args, **kwargs):
        try:
            cancelled = seats.cancel(seat_ids=[kwargs["seat"]], occurrence_id=self.date.pk, user=request.user)
        except errors.SignUpError as error:
            messages.error(request, str(error))
            return redirect(self.date_url)
        if cancelled:
            messages.success(request, _("The seat of %(name)s is cancelled.") % {"name": cancelled[0].display_name})
        else:
            messages.warning(request, _("This seat was cancelled already."))
        return redirect(self.date_url)
