"""The menu Agenda and the dashboard of the CMS; pages with sign-ups are not thrown away by a slip."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.models import Page

from events.dashboard import MailTroublePanel, NextDatesPanel, UntranslatedPanel
from events.expected import expected_in_words, people_expected, unpublishing_in_words
from events.new_event import NewEventView, may_add_events
from events.viewsets import EventKindViewSet, EventListingViewSet, OccurrenceViewSet


class NewEventMenuItem(MenuItem):
    def is_shown(self, request):
        return may_add_events(request.user)


class AgendaGroup(ViewSetGroup):
    """New event, events, dates with their seats, kinds."""

    menu_label = _("Agenda")
    menu_name = "agenda"
    menu_icon = "calendar-alt"
    menu_order = 110
    items = (EventListingViewSet, OccurrenceViewSet, EventKindViewSet)

    def get_submenu_items(self):
        new = NewEventMenuItem(_("New event"), reverse("new_event"), name="new-event", icon_name="plus", order=0)
        return [new, *super().get_submenu_items()]


@hooks.register("register_admin_viewset")
def register_agenda():
    return AgendaGroup()


@hooks.register("register_admin_urls")
def register_new_event():
    return [
        path("agenda/nouveau/", NewEventView.as_view(), name="new_event"),
        path("agenda/nouveau/<slug:kind>/", NewEventView.as_view(), name="new_event_of_kind"),
    ]


@hooks.register("construct_homepage_panels")
def show_what_matters_today(request, panels):
    panels += [NextDatesPanel(), MailTroublePanel(), UntranslatedPanel()]


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
    if action_type == "delete":
        return refuse_to_lose_sign_ups(request, objects)
    if action_type == "unpublish":
        warn_about_sign_ups(request, objects)
    return None


def warn_about_sign_ups(request, pages):
    """Say how many people the pages just unpublished leave without a page; one page says so before it asks."""
    for page in pages:
        if count := people_expected(page):
            messages.warning(
                request,
                _("“%(title)s”: %(warning)s") % {"title": page.title, "warning": unpublishing_in_words(count)},
            )
