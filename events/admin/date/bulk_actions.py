"""CMS pages that do something for the people ticked in the list of a date, after a preview."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from events import errors
from events.admin.date.dry_run import UNWRITTEN, RehearsedView
from events.models import Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status as DateStatus
from events.seats import by_coordinator
from events.seats import services as seats
from events.seats.by_coordinator import GRANTABLE, LONGEST_REASON, MOVABLE
from home.dates import when_in_words

Status = Seat.Status
# As far ahead people are moved.
REACH_DAYS = 400


class TickForm(forms.Form):
    """The seats ticked, by key; anything else that was sent is left out."""

    seat = forms.TypedMultipleChoiceField(coerce=int, required=False)

    @classmethod
    def keys_in(cls, data: QueryDict) -> list[int]:
        """Keys as a database takes them."""
        sent = (text for text in data.getlist("seat") if text.isascii() and text.isdigit() and len(text) < 16)
        return list(dict.fromkeys(map(int, sent)))


class OverbookingForm(forms.Form):
    overbooking = forms.CharField(
        label=gettext_lazy("Why more seats than the date has?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Stands beside these people in the list, and in the history."),
    )


class DateChoiceField(forms.ModelChoiceField):
    """A date by its day and title."""

    def label_from_instance(self, obj: Occurrence) -> str:  # ty: ignore[incompatible-method-override]
        return f"{when_in_words(obj.start, obj.end, all_day=obj.all_day, with_year=True)} – {obj.title}"


class MoveForm(OverbookingForm):
    to = DateChoiceField(label=gettext_lazy("To which date?"), queryset=Occurrence.objects.none())

    field_order = ["to", "overbooking"]

    def __init__(self, *args, date: Occurrence, **kwargs):
        super().__init__(*args, **kwargs)
        now = timezone.now()
        others = Occurrence.objects.filter(
            end__gt=now, start__lt=now + timedelta(days=REACH_DAYS), status=DateStatus.PLANNED, withdrawn_at=None
        )
        others = others.exclude(sign_up=SignUp.NONE).exclude(pk=date.pk).order_by("start", "uid")
        self.fields["to"].queryset = others
        self.fields["overbooking"].label = gettext_lazy("A seat for all, even if it is full? Then write why.")
        self.fields["overbooking"].help_text = gettext_lazy("Left empty, those without a free seat join the queue.")


class TickedView(RehearsedView):
    """One thing to do about the people ticked. ``statuses`` are those it concerns; others are named and left alone."""

    template_name = "events/admin/date/bulk_action.html"
    statuses = ()
    about_pending = ""

    def get(self, request, *args, **kwargs):
        # Nothing is ticked in an address.
        return redirect(self.date_url)

    def post(self, request, *args, **kwargs):
        self.ticked = list(
            Seat.objects.filter(pk__in=TickForm.keys_in(request.POST), occurrence=self.date).with_people()
        )
        if not self.ticked:
            messages.error(request, errors.NobodyTicked.message)
            return redirect(self.list_url)
        self.concerned = [seat for seat in self.ticked if seat.status in self.statuses]
        if not self.concerned:
            messages.warning(
                request, _("Nothing was changed: it was done before, or none of these people is concerned.")
            )
            return redirect(self.list_url)
        form = self.get_form()
        if not self.is_sent:
            return self.shown(form)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    @property
    def keys(self) -> list[int]:
        return [seat.pk for seat in self.concerned]

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs if self.is_sent else {name: kwargs[name] for name in ("initial", "prefix")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "concerned": self.concerned,
            "skipped": [seat for seat in self.ticked if seat not in self.concerned],
            "ticked": self.ticked,
            # What becomes of the link in the mail of somebody who has not confirmed their address.
            "about_pending": any(seat.status == Status.PENDING for seat in self.concerned) and self.about_pending,
        }


class CancelSeatsView(TickedView):
    page_title = gettext_lazy("Cancel sign-ups")
    statuses = (Status.CONFIRMED, Status.OFFERED, Status.PENDING, Status.WAITING)
    is_serious = True
    intro = gettext_lazy(
        "These people lose their seat or their place in the queue. Whoever is next gets what comes free."
    )

    def act(self, form):
        return seats.cancel(seat_ids=self.keys, occurrence_id=self.date.pk, user=self.request.user)

    def submit_words(self) -> str:
        count = len(self.concerned)
        return ngettext("Cancel %(count)d sign-up", "Cancel %(count)d sign-ups", count) % {"count": count}

    def done_words(self, done: list[Seat]) -> str:
        count = len(done)
        return ngettext("%(count)d sign-up is cancelled.", "%(count)d sign-ups are cancelled.", count) % {
            "count": count
        }


class GrantSeatsView(TickedView):
    page_title = gettext_lazy("Give a seat")
    form_class = OverbookingForm
    statuses = GRANTABLE
    intro = gettext_lazy("These people are confirmed, whatever their rank. The free seats go first.")
    about_pending = gettext_lazy(
        "The e-mail address that was not confirmed yet counts as confirmed, for all who signed up with it. The link of "
        "the first mail then leads to their sign-up."
    )

    def act(self, form):
        return self.grant(form.cleaned_data["overbooking"] if form.is_bound else "")

    def rehearsed_act(self, form):
        return self.grant(UNWRITTEN)

    def grant(self, reason: str) -> list[Seat]:
        return by_coordinator.grant(
            seat_ids=self.keys, occurrence_id=self.date.pk, user=self.request.user, overbooking=reason
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        beyond = sum(seat.is_overbooked for seat in self.rehearsal.seats) if self.rehearsal else 0
        if not beyond and "overbooking" not in context["form"].errors:
            context["form"].fields.pop("overbooking", None)
        warning = errors.OverbookingReasonNeeded(beyond).message if beyond else ""
        return context | {"warning": "" if context["form"].errors else warning}

    def submit_words(self) -> str:
        count = len(self.concerned)
        return ngettext("Give %(count)d person a seat", "Give %(count)d people a seat", count) % {"count": count}

    def done_words(self, done: list[Seat]) -> str:
        count = len(done)
        return ngettext("%(count)d person has a seat now.", "%(count)d people have a seat now.", count) % {
            "count": count
        }


class OfferSeatsView(TickedView):
    page_title = gettext_lazy("Offer a seat")
    statuses = (Status.WAITING,)
    intro = gettext_lazy(
        "These people get a mail and may take the seat until the time it says, at the latest the start."
    )

    def act(self, form):
        return by_coordinator.offer(seat_ids=self.keys, occurrence_id=self.date.pk, user=self.request.user)

    def submit_words(self) -> str:
        count = len(self.concerned)
        return ngettext("Offer %(count)d seat", "Offer %(count)d seats", count) % {"count": count}

    def done_words(self, done: list[Seat]) -> str:
        count = len(done)
        return ngettext("%(count)d seat is offered.", "%(count)d seats are offered.", count) % {"count": count}


class MoveSeatsView(TickedView):
    page_title = gettext_lazy("Move to another date")
    form_class = MoveForm
    statuses = MOVABLE
    others_heading = gettext_lazy("And at the date they leave")
    intro = gettext_lazy(
        "These people leave this date and are signed up for the other one. Names go along, meals and needs as far as "
        "it asks them; workshops are chosen anew."
    )
    about_pending = gettext_lazy(
        "Whoever did not confirm their e-mail address yet gets a new mail with a link to confirm, for the other date. "
        "The link of the first mail tells that they left this one."
    )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"date": self.date}

    def act(self, form):
        return by_coordinator.move(
            seat_ids=self.keys,
            occurrence_id=self.date.pk,
            to_id=form.cleaned_data["to"].pk,
            user=self.request.user,
            overbooking=form.cleaned_data["overbooking"],
        )

    def dates(self, form):
        return [self.date, form.cleaned_data["to"]]

    def asked(self, form):
        return str(form.cleaned_data["to"].pk)

    def shown(self, form):
        if not form.is_bound:
            # Nothing happens anywhere before the date is chosen.
            return self.render_to_response(self.get_context_data(form=form))
        return super().shown(form)

    def submit_words(self) -> str:
        count = len(self.concerned)
        return ngettext("Move %(count)d person", "Move %(count)d people", count) % {"count": count}

    def done_words(self, done: list[Seat]) -> str:
        count = len(done)
        return ngettext("%(count)d person is moved.", "%(count)d people are moved.", count) % {"count": count}
