"""Picture files: ordinary ones that tell where they were taken, and hostile ones."""

import io
import struct
import zlib

from PIL import ExifTags, Image, ImageCms, PngImagePlugin, TiffImagePlugin

SECRET = b"SECRET-50.8467N"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>' + SECRET + b"</exif:GPSLatitude></x:xmpmeta>"
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF")
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic", "GIF": "gif", "TIFF": "tif"}


def exif(orientation: int = 1) -> Image.Exif:
    """As a telephone writes it: which way up, by which camera, where."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Make] = SECRET.decode()
    told.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (50.0, 50.0, 48.0)
    return told


def halves(size=(64, 32), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image.convert(mode)


def photo(kind: str = "JPEG", *, size=(64, 32), orientation: int = 1) -> bytes:
    """A picture of ``halves`` that tells all that its format can tell."""
    image, file, told = halves(size), io.BytesIO(), exif(orientation)
    if kind == "GIF":
        image.convert("P").save(file, kind, comment=SECRET)
        return file.getvalue()
    options = {"exif": told.tobytes(), "icc_profile": ICC, "xmp": XMP}
    if kind == "JPEG":
        options |= {"comment": SECRET, "quality": 95}
    elif kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": told.tobytes(), "icc_profile": ICC, "pnginfo": text}
    elif kind == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[270], tags[700], tags[33723], tags[274] = SECRET.decode(), XMP, SECRET, orientation
        options = {"tiffinfo": tags, "icc_profile": ICC}
    image.save(file, kind, **options)
    content = file.getvalue()
    if kind == "JPEG":
        # IPTC, and what a telephone puts behind the picture.
        iptc = b"Photoshop 3.0\0" + SECRET
        content = (
            content[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + content[2:] + b"\xff\xd8" + SECRET
        )
    return content


def empty_png(width: int, height: int) -> bytes:
    """A PNG of black pixels: some thousands of them in a byte."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line, packer = b"\0" * (1 + (width + 7) // 8), zlib.compressobj(9)
    pixels = b"".join(packer.compress(line) for _line in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")))


def lying_png(width: int, height: int) -> bytes:
    """A PNG whose head announces so many pixels, and that holds none of them."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in parts)


def chunk(kind: bytes, told: bytes) -> bytes:
    return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))


def large(kind: str, size: tuple[int, int]) -> bytes:
    """A picture of one colour and of ``size``, in its own format."""
    file = io.BytesIO()
    Image.new("L" if kind in ("JPEG", "GIF") else "RGB", size).save(file, kind)
    return file.getvalue()


def many_scans(number: int) -> bytes:
    """A small progressive JPEG that goes over its pixels ``number`` times more than it needs."""
    file = io.BytesIO()
    Image.new("L", (64, 64)).save(file, "JPEG", progressive=True)
    content = file.getvalue()
    # Its last scan, which may come as often as one likes.
    start, end = content.rindex(b"\xff\xda"), len(content) - 2
    return content[:end] + content[start:end] * number + content[end:]
