"""The pages of the network: directory with its sheets and plan, working groups."""

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.bilingual import active_language
from home.blocks import BodyBlock
from home.models import BasePage
from network.alphabet import by_name
from network.models.groups import Membership, WorkingGroup
from network.models.organisations import Organisation


class DirectoryPage(RoutablePageMixin, BasePage):
    """The directory of organisations, their sheets and the plan of the network."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "network/directory_page.html"

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    @path("")
    def index_route(self, request):
        """The list, its filters and its pages."""
        from network.forms import DirectoryForm
        from network.listing import active_groups, find_organisations, needs, one_page

        form = DirectoryForm(request.GET, themes=needs(), groups=active_groups())
        filters = form.filters()
        found = find_organisations(now=timezone.now(), **filters)
        return self.render(
            request,
            context_overrides={
                "form": form,
                "is_filtered": any(filters.values()),
                "page_obj": one_page(found, request.GET),
                "query": form.querystring(),
            },
        )

    @path("plan/", name="plan")
    def plan_route(self, request):
        """The plan of the network and the table with the same content."""
        from network.plan import read_plan

        return self.render(
            request,
            template="network/plan_page.html",
            context_overrides={"plan": read_plan(active_language(), timezone.localdate())},
        )

    @path("<slug:slug>/", name="sheet")
    def sheet_route(self, request, slug):
        """An organisation's sheet; who may not read it learns nothing of it."""
        from network.sheet import read_sheet
        from network.structured import structured_sheet

        sheet = read_sheet(Organisation.objects.visible_to(request.user), slug, timezone.now())
        if sheet is None:
            raise Http404
        return self.render(
            request,
            template="network/organisation.html",
            context_overrides={
                "sheet": sheet,
                "directory": self.get_url(request),
                "structured": structured_sheet(sheet, request.build_absolute_uri(request.path)),
            },
        )


class GroupsPage(BasePage):
    """The index of working groups."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["network.WorkingGroupPage"]
    max_count_per_parent = 1
    template = "network/groups_page.html"

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
