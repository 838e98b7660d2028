"""Draws the pictures of the demo into the CMS's library."""

import io

from django.core.files.base import ContentFile

from demo.texts.files import PICTURES
from home.models import SiteImage

from .canvas import HEIGHT, WIDTH
from .pictures import DRAWINGS


def load_pictures() -> None:
    """Draw the pictures that the library lacks."""
    present = set(SiteImage.objects.values_list("title", flat=True))
    for picture in PICTURES.read().pictures:
        if picture.title not in present:
            file = io.BytesIO()
            DRAWINGS[picture.name]().finished().save(file, "PNG")
            SiteImage.objects.create(
                title=picture.title,
                file=ContentFile(file.getvalue(), f"{picture.name}.png"),
                width=WIDTH,
                height=HEIGHT,
                alt_fr=picture.alt.fr,
                alt_nl=picture.alt.nl,
            )


def picture_named(name: str) -> SiteImage | None:
    """The picture of this name; None where ``name`` is empty or somebody removed it from the library."""
    if not name:
        return None
    title = next(picture.title for picture in PICTURES.read().pictures if picture.name == name)
    return SiteImage.objects.filter(title=title).first()
