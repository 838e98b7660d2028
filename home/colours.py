"""Colours a coordinator may choose, and whether text on them can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MINIMUM_TEXT_CONTRAST = 4.5
HEX = re.compile(r"#[0-9a-fA-F]{6}")

validate_hex = RegexValidator(re.compile(rf"^{HEX.pattern}\Z"), _("Write a colour as # and six digits, like #17367f."))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate_white_text(colour: str) -> None:
    """Refuse a colour on which white text cannot be read."""
    if HEX.fullmatch(colour) and contrast(colour, "#ffffff") < MINIMUM_TEXT_CONTRAST:
        raise ValidationError(
            _("White text on %(colour)s has a contrast of %(ratio).1f: choose a darker colour (at least 4.5)."),
            params={"colour": colour, "ratio": contrast(colour, "#ffffff")},
        )


def validate_ink_text(colour: str) -> None:
    """Refuse a colour on which dark text cannot be read."""
    if HEX.fullmatch(colour) and contrast(colour, "#10162b") < MINIMUM_TEXT_CONTRAST:
        raise ValidationError(
            _("Dark text on %(colour)s has a contrast of %(ratio).1f: choose a lighter colour (at least 4.5)."),
            params={"colour": colour, "ratio": contrast(colour, "#10162b")},
        )
