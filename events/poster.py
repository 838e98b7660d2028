"""The poster of an event: one page of A4 or A3, in French, Dutch or both, drawn by typst as a tagged PDF.

Every word travels as JSON and is never read as markup. Equal data give equal bytes, so the digest of the data names
them in the cache and in the ETag.
"""

import hashlib
import json
import tempfile
import threading
from functools import cache
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.core.cache import cache as kept

# The page, and what it imports.
TEMPLATES = [settings.ROOT / "templates" / "pdf" / name for name in ("poster.typ", "marks.typ")]
DAY = 24 * 60 * 60
# One at a time in a process: a compilation takes a whole core, and whoever asks for the same page next finds it made.
_compiling = threading.Lock()


@cache
def recipe() -> tuple[dict[str, bytes], str]:
    """The templates by file name, and the digest of what besides the data decides the bytes."""
    sources = {path.name: path.read_bytes() for path in TEMPLATES}
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
        with _compiling:
            if (made := kept.get(key)) is None:
                made = compiled(data, files)
                kept.set(key, made, DAY)
    return made


def compiled(data: dict, files: dict[str, bytes]) -> bytes:
    """Draw ``data``. PDF/UA-1 (ISO 14289) where its rules allow: a letter our typeface lacks is against them."""
    fonts = resources.files("font_hanken_grotesk") / "files"
    with tempfile.TemporaryDirectory(prefix="poster-") as folder, resources.as_file(fonts) as font_folder:
        for name, content in {**files, **recipe()[0]}.items():
            (Path(folder) / name).write_bytes(content)

        def compile_as(standards: list[str]) -> bytes:
            compiler = typst.Compiler(
                str(Path(folder) / TEMPLATES[0].name),
                root=folder,
                font_paths=[str(font_folder)],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data)},
            )
            return compiler.compile(format="pdf", pdf_standards=standards)

        try:
            return compile_as(["ua-1"])
        except typst.TypstError:
            return compile_as([])


def qr_code(address: str) -> str:
    """``address`` as a QR code in SVG, with the quiet zone left to what stands around it."""
    file = BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=0, xmldecl=False, dark="#10162b")
    return file.getvalue().decode()
