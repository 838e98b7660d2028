"""What a new event starts with when it comes from the months of its hosts: ``?host=`` and ``?day=``."""

from django import forms

from home.dates import validate_day
from network.models import Organisation


class PrefillForm(forms.Form):
    """The host accepted and the day suggested; nonsense is ignored."""

    host = forms.ModelChoiceField(Organisation.objects.members(), required=False)
    day = forms.DateField(required=False, validators=[validate_day])

    @classmethod
    def values_in(cls, parameters) -> dict:
        """The initial values of the form of a new event that ``parameters`` decide."""
        form = cls(parameters)
        form.is_valid()
        return {name: value for name, value in form.cleaned_data.items() if value}
