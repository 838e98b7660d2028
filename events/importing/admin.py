"""Partners' calendars in the CMS: where they are, and adding one with its first import."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from events.access.permissions import agenda_for
from events.errors import CalendarRefused
from events.importing.admin_differences import DifferencesView
from events.importing.admin_import import ConfirmView, ImportView, bring_in, last_run, received, run_address
from events.importing.forms import ImportSourceForm, NewSourceForm
from events.importing.parser import read_calendar
from events.models import ImportSource
from home.admin.registers import RegisterIndexView, RegisterViewSet

PANELS = (FieldPanel("kind"), FieldRowPanel([FieldPanel("host"), FieldPanel("group")]))


class ImportSourceIndexView(RegisterIndexView):
    """The calendars; each leads to its import."""

    add_item_label = gettext_lazy("Add a calendar")

    @property
    def columns(self):  # ty: ignore[incompatible-property-override]
        first = self.title_column("name", label=_("Calendar"), sort_key="name", get_url=run_address)
        return [first, *self.list_display]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("kind", "host")


class AddView(generic.CreateView):
    """Add a calendar and bring it in; where it cannot be read, nothing is added and the form stays as it was typed."""

    # What it imports are drafts, of which nobody is told, and it waits for another server.
    shows_its_mails = True

    def dispatch(self, request, *args, **kwargs):
        self.agenda = agenda_for(request.user)
        return super().dispatch(request, *args, **kwargs)

    def is_valid(self, form):
        if form.is_valid():
            self.receive(form)
        return super().is_valid(form)

    def receive(self, form):
        """Read the calendar before anything is saved; what is wrong with it is an error of the form."""
        file, self.now = form.cleaned_data["file"], timezone.now()
        self.is_upload = file is not None
        try:
            self.data = received(form.cleaned_data["url"], file)
            self.found = read_calendar(self.data, now=self.now)
        except CalendarRefused as refusal:
            form.add_error("file" if self.is_upload else "url", refusal.message)

    def get_success_url(self):
        return run_address(self.object)

    def save_action(self):
        response = super().save_action()
        bring_in(self.request, self.object, self.agenda, self.data, self.found, is_upload=self.is_upload, now=self.now)
        return response


class ImportSourceViewSet(RegisterViewSet):
    """Calendars of partners whose dates come in as drafts."""

    model = ImportSource
    name = "import_sources"
    url_prefix = "agenda/import"
    icon = "download"
    menu_label = gettext_lazy("Import a calendar")
    ordering = "name"
    index_view_class = ImportSourceIndexView
    add_view_class = AddView
    search_fields = ("name", "host__name_fr")
    list_display = (
        Column("kind", label=gettext_lazy("Kind"), sort_key="kind__name_fr"),
        Column("host", label=gettext_lazy("Host"), sort_key="host__name_fr"),
        Column("last_run_at", label=gettext_lazy("Last import"), accessor=last_run, sort_key="last_run_at"),
    )
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("url"), *PANELS], base_form_class=ImportSourceForm)
    add_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("url"), FieldPanel("file"), *PANELS], base_form_class=NewSourceForm
    )

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(**kwargs) | {"page_title": gettext_lazy("Import a calendar")}

    def get_add_view_kwargs(self, **kwargs):
        panel = self.add_handler.bind_to_model(self.model)
        return super().get_add_view_kwargs(**kwargs) | {
            "panel": panel,
            "form_class": panel.get_form_class(),
            "page_title": gettext_lazy("Import a calendar"),
            "submit_button_label": gettext_lazy("Add it and import"),
        }

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/import/", ImportView.as_view(), name="run"),
            path("<int:pk>/import/confirm/", ConfirmView.as_view(), name="confirm"),
            path("<int:pk>/import/differences/", DifferencesView.as_view(), name="differences"),
        ]
