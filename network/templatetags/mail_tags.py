"""What templates/emails/mail.html is made with."""

from django import template
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from network.mail_html import contact, parts_of, preview_of

register = template.Library()

register.simple_tag(contact, name="coordination_contact")
register.filter("mail_parts", parts_of)
register.filter("mail_preview", preview_of)


@register.filter
def linked(line: str, colour: str) -> SafeString:
    """``line`` with its addresses as links in ``colour``: mail programs read styles in the tag only."""
    marked = urlize(line, autoescape=True)
    # Escaped before, the text itself holds no tag.
    return mark_safe(marked.replace("<a ", f'<a class="link" style="color:{escape(colour)}" '))  # noqa: S308
