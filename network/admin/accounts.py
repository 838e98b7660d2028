"""Accounts in the CMS. Nobody types a password: people sign in with a code sent by mail."""

import django_filters
from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.users.views import groups, users
from wagtail.users.views.users import UserViewSet

from home.admin.registers import DayColumn, FoldedSearch, TitleColumnMixin, UsesMixin
from home.text.emails import readable_email
from network.accounts.email_addresses import account_of, tell_former
from network.accounts.errors import AddressTaken
from network.accounts.sessions import end_sessions
from network.admin.personal_data import data_buttons, may_change
from network.models import Representative, User

RIGHTS = ("groups", "is_superuser")


class AccountForm(forms.ModelForm):
    """A person with an account; the rights are an administrator's to give."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "language", "is_active", *RIGHTS)
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args, editor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.former_email = self.instance.email
        self.fields["first_name"].required = self.fields["last_name"].required = True
        if not editor.is_superuser:
            for name in RIGHTS:
                del self.fields[name]
        elif editor == self.instance:
            del self.fields["is_superuser"]
        if editor == self.instance:
            del self.fields["is_active"]
            email = self.fields["email"]
            email.disabled = True
            email.help_text = _("You change your own address in the member space, where a code proves it.")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if account_of(email) not in (None, self.instance):
            raise forms.ValidationError(AddressTaken.message)
        return email

    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.set_unusable_password()
        user = super().save(commit)
        if self.former_email not in ("", user.email):
            # Whoever had the former address may be somebody else, and be signed in.
            end_sessions([user.pk])
            if user.last_login:
                tell_former(user, self.former_email)
        return user


class WithEditor:
    """Gives the form the person who fills it in, and says so where another took the address at this instant."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            form.add_error("email", AddressTaken.message)
            return self.form_invalid(form)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("editing_self", None)
        return kwargs | {"editor": self.request.user}


class AccountCreateView(WithEditor, users.CreateView):
    template_name = generic.CreateView.template_name


class AccountEditView(WithEditor, users.EditView):
    template_name = generic.EditView.template_name

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *data_buttons(self.request.user, self.object)]

    def dispatch(self, request, *args, **kwargs):
        if not may_change(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AccountDeleteView(UsesMixin, users.DeleteView):
    # How people sign in, what they set for themselves, and who wrote which text.
    uses_left_out = frozenset({"account", "mfa", "wagtailadmin", "wagtailcore", "wagtailusers", "wagtail_localize"})

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_change(request.user, self.get_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AccountIndexView(TitleColumnMixin, FoldedSearch, users.IndexView):
    """Accounts, without the actions on many at once: those give rights."""

    template_name = generic.IndexView.template_name
    results_template_name = generic.IndexView.results_template_name
    search_fields = ("email", "first_name", "last_name")
    add_item_label = _("Add an account")
    page_title = _("Accounts")

    @property
    def columns(self):  # ty: ignore[incompatible-property-override]
        name = {"accessor": str, "label": _("Name"), "sort_key": "name", "get_url": self.get_edit_url}
        return [
            self.title_column("name", column_class=users.TitleColumn, **name),
            Column("email", label=_("E-mail"), sort_key="email", accessor=lambda user: readable_email(user.email)),
            Column("get_language_display", label=_("Language"), sort_key="language"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DayColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if may_change(self.request.user, instance) else None


class AccountFilterSet(WagtailFilterSet):
    is_active = django_filters.BooleanFilter(label=_("Active"), widget=BooleanRadioSelect)
    groups = django_filters.ModelChoiceFilter(queryset=Group.objects.all(), label=_("Role in the CMS"))
    language = django_filters.ChoiceFilter(choices=User._meta.get_field("language").choices, label=_("Language"))
    represents = django_filters.BooleanFilter(
        method="filter_represents", label=_("Represents an organisation"), widget=BooleanRadioSelect
    )

    def __init__(self, *args, is_searching=False, **kwargs):
        super().__init__(*args, **kwargs)

    class Meta:
        model = User
        fields = ()

    def filter_represents(self, queryset, name, value):
        mandates = Representative.objects.current().values("user_id")
        return queryset.filter(pk__in=mandates) if value else queryset.exclude(pk__in=mandates)


class AccountViewSet(UserViewSet):
    """Wagtail's views of users, for people known by their e-mail address."""

    ordering = "email"
    menu_label = _("Accounts")
    add_to_settings_menu = False
    template_prefix = ""
    copy_view_enabled = False
    search_backend_name = None
    filterset_class = AccountFilterSet
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView

    def get_form_class(self, for_update=False):
        return AccountForm


class RoleDeleteView(UsesMixin, groups.DeleteView):
    """A role goes from the accounts that have it."""


class RoleViewSet(groups.GroupViewSet):
    """Wagtail's views of groups of accounts."""

    delete_view_class = RoleDeleteView
    delete_template_name = RoleDeleteView.template_name
