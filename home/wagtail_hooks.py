"""The name and the menus of the CMS."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem

from home.files.views import original_picture
from home.pages import admin_actions
from home.pages.stable_names import HistoryAction
from home.pages.translation_gaps import OutOfStepPanel

# Reports are lists of technical states, help is about Wagtail: neither is of use to a coordination.
TECHNICAL_MENUS = {"reports", "help"}


@hooks.register("register_admin_urls")
def add_original_pictures():
    return [path("pictures/<int:pk>/original/", original_picture, name="original_picture")]


@hooks.register("get_avatar_url")
def show_nobodys_picture(user, size):
    """The same for all: what an older version kept of people lies in a storage without addresses."""
    return static("wagtailadmin/images/default-user-avatar.png")


@hooks.register("insert_global_admin_css")
def link_our_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_global_admin_js")
def leave_what_is_typed():
    """Before any form of the page, which makes its pickers as it is read: therefore not deferred."""
    return format_html('<script src="{}"></script>', static("js/date-picker.js"))


@hooks.register("construct_main_menu")
def hide_technical_menus(request, menu_items):
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in TECHNICAL_MENUS]


@hooks.register("construct_homepage_panels")
def show_pages_out_of_step(request, panels):
    panels.append(OutOfStepPanel())


@hooks.register("construct_homepage_summary_items", order=100)
def count_pages_only(request, items):
    items[:] = [item for item in items if isinstance(item, PagesSummaryItem)]


@hooks.register("register_log_actions")
def name_what_follows_other_pages(actions):
    """What the history of a page says of ``home.pages.translation_groups``."""
    actions.register_action(
        HistoryAction.TAKE_DOWN, _("Hide with another page"), _("Hidden with the page it depends on")
    )
    actions.register_action(HistoryAction.COME_BACK, _("Show again"), _("Public again with the page it depends on"))


hooks.register("before_publish_page", admin_actions.refuse_early_publication)
# Before wagtail-localize, which answers for its own editor.
hooks.register("before_edit_page", admin_actions.refuse_early_translation, order=-1)
hooks.register("before_move_page", admin_actions.tell_of_move)
hooks.register("before_delete_page", admin_actions.tell_of_deletion)
hooks.register("before_unpublish_page", admin_actions.refuse_unpublishing)
hooks.register("before_bulk_action", admin_actions.check_many)
