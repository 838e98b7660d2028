"""The coordination's own colours, as a stylesheet of one rule."""

import hashlib

from django.urls import reverse

from home.colours import HEX
from home.models import SiteSettings


def own_colours(settings: SiteSettings) -> dict[str, str]:
    """Custom properties whose colour differs from the house's; anything that is not ``#rrggbb`` is left out."""
    chosen = {"--plate": "primary_colour", "--accent": "accent_colour"}
    colours = {}
    for name, field in chosen.items():
        colour = getattr(settings, field).lower()
        if HEX.fullmatch(colour) and colour != SiteSettings._meta.get_field(field).default:
            colours[name] = colour
    return colours


def stylesheet(settings: SiteSettings) -> str:
    rules = ";".join(f"{name}:{colour}" for name, colour in own_colours(settings).items())
    return f":root{{{rules}}}" if rules else ""


def address(settings: SiteSettings) -> str:
    """Address of the stylesheet, with a version that changes with the colours; empty where none is chosen."""
    css = stylesheet(settings)
    return f"{reverse('theme')}?v={hashlib.sha256(css.encode()).hexdigest()[:12]}" if css else ""
