"""Addresses of organisations and working groups in the reader's language: read once for all pages."""

from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.models import Page, Site

from home.cache.remembered import remembered
from home.text.bilingual import SOURCE_LANGUAGE, active_language
from network.models import Organisation, WorkingGroup


@dataclass(frozen=True)
class Addresses:
    """Paths of the directory and of each group's page in one language, French where the Dutch page is missing."""

    directory: str = ""
    groups: dict[int, str] = field(default_factory=dict)

    def of_sheet(self, slug: str) -> str:
        """Path of an organisation's sheet; empty while the site has no directory."""
        return f"{self.directory}{slug}/" if self.directory else ""

    def of_organisation(self, organisation: Organisation) -> str:
        return self.of_sheet(organisation.slug)

    def of_group(self, group: WorkingGroup) -> str:
        """Path of a group's page; empty for a group nobody has written a page for."""
        return self.groups.get(group.pk, "")

    @property
    def plan(self) -> str:
        """Path of the plan of the network and of its table."""
        return self.of_sheet("plan")


@remembered
def read_urls(language: str) -> Addresses:
    """The addresses in ``language``, read in one query."""
    pages = Page.objects.live().filter(
        Q(directorypage__isnull=False) | Q(workinggrouppage__isnull=False),
        locale__language_code__in={language, SOURCE_LANGUAGE},
    )
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    directory, groups = "", {}
    rows = pages.values_list("locale__language_code", "url_path", "workinggrouppage__group_id")
    for code, url_path, group in sorted(rows, key=lambda row: row[0] == language):
        root = roots.get(code)
        if root is None or not url_path.startswith(root):
            continue
        path = f"/{code}/{url_path[len(root) :]}"
        if group:
            groups[group] = path
        else:
            directory = path
    return Addresses(directory, groups)


def addresses_here() -> Addresses:
    """The addresses in the reader's language."""
    return read_urls(active_language())
