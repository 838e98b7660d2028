"""Mandates in the CMS: one form names the person, with or without an account, and the organisation."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column

from home.admin.registers import DayColumn, RegisterIndexView, RegisterViewSet
from home.text.emails import NormalizedEmailFormField
from home.text.names import NameFormField
from network.accounts.email_addresses import account_for, account_of
from network.admin.groups import CurrentFilterSet
from network.admin.invitations import invite_button
from network.models import Representative, User
from network.stable_names import Permission

PERSON = ("email", "first_name", "last_name", "language")


class RepresentativeForm(WagtailAdminModelForm):
    """A mandate for the person with this e-mail address; makes the account if there is none.

    The person of a mandate never changes: another person gets another mandate.
    """

    email = NormalizedEmailFormField(
        label=_("E-mail"),
        help_text=_("The address this person signs in with. If no account has it, one is made."),
    )
    first_name = NameFormField(
        label=_("First name"), max_length=150, required=False, help_text=_("Only for a new account.")
    )
    last_name = NameFormField(
        label=_("Last name"), max_length=150, required=False, help_text=_("Only for a new account.")
    )
    language = forms.ChoiceField(
        label=_("Language of the mails"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=False,
        help_text=_("Only for a new account."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in PERSON:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        account = self.account()
        if account is None:
            self.check_new_account(cleaned)
        elif organisation := cleaned.get("organisation"):
            others = Representative.objects.filter(user=account, organisation=organisation)
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("organisation", _("This person represents this organisation already: change that line."))
        return cleaned

    def account(self) -> User | None:
        """The account the mandate is for, if there is one."""
        if self.instance.pk:
            return self.instance.user
        return account_of(self.cleaned_data.get("email", ""))

    def check_new_account(self, cleaned: dict) -> None:
        if "email" not in cleaned:
            return
        if not (self.for_user and self.for_user.has_perm(Permission.ADD_USER)):
            self.add_error("email", _("No account has this address."))
        for name in ("first_name", "last_name"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(_("No account has this address yet: say who it is for.")))

    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.user = self.account() or self.new_account()
        return super().save(commit)

    def new_account(self) -> User:
        """Without a password: people sign in with a code sent by mail."""
        values = {name: self.cleaned_data[name] for name in PERSON}
        return account_for(**values | {"language": values["language"] or settings.LANGUAGE_CODE})


class RepresentativeFilterSet(CurrentFilterSet):
    class Meta:
        model = Representative
        fields = ()


class RepresentativeIndexView(RegisterIndexView):
    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *invite_button(self.request.user)]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user", "organisation")


class RepresentativeViewSet(RegisterViewSet):
    """Who may act for which organisation."""

    model = Representative
    name = "representatives"
    url_prefix = "reseau/referents"
    icon = "key"
    index_view_class = RepresentativeIndexView
    filterset_class = RepresentativeFilterSet
    ordering = ("organisation__name_fr", "user__email")
    search_fields = ("user__email", "user__first_name", "user__last_name", "organisation__name_fr")
    list_display = (
        "user",
        Column("email", label=_("E-mail"), accessor="user.email", sort_key="user__email"),
        Column("organisation", label=_("Organisation"), sort_key="organisation__name_fr"),
        DayColumn("since", label=pgettext_lazy("first day", "From"), sort_key="since"),
        DayColumn("until", label=_("Until"), sort_key="until"),
    )
    list_export = ("user", "user.email", "organisation", "since", "until")
    export_headings = {"user.email": _("e-mail")}
    export_filename = "referents"
    edit_handler = ObjectList(
        [
            FieldPanel("organisation"),
            FieldRowPanel([FieldPanel("email"), FieldPanel("language")]),
            FieldRowPanel([FieldPanel("first_name"), FieldPanel("last_name")]),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        ],
        base_form_class=RepresentativeForm,
    )
