"""What the search page reads from its address."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from home.pages.listing_forms import PageNumberForm


class ResultType(TextChoices):
    """What can be found, in the order the filter shows it."""

    EVENT = "event", _("Events")
    ORGANISATION = "organisation", _("Organisations")
    GROUP = "group", _("Working groups")
    PAGE = "page", _("Pages and news")


class SearchForm(PageNumberForm):
    """``?q=``, ``?type=``, ``?exact=``, ``?page=``: nonsense in one is ignored; an overlong ``q`` is told."""

    q = forms.CharField(label=_("What are you looking for?"), required=False, max_length=200)
    type = forms.ChoiceField(choices=ResultType.choices, required=False)
    exact = forms.BooleanField(required=False)

    def wanted(self) -> tuple[str, str, bool, int]:
        """The words, the type (empty for all), whether no others will do, and the page, whatever is readable."""
        self.is_valid()
        found = self.cleaned_data
        return found.get("q", ""), found.get("type", ""), found.get("exact", False), found.get("page") or 1
