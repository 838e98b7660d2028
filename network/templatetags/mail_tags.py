"""What templates/emails/mail.html is made with."""

import re

from django import template
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from network.outbox.html import WORD_JOINER, as_words, contact, preview_of, split_parts

register = template.Library()

register.simple_tag(contact, name="coordination_contact")
register.filter("as_words", as_words)
register.filter("mail_parts", split_parts)
register.filter("mail_preview", preview_of)


@register.filter
def linked(line: str, colour: str) -> SafeString:
    """``line`` with its addresses as links in ``colour``, but those in a name: see ``mail_html.as_words``.

    Mail programs read styles in the tag only.
    """
    words = re.split(r"(\s+)", line)
    marked = "".join(escape(word) if WORD_JOINER in word else urlize(word, autoescape=True) for word in words)
    # Escaped before, the text itself holds no tag.
    return mark_safe(marked.replace("<a ", f'<a class="link" style="color:{escape(colour)}" '))  # noqa: S308
