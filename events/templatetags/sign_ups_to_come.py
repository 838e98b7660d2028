"""For the CMS's own templates: what unpublishing a page means to the people signed up."""

from django import template

from events.publishing.deletion_guard import people_expected, unpublishing_in_words

register = template.Library()


@register.simple_tag
def warning_before_unpublishing(page) -> str:
    """A sentence with the number of people signed up for dates to come; empty where there are none."""
    count = people_expected(page)
    return unpublishing_in_words(count) if count else ""
