"""Forms for what every listing reads from its address."""

from django import forms


class PageNumberForm(forms.Form):
    """``?page=``: a whole number from 1; anything else reads as the first page."""

    page = forms.IntegerField(min_value=1, max_value=100_000)

    @classmethod
    def number_in(cls, parameters) -> int:
        form = cls(parameters)
        return form.cleaned_data["page"] if form.is_valid() else 1
