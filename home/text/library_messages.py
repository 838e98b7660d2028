"""Words of Django’s own forms and of Wagtail’s pages, marked so that our catalogues show how to write what is asked."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

WORDS = (
    _("Enter a valid date."),
    _("Enter a valid email address."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Are you sure you want to unpublish this page?"),
    # Wagtail’s French and Dutch decline no kind of record: “Cet(te) événement est référencé(e) 0 fois”.
    ngettext_lazy(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
        "usage_count",
    ),
)
