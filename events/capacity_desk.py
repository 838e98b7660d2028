"""The coordination lowers or raises the number of seats of one date, where it looks at its people."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from events import errors
from events.capacity import change_capacity
from events.date_sheet import may_act_on
from events.models import Seat
from events.moves import LONGEST_REASON
from events.sign_up_desk import SeatsView, page_of


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"),
        min_value=1,
        max_value=32_000,
        required=False,
        help_text=gettext_lazy("Left empty, there is room for all, if the event allows it."),
    )
    overbooking = forms.CharField(
        label=gettext_lazy("If more people have a seat than that: why do they keep it?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Stands beside these people in the list. Left empty, nobody may have too many seats."),
    )


class CapacityView(SeatsView, FormView):
    """Changes the number of seats; what came free is offered at once, and nobody loses a seat unnoticed."""

    page_title = gettext_lazy("Number of seats")
    template_name = "events/admin/capacity.html"
    form_class = CapacityForm

    def get(self, request, *args, **kwargs):
        self.check_may_publish()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.check_may_publish()
        return super().post(request, *args, **kwargs)

    def check_may_publish(self) -> None:
        """The number stands on the event's page too, which only some may publish."""
        if not may_act_on(page_of(self.date), self.request.user):
            raise PermissionDenied

    def get_initial(self):
        return {"capacity": self.date.capacity}

    def form_valid(self, form):
        before = self.number(Seat.Status.OFFERED)
        try:
            change_capacity(
                occurrence_id=self.date.pk,
                capacity=form.cleaned_data["capacity"],
                overbooking=form.cleaned_data["overbooking"],
                user=self.request.user,
            )
        except errors.SeatsHeld as error:
            more = _("Write below why they keep them all the same, or cancel some of these sign-ups first.")
            form.add_error(None, f"{error.message} {more}")
            return self.form_invalid(form)
        except errors.Refusal as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        offered = self.number(Seat.Status.OFFERED) - before
        words = ngettext("%(count)d seat is offered.", "%(count)d seats are offered.", offered) % {"count": offered}
        messages.success(
            self.request, " ".join([_("The number of seats is changed."), *([words] if offered > 0 else [])])
        )
        return redirect(self.date_url)

    def number(self, status: str) -> int:
        return Seat.objects.filter(occurrence=self.date, status=status).count()

    def get_context_data(self, **kwargs):
        held = Seat.objects.held().filter(occurrence=self.date).count()
        return super().get_context_data(**kwargs) | {"held": held, "waiting": self.number(Seat.Status.WAITING)}
