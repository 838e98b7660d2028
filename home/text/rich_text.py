"""What rich text may hold: the one place through which all of it is shown, and what a translation may not bring in.

Wagtail shows every rich text by the template ``wagtailcore/shared/richtext.html``; ours lets it pass ``allowed_html``.
"""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# What the features of our editor (home.blocks.TEXT_FEATURES) write, and what wagtail-localize allows in a translation.
TAGS = {"p", "br", "b", "strong", "i", "em", "abbr", "code", "a", "ol", "ul", "li"}
ATTRIBUTES = {"*": {"lang"}, "a": {"href", "hreflang", "rel"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# Comments, CDATA, declarations and processing instructions, and the end tags without a name that browsers take for
# comments: what begins them ends elsewhere for a browser than for the parser that has checked a translation.
NO_ELEMENT = re.compile(r"<[!?]|</[^a-zA-Z]")


@lru_cache(maxsize=1024)
def allowed_html(html: str) -> SafeString:
    """``html`` as browsers read it, written again with nothing but what an editor can write."""
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return mark_safe(cleaned)  # noqa: S308 - this is what makes it safe


def refuse_what_is_no_element(sender, instance, **kwargs) -> None:
    """Let a translation with hidden markup stand with an error, so that it is shown to its author and on no page.

    Before each ``StringTranslation`` is saved: typed in the CMS, imported from a PO file, or brought by a machine.
    """
    if NO_ELEMENT.search(instance.data):
        instance.has_error = True
        instance.field_error = _("Comments, declarations and processing instructions are not allowed in a translation.")
