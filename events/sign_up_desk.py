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
from events.models import EventPage, Occurrence, Seat
from events.models.kinds import SignUp
from home.spreadsheets import CONTENT_TYPES, spreadsheet
from network.models import Organisation


class SpreadsheetForm(forms.Form):
    """``?format=``: csv unless xlsx is asked for."""

    format = forms.ChoiceField(choices=[(kind, kind) for kind in CONTENT_TYPES])

    @classmethod
    def format_in(cls, parameters) -> str:
        form = cls(parameters)
        return form.cleaned_data["format"] if form.is_valid() else "csv"


class AddSeatsForm(forms.Form):
    """People the coordination signs up on behalf of an organisation."""

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

    def get_context_data(self, **kwargs):
        rows = rows_of(self.object)
        may_act = self.request.user.has_perm(seats.COORDINATION)
        return super().get_context_data(**kwargs) | {
            "date": self.object,
            "confirmed": [seat for seat in rows if seat.status == Seat.Status.CONFIRMED],
            "waiting": [seat for seat in rows if seat.status == Seat.Status.WAITING],
            "cancelled": [seat for seat in rows if seat.status == Seat.Status.CANCELLED],
            "takes_sign_ups": self.object.sign_up != SignUp.NONE,
            "may_cancel": may_act and not self.object.is_past(timezone.now()),
        }

    @property
    def header_buttons(self):
        date, now = self.object, timezone.now()
        buttons = []
        takes_people = date.sign_up != SignUp.NONE and date.is_standing and not date.is_past(now)
        if takes_people and self.request.user.has_perm(seats.COORDINATION):
            add_url = reverse("dates:seats_add", args=[date.pk])
            buttons.append(HeaderButton(_("Add people"), url=add_url, icon_name="plus"))
        if page := page_of(date):
            edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            buttons.append(HeaderButton(_("Edit the event"), url=edit_url, icon_name="edit"))
        return buttons

    @property
    def header_more_buttons(self):
        export_url = reverse("dates:seats_export", args=[self.object.pk])
        return [
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
        yield [_("Status"), _("Number or rank"), _("Person"), _("Organisation"), _("Signed up on"), _("Signed up by")]
        for seat in rows_of(date):
            yield [
                seat.get_status_display(),
                seat.number or seat.rank or "",
                seat.display_name,
                seat.registration.organisation.name,
                timezone.localtime(seat.queued_at).strftime("%Y-%m-%d %H:%M"),
                str(seat.registration.created_by or ""),
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

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            registration = seats.register(
                occurrence_id=self.date.pk,
                organisation=values["organisation"],
                user=self.request.user,
                names=values["names"].splitlines(),
                to_be_named=values["to_be_named"] or 0,
                token=values["token"],
            )
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
