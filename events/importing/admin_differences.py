"""Words that a partner and the coordination both changed, in the CMS: whose shall stand."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from events.errors import PageLocked, WordsChanged
from events.importing.admin_import import OfSource
from events.importing.differences import Difference, decide, differences_of
from events.importing.forms import DecisionForm
from events.importing.services import pages_of
from home.dates import date_in_words

FIELDS = {
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "place": gettext_lazy("Place"),
    "link": gettext_lazy("Link"),
    "theme": gettext_lazy("Theme"),
}


class DifferencesView(OfSource):
    """Each field with the words of both sides, and a button for each."""

    form_class = DecisionForm
    template_name = "events/importing/admin/differences.html"
    page_title = gettext_lazy("Words to decide on")

    def get_context_data(self, **kwargs):
        pages = [
            {
                "title": page.draft_title,
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "is_locked": page.locked,
                "fields": [field_of(difference) for difference in differences],
            }
            for page, differences in differences_of(self.source)
            if differences
        ]
        return super().get_context_data(**kwargs) | {"pages": pages}

    def form_invalid(self, form):
        messages.error(self.request, _("Nothing was done: choose one of the answers below."))
        return super().form_invalid(form)

    def form_valid(self, form):
        values = form.cleaned_data
        imported = self.source.imported_events.filter(pk=values["event"]).first()
        page = next(iter(pages_of([imported]).values()), None) if imported else None
        if imported is None or page is None:
            raise Http404
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        accept = values["decision"] == DecisionForm.ACCEPT
        try:
            decide(
                imported_id=imported.pk,
                name=values["field"],
                accept=accept,
                seen=values["seen"],
                user=self.request.user,
            )
        except (WordsChanged, PageLocked) as refusal:
            messages.warning(self.request, str(refusal))
        else:
            said = _("The partner's words stand in the draft.") if accept else _("Your words stay.")
            messages.success(self.request, said)
        return redirect(reverse("import_sources:differences", args=[self.source.pk]))


def field_of(difference: Difference) -> dict:
    """A difference for the page: its field and date in words."""
    label = FIELDS[difference.name.partition(":")[0]]
    if difference.date:
        label = f"{label} – {date_in_words(difference.date.day)}"
    return {
        "label": label,
        "name": difference.name,
        "event": difference.event,
        "here": difference.here,
        "there": difference.there,
        "seen": difference.seen,
    }
