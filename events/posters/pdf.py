"""The poster of an event: one page of A4 or A3, in French, Dutch or both, drawn by typst as a tagged PDF.

Every word travels as JSON and is never read as markup. Equal data give equal bytes, so the digest of the data names
them in the cache and in the ETag.
"""

import hashlib
import json
from functools import cache
from importlib import metadata
from io import BytesIO

import segno
from django.core.cache import cache as kept

from home.cache.allowance import Allowance
from home.files.typst_pdf import compiled, compiling, source_of

# The page, and what it imports.
TEMPLATES = ("poster.typ", "marks.typ")
HOUR = 60 * 60
# What a process remembers for all in an hour: addresses name any date, format and host.
REMEMBERED = Allowance(number=200, size=32_000_000, seconds=HOUR)


@cache
def recipe() -> tuple[dict[str, bytes], str]:
    """The templates by file name, and the digest of what besides the data decides the bytes."""
    sources = {name: source_of(name) for name in TEMPLATES}
    versions = [metadata.version(name) for name in ("typst", "font-hanken-grotesk")]
    return sources, hashlib.sha256(repr((sources, versions)).encode()).hexdigest()


def digest_of(data: dict) -> str:
    """What names the poster of ``data``: it changes with each word, colour and picture, and with the templates."""
    written = json.dumps(data, sort_keys=True).encode()
    return hashlib.sha256(recipe()[1].encode() + written).hexdigest()


def poster_pdf(data: dict, files: dict[str, bytes]) -> bytes:
    """The PDF of ``data``, remembered; ``files`` are the pictures it names, by the name it gives them."""
    key = f"poster:{digest_of(data)}"
    if (made := kept.get(key)) is None:
        # Whoever asks for the same page next finds it made.
        with compiling:
            if (made := kept.get(key)) is None:
                made = compiled(data, {**files, **recipe()[0]}, TEMPLATES[0])
                if REMEMBERED.spend(len(made)):
                    kept.set(key, made, HOUR)
    return made


def qr_code(address: str) -> str:
    """``address`` as a QR code in SVG, with the quiet zone left to what stands around it."""
    file = BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=0, xmldecl=False, dark="#10162b")
    return file.getvalue().decode()
