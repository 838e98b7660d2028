"""What the registers of the CMS share: a search that ignores accents, safe exports, deletions that say why not."""

from datetime import datetime
from functools import partial

import django_filters
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import permissions
from wagtail.admin import messages
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, filter_adapter_class_registry
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from home.alphabet import folded
from home.dates import date_in_words, time_in_words
from home.spreadsheets import plain_text


class YesNoFilterAdapter(BaseFilterAdapter):
    """A filter in use says “Yes” or “No” above the listing, where Wagtail says “True”."""

    def get_active_filters(self):
        words = str(_("Yes") if self.value else _("No"))
        url = self.get_url_without_filter_param(self.name)
        yield ActiveFilter(self.bound_field.auto_id, self.filter.label, words, url)


filter_adapter_class_registry.register(django_filters.BooleanFilter, YesNoFilterAdapter)


class DayColumn(Column):
    """A day in words: registers are about days that hold, not about how long ago they were."""

    def get_value(self, instance):
        day = super().get_value(instance)
        return date_in_words(day, with_weekday=False) if day else ""


class FoldedSearch:
    """Search of a listing over ``search_fields`` by parts of words, without accents, alike on every database.

    A register has hundreds of rows, so the words are compared here and not in the database.
    """

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        words = folded(self.search_query).split()
        rows = queryset.model._default_manager.values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if all(word in folded(" ".join(map(str, texts))) for word in words)]
        return queryset.filter(pk__in=found)


def on_our_clock(instant: datetime) -> datetime:
    """``instant`` on the clock of the site's time zone; a spreadsheet cell knows no zone, and Wagtail writes UTC."""
    return timezone.make_naive(instant) if timezone.is_aware(instant) else instant


class SafeExport:
    """An export of a listing that is safe to open in a spreadsheet, with instants as clocks here show them."""

    custom_value_preprocess = {
        **generic.IndexView.custom_value_preprocess,
        datetime: {"csv": on_our_clock, "xlsx": on_our_clock},
    }

    def get_preprocess_function(self, field, value, export_format):
        chosen = super().get_preprocess_function(field, value, export_format)
        return chosen if chosen is None else partial(self.without_formula, chosen)

    @staticmethod
    def without_formula(preprocess, value):
        return plain_text(preprocess(value))


class RegisterIndexView(FoldedSearch, SafeExport, generic.IndexView):
    """A listing with our search and our exports."""

    @property
    def is_searchable(self):
        return bool(self.search_fields)


class RegisterDeleteView(generic.DeleteView):
    """Deletes a record, or says why it stays."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            kinds = {str(blocker._meta.verbose_name_plural) for blocker in error.protected_objects}
            messages.error(
                self.request,
                _("“%(record)s” cannot be deleted, because these refer to it: %(kinds)s.")
                % {"record": self.object, "kinds": ", ".join(sorted(kinds))},
            )
            return redirect(self.get_success_url())


class RegisterViewSet(ModelViewSet):
    """A register: listing with search, filters and sorting; forms; deletion."""

    index_view_class = RegisterIndexView
    delete_view_class = RegisterDeleteView
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50


class ReadingPermissionPolicy(permissions.ModelPermissionPolicy):
    """Records that no form writes: whoever may view them may do nothing else, superusers included."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return "view" in actions and super().user_has_permission(user, "view")

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)


class ReadingInspectView(generic.InspectView):
    """One record: moments in words, a dash where there is nothing."""

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return f"{date_in_words(value)}, {time_in_words(value)}"
        return "–" if value in (None, "") else value


class ReadingViewSet(RegisterViewSet):
    """A register of facts: to look at, never to type in."""

    inspect_view_enabled = True
    inspect_view_class = ReadingInspectView
    add_to_reference_index = False
    form_fields = ()

    @property
    def permission_policy(self):
        return ReadingPermissionPolicy(self.model)

    def on_register(self):
        # Wagtail 8.0 keeps policies in a register of their own, which 7.4 does not have.
        if register_policy := getattr(permissions, "register_permission_policy", None):
            register_policy(self.model, self.permission_policy, exact_class=True)
        super().on_register()

    def get_urlpatterns(self):
        return [
            pattern for pattern in super().get_urlpatterns() if pattern.name in ("index", "index_results", "inspect")
        ]
