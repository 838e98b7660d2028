"""The pages of the network: directory with its sheets and plan, working groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import BodyBlock
from home.models import BasePage
from network.models.groups import WorkingGroup


class DirectoryPage(RoutablePageMixin, BasePage):
    """The directory of organisations, their sheets and the plan of the network."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "network/directory_page.html"

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")


class GroupsPage(BasePage):
    """The index of working groups."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["network.WorkingGroupPage"]
    max_count_per_parent = 1
    template = "network/groups_page.html"

    class Meta:
        verbose_name = _("index of working groups")
        verbose_name_plural = _("indexes of working groups")


class WorkingGroupPage(BasePage):
    """What a working group tells about itself; what counts about it is the record it shows."""

    parent_page_types = ["network.GroupsPage"]
    subpage_types = ["home.StandardPage"]
    template = "network/working_group_page.html"

    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("The group this page presents: its letter, colour and members come from there."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("mission and outputs"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("group"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("group")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("group", overridable=False),
    ]

    class Meta:
        verbose_name = _("page of a working group")
        verbose_name_plural = _("pages of working groups")
