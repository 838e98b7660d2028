"""The menu Agenda and the dashboard of the CMS; pages with sign-ups are not thrown away by a slip."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from events.access.permissions import may_add_events
from events.admin.clash_radar import RadarView
from events.admin.dashboard import ConvocationsPanel, MailTroublePanel, NextDatesPanel, UntranslatedPanel
from events.admin.duplicate import DuplicateView, duplicate_button
from events.admin.mail_texts import MailTextViewSet
from events.admin.new_event import NewEventView
from events.admin.school_holidays import SchoolHolidayViewSet
from events.admin.viewsets import EventKindViewSet, EventListingViewSet, OccurrenceViewSet
from events.calendars.admin import FeedReadingViewSet
from events.dates import history
from events.dates.convocations import warnings_for
from events.hosting.admin import AgendaMenu, HostsView
from events.hosting.admin_offers import AcceptOfferView, DeclineOfferView, OffersPanel
from events.importing.admin import ImportSourceViewSet
from events.models import EventPage
from events.posters.buttons import poster_buttons
from events.posters.views import draft_poster
from events.privacy.erasure_admin import ErasureView, erasure_item
from events.privacy.person_admin import OnePersonView
from events.publishing.deletion_guard import expected_in_words, people_expected
from events.publishing.edit_lock import hold_dates
from events.repetition.admin import RepetitionView
from events.reports.admin import FiguresView, figures_item
from events.stable_names import HistoryAction, Permission


@hooks.register("register_log_actions")
def register_history(actions):
    """The history of a date tells who did what to its sign-ups."""
    for action, formatter in history.formatters():
        actions.register_action(action)(formatter)


class NewEventMenuItem(MenuItem):
    def is_shown(self, request):
        return may_add_events(request.user)


class AgendaGroup(ViewSetGroup):
    """New event, events, dates with their seats, kinds."""

    menu_label = _("Agenda")
    menu_name = "agenda"
    menu_icon = "calendar-alt"
    menu_order = 110
    items = (
        EventListingViewSet,
        OccurrenceViewSet,
        EventKindViewSet,
        SchoolHolidayViewSet,
        ImportSourceViewSet,
        FeedReadingViewSet,
        MailTextViewSet,
    )

    def get_submenu_items(self):
        new = NewEventMenuItem(_("New event"), reverse("new_event"), name="new-event", icon_name="plus", order=0)
        return [new, *super().get_submenu_items(), figures_item(), erasure_item()]

    def get_menu_item(self, order=None):
        item = super().get_menu_item(order)
        item.menu = AgendaMenu(items=item.menu.initial_menu_items)
        return item


@hooks.register("register_admin_viewset")
def register_agenda():
    return AgendaGroup()


@hooks.register("register_admin_urls")
def register_new_event():
    return [
        path("agenda/nouveau/", NewEventView.as_view(), name="new_event"),
        path("agenda/radar/", RadarView.as_view(), name="radar"),
        path("agenda/effacement/", ErasureView.as_view(), name="erasure"),
        path("agenda/effacement/personne/", OnePersonView.as_view(), name="one_person"),
        path("agenda/chiffres/", FiguresView.as_view(), name="figures"),
        path("agenda/nouveau/<slug:kind>/", NewEventView.as_view(), name="new_event_of_kind"),
    ]


@hooks.register("register_admin_urls")
def register_repetition():
    return [
        path("agenda/evenements/<int:pk>/repetition/", RepetitionView.as_view(), name="event_repetition"),
        path("agenda/evenements/<int:pk>/dupliquer/", DuplicateView.as_view(), name="event_duplicate"),
    ]


@hooks.register("register_page_header_buttons")
def offer_to_duplicate(page, user, next_url=None, view_name=None):
    return duplicate_button(page, user)


@hooks.register("register_admin_urls")
def register_hosts():
    return [
        path("agenda/hotes/offres/<int:pk>/accepter/", AcceptOfferView.as_view(), name="offer_accept"),
        path("agenda/hotes/offres/<int:pk>/refuser/", DeclineOfferView.as_view(), name="offer_decline"),
        path("agenda/hotes/<slug:kind>/", HostsView.as_view(), name="hosts"),
        path("agenda/hotes/<slug:kind>/resultats/", HostsView.as_view(results_only=True), name="hosts_results"),
    ]


@hooks.register("insert_global_admin_js")
def forget_the_door():
    """Names that the page at the door left on a phone leave it in time, and at sign-out."""
    return format_html('<script src="{}" defer></script>', static("js/door-memory.js"))


@hooks.register("construct_homepage_panels")
def show_what_matters_today(request, panels):
    panels += [ConvocationsPanel(), NextDatesPanel(), MailTroublePanel(), UntranslatedPanel(), OffersPanel()]


def refuse_to_lose_sign_ups(request, pages):
    """Back to where the dates can be cancelled, if deleting ``pages`` would leave people in the dark."""
    for page in pages:
        if count := people_expected(page):
            messages.error(
                request,
                _("“%(title)s” is not deleted. %(people)s Cancel its dates first: they are told by mail.")
                % {"title": page.title, "people": expected_in_words(count)},
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_delete_page")
def keep_pages_with_sign_ups(request, page):
    return refuse_to_lose_sign_ups(request, [page])


@hooks.register("before_bulk_action")
def keep_many_pages_with_sign_ups(request, action_type, objects, action):
    if Page not in action.models:
        return None
    return refuse_to_lose_sign_ups(request, objects) if action_type == "delete" else None


hooks.register("before_edit_page", hold_dates)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_late_convocations(request, page):
    """Tell whoever saved an assembly that is convoked too late; the page is saved all the same.

    The editor saves by itself while somebody types, and asks for JSON: that shows no message.
    """
    if isinstance(page, EventPage) and request.accepts("text/html"):
        for words in warnings_for(page, today=timezone.localdate()):
            messages.warning(request, words)


@hooks.register("insert_editor_js")
def watch_days():
    """The radar beside each day that is chosen in the editor, the new event and other forms marked for it."""
    return format_html('<script src="{}" data-url="{}" defer></script>', static("js/radar.js"), reverse("radar"))


@hooks.register("register_page_header_buttons")
def lead_to_the_dates(page, user, view_name, next_url=None):
    """From the page where an event is written to its dates, where one is cancelled or postponed."""
    if isinstance(page.specific_deferred, EventPage) and user.has_perm(Permission.VIEW_OCCURRENCE):
        url = f"{reverse('dates:index')}?event={page.translation_key}"
        yield Button(_("Dates: sign-ups, cancel, postpone…"), url=url, icon_name="calendar-alt", priority=5)


hooks.register("register_page_header_buttons", poster_buttons)


@hooks.register("register_admin_urls")
def register_posters():
    return [path("agenda/affiche/<int:pk>.pdf", draft_poster, name="draft_poster")]


@hooks.register("register_log_actions")
def name_what_happens_to_dates(actions):
    """What the history of an event says of ``events.publishing.date_actions``."""
    actions.register_action(HistoryAction.CANCEL_DATE, _("Cancel a date"), _("A date was cancelled"))
    actions.register_action(HistoryAction.POSTPONE_DATE, _("Postpone a date"), _("A date was postponed"))
    actions.register_action(HistoryAction.RESTORE_DATE, _("Restore a date"), _("A date takes place after all"))
    actions.register_action(HistoryAction.CHANGE_DATE, _("Change a date"), _("Host or place of a date changed"))
    actions.register_action(HistoryAction.IMPORT_CHANGES, _("Import"), _("A partner's calendar changed the draft"))
    actions.register_action(
        HistoryAction.CHANGE_SEATS, _("Change the seats"), _("The number of seats of a date changed")
    )
