"""The filters of the directory: in the address, combined, and without effect where they make no sense. A name, too."""

from urllib.parse import urlencode

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Theme, User, WorkingGroup

capitalised = lazy(capfirst, str)
KINDS = [(value, capitalised(label)) for value, label in Organisation.Kind.choices]
CHOICES = ("theme", "group", "kind", "open", "sans_rdv")


class DirectoryForm(forms.Form):
    """What a reader looks for. Each field is optional; what is not valid filters nothing and is told beside it."""

    q = forms.CharField(
        label=_("Name or words"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    theme = forms.ChoiceField(label=_("Need"), required=False)
    group = forms.ChoiceField(label=_("Working group"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KINDS])
    open = forms.BooleanField(label=_("Open now"), required=False)
    sans_rdv = forms.BooleanField(label=_("Without appointment"), required=False)
    exact = forms.BooleanField(required=False)
    liste = forms.BooleanField(required=False)

    def __init__(self, data=None, *, themes: list[Theme], groups: list[WorkingGroup], **kwargs):
        super().__init__(data, **kwargs)
        self.themes = {theme.slug: theme for theme in themes}
        self.groups = {group.slug: group for group in groups}
        self.fields["theme"].choices = [("", _("All needs")), *((theme.slug, theme.name) for theme in themes)]
        self.fields["group"].choices = [("", _("All groups")), *((group.slug, group.name) for group in groups)]

    def add_prefix(self, field_name: str) -> str:
        """Names of several words have a hyphen in the address."""
        return super().add_prefix(field_name).replace("_", "-")

    def filters(self, *, without: str = "") -> dict:
        """The filters in force, but for the field ``without``: ``q`` (text), ``theme``, ``group`` (records), ``kind``
        (value), and whether ``is_open`` and ``is_drop_in``.
        """
        chosen = {name: value for name, value in self.chosen.items() if name != without}
        return {
            "q": chosen.get("q", ""),
            "theme": self.themes.get(chosen.get("theme")),
            "group": self.groups.get(chosen.get("group")),
            "kind": chosen.get("kind", ""),
            "is_open": chosen.get("open", False),
            "is_drop_in": chosen.get("sans_rdv", False),
        }

    @property
    def chosen(self) -> dict:
        """What was understood of the address, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def in_words(self) -> dict[str, str]:
        """Each filter in force by its field, as readers say it."""
        chosen = self.chosen
        words = {
            "q": gettext("“%(words)s”") % {"words": chosen.get("q", "")},
            "theme": getattr(self.themes.get(chosen.get("theme")), "name", ""),
            "group": getattr(self.groups.get(chosen.get("group")), "name", ""),
            "kind": dict(KINDS).get(chosen.get("kind"), ""),
            "open": self.fields["open"].label,
            "sans_rdv": self.fields["sans_rdv"].label,
        }
        return {name: str(text) for name, text in words.items() if name in chosen}

    def choices(self) -> list[forms.BoundField]:
        """The fields beside the words, which a telephone folds away."""
        return [self[name] for name in CHOICES]

    def is_exact(self) -> bool:
        """Whether the words are to be found as they are typed, and no others."""
        return "exact" in self.chosen

    def is_whole(self) -> bool:
        """Whether all that is found stands on one page, to be printed."""
        return "liste" in self.chosen

    def querystring(self, *, without: str = "") -> str:
        """The valid filters as they stand in the address, but for the field ``without`` and the page number."""
        pairs = [(self.add_prefix(name), value) for name, value in self.chosen.items() if name != without]
        return urlencode([(name, "on" if value is True else value) for name, value in pairs])


class NameForm(forms.ModelForm):
    """A person's own name, as colleagues and the coordination read it."""

    class Meta:
        model = User
        fields = ("first_name", "last_name")
