"""Our name on the CMS, and its menus for people who are not technicians."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem

# Reports are lists of technical states, help is about Wagtail: neither is of use to a coordination.
TECHNICAL_MENUS = {"reports", "help"}


@hooks.register("insert_global_admin_css")
def link_our_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("construct_main_menu")
def hide_technical_menus(request, menu_items):
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in TECHNICAL_MENUS]


@hooks.register("construct_homepage_summary_items", order=100)
def count_pages_only(request, items):
    items[:] = [item for item in items if isinstance(item, PagesSummaryItem)]
