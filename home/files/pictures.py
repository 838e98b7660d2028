"""What comes in as a picture: refused in words where it is too large or broken, and kept without where it was taken.

Everything that is stored as a picture passes ``prepared`` (``home.models.images.PictureFile``), and every form refuses
by ``check`` before that.
"""

import io
from importlib import import_module
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from home.files.picture_metadata import SCAN, STRIPPERS, STRUCTURAL_TAGS, jpeg_segments

# Lets Pillow read HEIC.
import_module("willow.plugins.pillow")

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_383
LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
# What telephones write is two pictures in one file to Pillow (MPO): the first is kept.
JPEGS = ("JPEG", "MPO")
# Programs write about ten; each takes a pass over all pixels, and one that says nothing has some twenty bytes.
MOST_SCANS = 100
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF")
# Of what is drawn again because it lay on its side.
QUALITY = 90


class PictureRefused(ValidationError):  # noqa: N818 - as Django's
    """A file that is not kept as a picture; says why."""


def check(file: BinaryIO) -> None:
    """Raise ``PictureRefused`` for a ``file`` that is too large, in bytes or pixels, or cannot be read to its end."""
    load(read(file))


def prepared(content: bytes) -> bytes:
    """The picture in ``content`` as it is kept: upright, without place, camera or comments.

    Its pixels and colour profile stay. Preparing what was prepared changes nothing. Raises ``PictureRefused``.
    """
    image = load(content)
    if is_turned(image):
        content = drawn_again(image, ImageOps.exif_transpose(image))
    elif image.format not in STRIPPERS and tells_more(image):
        content = drawn_again(image, image)
    return STRIPPERS.get(image.format, bytes)(content)


def read(file: BinaryIO) -> bytes:
    """All of ``file``, from its beginning; raises ``PictureRefused`` for too many bytes."""
    file.seek(0)
    content = file.read(LARGEST + 1)
    file.seek(0)
    if len(content) > LARGEST:
        raise PictureRefused(
            _("This picture is larger than %(size)d MB: make it smaller before you send it."),
            params={"size": LARGEST // (1024 * 1024)},
        )
    return content


def load(content: bytes) -> Image.Image:
    """The picture, decoded; what its head says is checked before a pixel is."""
    image = opened(io.BytesIO(content))
    if image.format in JPEGS and sum(marker == SCAN for marker, _start, _end in jpeg_segments(content)) > MOST_SCANS:
        raise broken()
    try:
        image.load()
    except Exception:  # Decoders raise whatever they meet in a broken file.
        raise broken() from None
    # Some formats know their true size only now.
    check_size(*image.size)
    return image


def opened(file: BinaryIO) -> Image.Image:
    """The picture with its head read and no pixel decoded, within the limits."""
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError:
        raise too_many_pixels() from None
    except UnidentifiedImageError:
        raise PictureRefused(
            _("This is not a picture that the site can show. Give a JPEG, PNG, WebP, AVIF, HEIC or GIF file.")
        ) from None
    except Exception:
        raise broken() from None
    check_size(*image.size)
    return image


def check_size(width: int, height: int) -> None:
    """Refuse what takes more memory than a worker has to give."""
    if width * height > MOST_PIXELS:
        raise too_many_pixels()
    if max(width, height) > LONGEST_SIDE:
        raise PictureRefused(
            _("This picture is %(side)d pixels long; at most %(most)d are possible. Make it smaller."),
            params={"side": max(width, height), "most": LONGEST_SIDE},
        )


def too_many_pixels() -> PictureRefused:
    return PictureRefused(
        _("This picture has more than %(most)d million pixels: make it smaller before you send it."),
        params={"most": MOST_PIXELS // 1_000_000},
    )


def broken() -> PictureRefused:
    return PictureRefused(
        _("This picture cannot be read to its end: the file may be damaged. Export it again from where it was made.")
    )


def is_turned(image: Image.Image) -> bool:
    """Whether the picture says that it is to be shown turned or mirrored."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9)
    except Exception:
        return False


def tells_more(image: Image.Image) -> bool:
    """Whether a format that nothing can be cut out of tells more than its pixels and colours."""
    told = (image.info.get(key) for key in ("exif", "xmp", "metadata", "thumbnails", "depth_images"))
    return any(told) or not set(getattr(image, "tag_v2", ())) <= STRUCTURAL_TAGS


def drawn_again(image: Image.Image, shown: Image.Image) -> bytes:
    """The pixels of ``shown`` in the format of ``image``, with its colour profile and nothing else."""
    options = {}
    if image.format in JPEGS:
        sampling = JpegImagePlugin.get_sampling(image)
        options = {"qtables": image.quantization} | ({"subsampling": sampling} if sampling >= 0 else {})
    elif image.format in ("WEBP", "AVIF", "HEIF"):
        options = {"quality": QUALITY}
    elif image.format == "TIFF":
        options = {"compression": "tiff_lzw"}
    # A copy is a picture of no format, which brings along nothing but what stands here.
    pixels = shown.copy()
    pixels.info = {key: value for key, value in image.info.items() if key in ("icc_profile", "transparency")}
    file = io.BytesIO()
    pixels.save(file, "JPEG" if image.format in JPEGS else image.format, **options, **pixels.info)
    return file.getvalue()
