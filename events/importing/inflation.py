"""Compressed answers (RFC 9110, section 8.4.1), inflated piece by piece within a bound."""

import zlib

from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused

# zlib reads the header of gzip with this added to its window.
GZIP_WINDOW = zlib.MAX_WBITS | 16
GZIP_MAGIC = b"\x1f\x8b"
RAW_WINDOW = -zlib.MAX_WBITS


class Plain:
    """Bytes that were not compressed."""

    is_complete = True

    def inflated(self, piece: bytes, *, room: int) -> bytes:
        """``piece`` as it is, at most ``room`` bytes of it."""
        return piece[:room]


class Inflation:
    """A stream of ``gzip`` or ``deflate``; a second file behind the first, which gzip allows, is read as well."""

    def __init__(self, window: int):
        self.window = window
        self.stream = None

    @property
    def is_complete(self) -> bool:
        """Whether the stream ended where it should."""
        return self.stream is not None and self.stream.eof

    def inflated(self, piece: bytes, *, room: int) -> bytes:
        """What ``piece`` holds, at most ``room`` bytes; raises ``CalendarRefused`` for what cannot be inflated."""
        found = bytearray()
        while piece and len(found) < room:
            if self.stream is None:
                self.stream = zlib.decompressobj(self.window_for(piece))
            elif self.stream.eof:
                # Behind the end some servers fill up with zeros.
                if self.window != GZIP_WINDOW or not piece.startswith(GZIP_MAGIC):
                    break
                self.stream = zlib.decompressobj(GZIP_WINDOW)
            try:
                found += self.stream.decompress(piece, room - len(found))
            except zlib.error:
                raise CalendarRefused(_("This site sends the calendar compressed in a way that is damaged.")) from None
            piece = self.stream.unused_data or self.stream.unconsumed_tail
        return bytes(found)

    def window_for(self, piece: bytes) -> int:
        """``deflate`` has a header (RFC 1950), which some servers leave out: its first byte says compression 8."""
        if self.window == GZIP_WINDOW or piece[0] & 0x0F == zlib.DEFLATED:
            return self.window
        return RAW_WINDOW


def inflation_of(encoding: str) -> Plain | Inflation:
    """How a body with this Content-Encoding is read; raises ``CalendarRefused`` for one that was not asked for."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return Plain()
    if encoding in {"gzip", "x-gzip"}:
        return Inflation(GZIP_WINDOW)
    if encoding == "deflate":
        return Inflation(zlib.MAX_WBITS)
    raise CalendarRefused(_("This site sends the calendar compressed in a way that was not asked for."))
