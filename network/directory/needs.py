"""The needs people come with, and which organisations answer them."""

from collections import defaultdict

from home.cache.remembered import remembered
from network.models import Organisation, Theme


@remembered
def needs() -> list[Theme]:
    """All needs, in the order of the coordination."""
    return list(Theme.objects.all())


@remembered
def needs_by_organisation() -> dict[int, list[Theme]]:
    """The needs that organisations answer, by primary key, in the order of the coordination; two queries."""
    answered = defaultdict(set)
    for organisation, theme in Organisation.themes.through.objects.values_list("organisation_id", "theme_id"):
        answered[organisation].add(theme)
    return {key: [theme for theme in needs() if theme.pk in themes] for key, themes in answered.items()}
