"""What other templates say about the charter."""

from django import template

from charter.models import Signature
from network.models import Organisation

register = template.Library()


@register.simple_tag
def has_signed_charter(organisation: Organisation) -> bool:
    """Whether the organisation's signature stands under some version of the charter."""
    return Signature.objects.filter(organisation=organisation).exists()
