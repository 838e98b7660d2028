"""The pages of the network: directory with its sheets and plan, working groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import BodyBlock
from home.models import BasePage
from home.page_views import call
from home.text.alphabet import by_name
from network.models.groups import Membership, WorkingGroup
from network.models.organisations import Organisation


class DirectoryPage(RoutablePageMixin, BasePage):
    """The directory of organisations, their sheets and the plan of the network."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "network/directory/directory_page.html"
    registered_views = ("index", "plan", "plan_svg", "plan_json", "sheet")

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    @path("")
    def index_route(self, request):
        """The list, its filters and its pages."""
        return call(self, "index", request)

    @path("plan/", name="plan")
    def plan_route(self, request):
        """The plan of the network and the table with the same content."""
        return call(self, "plan", request)

    @path("plan/plan.svg/", name="plan_svg")
    def plan_svg_route(self, request):
        """The drawing of the plan, as a file."""
        return call(self, "plan_svg", request)

    @path("plan/plan.json/", name="plan_json")
    def plan_json_route(self, request):
        """The lines and organisations of the plan, as data."""
        return call(self, "plan_json", request)

    @path("<slug:slug>/", name="sheet")
    def sheet_route(self, request, slug):
        """An organisation's sheet."""
        return call(self, "sheet", request, slug)


class GroupsPage(BasePage):
    """The index of working groups."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["network.WorkingGroupPage"]
    max_count_per_parent = 1
    template = "network/directory/groups_page.html"

    class Meta:
        verbose_name = _("index of working groups")
        verbose_name_plural = _("indexes of working groups")

    def get_context(self, request, *args, **kwargs):
        groups = WorkingGroup.objects.filter(active=True).with_member_count()
        pages = {page.group_id: page for page in WorkingGroupPage.objects.child_of(self).live()}
        rows = [(group, pages.get(group.pk)) for group in groups]
        return super().get_context(request, *args, **kwargs) | {"rows": rows}


class WorkingGroupPage(BasePage):
    """What a working group tells about itself; what counts about it is the record it shows."""

    parent_page_types = ["network.GroupsPage"]
    subpage_types = ["home.StandardPage"]
    template = "network/directory/working_group_page.html"

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

    def get_context(self, request, *args, **kwargs):
        members = (
            Organisation.objects.visible_to(request.user)
            .members()
            .filter(memberships__in=Membership.objects.current().filter(group=self.group_id))
        )
        return super().get_context(request, *args, **kwargs) | {
            "members": sorted(members.only("pk", "slug", "name_fr", "name_nl"), key=by_name),
            "children": self.get_children().live(),
        }
