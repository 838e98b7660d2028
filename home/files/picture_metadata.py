"""What a picture file tells besides its pixels, cut out without touching them: bytes in, bytes out.

Each container is read by its parts, and only those that say how to draw the picture are kept: what nobody thought of
(a second picture with its own place, a thumbnail from before the crop, data behind the end) goes as well.
"""

import struct
from collections.abc import Callable, Iterator

JPEG_ICC, JPEG_ADOBE, JPEG_JFIF = b"ICC_PROFILE\0", b"Adobe", b"JFIF\0"
START, END, SCAN = 0xD8, 0xD9, 0xDA
APPLICATION, COMMENT = range(0xE0, 0xF0), 0xFE
# Markers within the pixels: a stuffed 0xFF, and those that let a decoder begin again.
WITHIN_A_SCAN = {0x00, *range(0xD0, 0xD8)}

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"bKGD",
            b"acTL", b"fcTL", b"fdAT"}  # fmt: skip

WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_SAYS_EXIF_OR_XMP = 0x08 | 0x04
WEBP_FRAME_HEAD = 16

GIF_REPEATS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
GIF_CONTROL, GIF_APPLICATION, GIF_EXTENSION, GIF_IMAGE, GIF_END = 0xF9, 0xFF, 0x21, 0x2C, 0x3B

# TIFF 6.0: how the pixels are laid out, and their colour profile.
STRUCTURAL_TAGS = frozenset({254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317,
                             320, 322, 323, 324, 325, 338, 339, 347, 530, 532, 34675})  # fmt: skip


def jpeg(data: bytes) -> bytes:
    """A JPEG (ISO 10918-1, annex B) up to its end, without comments and all that programs wrote for themselves."""
    kept = [data[:2]]
    for marker, start, end in jpeg_segments(data):
        segment, told = data[start:end], data[start + 4 : end]
        if marker == COMMENT or (marker in APPLICATION and not told.startswith((JPEG_ICC, JPEG_ADOBE, JPEG_JFIF))):
            continue
        if told.startswith(JPEG_JFIF) and marker in APPLICATION:
            # Its version and density, and a thumbnail of no pixels.
            segment = b"\xff\xe0\x00\x10" + told[:12].ljust(12, b"\0") + b"\0\0"
        kept.append(segment)
    return b"".join(kept)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """``(marker, start, end)`` of each segment behind the first marker; a scan has its pixels with it."""
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        marker = data[at + 1]
        if marker == 0xFF or marker in WITHIN_A_SCAN or marker == START:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == END or at + 4 > len(data):
            yield END, at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == SCAN:
            while (end := data.find(b"\xff", end)) >= 0 and data[end + 1 : end + 2] and data[end + 1] in WITHIN_A_SCAN:
                end += 2
            end = len(data) if end < 0 else end
        yield marker, at, end
        at = end


def png(data: bytes) -> bytes:
    """A PNG (third edition, section 5) without text, times, EXIF and what its programs wrote."""
    kept, at = [PNG_HEAD], len(PNG_HEAD)
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def webp(data: bytes) -> bytes:
    """A WebP (RFC 9649, section 2.7) without EXIF, XMP and unknown chunks."""
    body = b"".join(webp_chunks(data[12 : 8 + int.from_bytes(data[4:8], "little")]))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        told = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if kind not in WEBP_KEPT:
            continue
        if kind == b"VP8X" and told:
            told = bytes([told[0] & ~WEBP_SAYS_EXIF_OR_XMP]) + told[1:]
        elif kind == b"ANMF":
            told = told[:WEBP_FRAME_HEAD] + b"".join(webp_chunks(told[WEBP_FRAME_HEAD:]))
        yield kind + struct.pack("<I", len(told)) + told + b"\0" * (len(told) % 2)


def gif(data: bytes) -> bytes:
    """A GIF (89a) without comments, texts and applications but the one that says how often it repeats."""
    at = 13 + colours_of(data[10:11])
    kept = [data[:at]]
    while at < len(data) and data[at] != GIF_END:
        if data[at] == GIF_EXTENSION:
            end = after_blocks(data, at + 2)
            label, name = data[at + 1 : at + 2], data[at + 3 : at + 14]
            if label == bytes([GIF_CONTROL]) or (label == bytes([GIF_APPLICATION]) and name in GIF_REPEATS):
                kept.append(data[at:end])
        elif data[at] == GIF_IMAGE:
            end = after_blocks(data, at + 11 + colours_of(data[at + 9 : at + 10]))
            kept.append(data[at:end])
        else:
            break
        at = end
    return b"".join([*kept, bytes([GIF_END])])


def colours_of(flags: bytes) -> int:
    """Bytes of the table of colours that ``flags`` announces."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def after_blocks(data: bytes, at: int) -> int:
    """Where the blocks that begin at ``at`` end, each with its length in front; an empty one is the last."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


# By the name Pillow has for a format; of others nothing can be cut out, so that they are drawn again.
STRIPPERS: dict[str, Callable[[bytes], bytes]] = {"JPEG": jpeg, "MPO": jpeg, "PNG": png, "WEBP": webp, "GIF": gif}
