"""One sign-up in the CMS: who made it and when, its people, its mails, and what became of it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.models import ModelLogEntry

from events.admin.date.detail import SEE_PEOPLE, SeatsView
from events.admin.date.history import Told, entries_in_words
from events.models import Registration
from events.sign_up.seat_list import Row, rows_of


class RegistrationView(SeatsView, TemplateView):
    permission = SEE_PEOPLE
    page_title = gettext_lazy("Sign-up")
    template_name = "events/admin/date/registration.html"

    def get_context_data(self, **kwargs):
        found = Registration.objects.select_related("organisation", "created_by", "occurrence")
        registration = get_object_or_404(found, pk=self.kwargs["registration"], occurrence=self.date)
        rows = [row for row in rows_of(self.date) if row.seat.registration_id == registration.pk]
        return super().get_context_data(**kwargs) | {
            "registration": registration,
            "rows": rows,
            "history": self.history(rows),
        }

    def history(self, rows: list[Row]) -> list[Told]:
        """What the history of the date tells of these seats, the latest first."""
        keys = {row.seat.pk for row in rows}
        entries = ModelLogEntry.objects.for_instance(self.date).select_related("user").order_by("-timestamp", "-pk")
        return entries_in_words(entry for entry in entries if keys & set((entry.data or {}).get("seats", ())))
