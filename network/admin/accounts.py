"""Accounts in the CMS. Nobody types a password: people sign in with a code sent by mail."""

import django_filters
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.users.views import users
from wagtail.users.views.users import UserViewSet

from home.registers import DayColumn, FoldedSearch
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
        self.fields["first_name"].required = self.fields["last_name"].required = True
        if not editor.is_superuser:
            for name in RIGHTS:
                del self.fields[name]
        elif editor == self.instance:
            del self.fields["is_superuser"]
        if editor == self.instance:
            del self.fields["is_active"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        used = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        also_used = EmailAddress.objects.filter(email__iexact=email).exclude(user=self.instance.pk)
        if used.exists() or also_used.exists():
            raise forms.ValidationError(_("This address has an account already."))
        return email

    def save(self, commit=True):
        if not self.instance.pk:
            self.instance.set_unusable_password()
        user = super().save(commit)
        if "email" in self.changed_data:
            # Signing in goes by these too: the address of whoever had the account before must open it no longer.
            EmailAddress.objects.filter(user=user).delete()
        return user


class WithEditor:
    """Gives the form the person who fills it in."""

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


class AccountDeleteView(users.DeleteView):
    template_name = generic.DeleteView.template_name

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_change(request.user, self.get_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AccountIndexView(FoldedSearch, users.IndexView):
    """Accounts, without the actions on many at once: those give rights."""

    template_name = generic.IndexView.template_name
    results_template_name = generic.IndexView.results_template_name
    search_fields = ("email", "first_name", "last_name")
    add_item_label = _("Add an account")
    page_title = _("Accounts")

    @property
    def columns(self):
        title = self._get_title_column_class(users.TitleColumn)
        return [
            title("name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("email", label=_("E-mail"), sort_key="email"),
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
