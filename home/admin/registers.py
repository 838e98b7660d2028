"""What the registers of the CMS share: a search that ignores accents, safe exports, deletions that say why not."""

import codecs
import csv
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import django_filters
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from wagtail import permissions
from wagtail.admin import messages
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, filter_adapter_class_registry
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet

from home.admin.usage import Fate, uses_of
from home.dates import date_in_words, time_in_words
from home.files.spreadsheets import CSV_DELIMITER, plain_text
from home.text.alphabet import folded


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


class TitleColumnMixin:
    """A listing that makes its first column itself."""

    def title_column(self, *args, column_class: type[Column] = TitleColumn, **kwargs) -> Column:
        """A column as Wagtail makes the first of its listings: with the buttons of the row under the title.

        Breaks when Wagtail renames the method by which it does.
        """
        return self._get_title_column_class(column_class)(*args, **kwargs)


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


def stream_csv(view: SpreadsheetExportMixin, queryset) -> Iterator[bytes]:
    """The rows of ``queryset`` line by line, in the form of ``home.files.spreadsheets``, which Excel opens here."""
    writer = csv.DictWriter(Echo(), fieldnames=view.list_export, delimiter=CSV_DELIMITER)
    yield codecs.BOM_UTF8
    yield writer.writerow({field: view.get_heading(queryset, field) for field in view.list_export})
    for record in queryset:
        yield view.write_csv_row(writer, view.to_row_dict(record))


def make_exports_of_wagtail_safe() -> None:
    """Let the exports that Wagtail has itself (reports, redirections) write cells and lines as ours: no setting does.

    Breaks when Wagtail renames the method that writes a file of comma-separated values.
    """
    SpreadsheetExportMixin.stream_csv = stream_csv  # ty: ignore[invalid-assignment]
    safe = dict.fromkeys(SpreadsheetExportMixin.FORMATS, lambda value: plain_text(force_str(value, strings_only=True)))
    # The last that is asked: what Wagtail has a rule for keeps it.
    SpreadsheetExportMixin.custom_value_preprocess[object] = safe  # ty: ignore[invalid-assignment]


class RegisterIndexView(TitleColumnMixin, FoldedSearch, SafeExport, generic.IndexView):
    """A listing with our search and our exports."""

    @property
    def is_searchable(self):  # ty: ignore[incompatible-property-override]
        return bool(self.search_fields)


class UsesMixin:
    """A page to delete a record that says first what refers to it, and what becomes of that."""

    template_name = "home/admin/confirm_delete.html"
    # Apps whose rows are no use of the record.
    uses_left_out: frozenset[str] = frozenset()

    def get_usage_url(self):
        # Wagtail's own page of uses leaves out what this one counts.
        return None

    def get_context_data(self, **kwargs):
        uses = uses_of(self.object, left_out=self.uses_left_out)
        by_fate = {fate.value: [use for use in uses if use.fate == fate] for fate in Fate}
        return super().get_context_data(**kwargs) | {
            "uses": by_fate,
            "usage_count": sum(use.count for use in uses),
            "is_protected": bool(by_fate[Fate.PREVENTS]),
        }


class RegisterDeleteView(UsesMixin, generic.DeleteView):
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

    def get_common_view_kwargs(self, **kwargs):
        # Wagtail's uses leave out fields of many to many: the page to delete counts all of them.
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]


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
