"""Which part of the plan is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.directory.needs import needs
from network.models import Theme


class PlanForm(forms.Form):
    """``?theme=``: the organisations that answer one need; all where it is empty."""

    theme = forms.ChoiceField(label=_("Need"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("All needs")), *((need.slug, need.name) for need in needs())]

    def need(self) -> Theme | None:
        """The need asked for; None for all, and for what is no need, which is told beside the field."""
        slug = self.cleaned_data.get("theme") if self.is_valid() else ""
        return next((need for need in needs() if need.slug == slug), None)
