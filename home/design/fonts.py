"""The site's typeface, cut down to the letters our two languages use."""

import hashlib
from importlib import resources
from pathlib import Path

from fontTools import subset

WEIGHTS = {400: "HankenGrotesk-Regular.otf", 500: "HankenGrotesk-Medium.otf", 700: "HankenGrotesk-Bold.otf"}
# Basic Latin, Latin-1, the letters of French, Dutch and our neighbours' names, and the punctuation of both.
CHARACTERS = sorted(
    {*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B}
    | {ord(character) for character in "–—‘’‚“”„†•…‹›€−×→←↑↓≥≤\u2009\u202f\u2011"}
)
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]


def build_fonts(folder: Path, stamps: Path) -> list[Path]:
    """Write ``hanken-grotesk-<weight>.woff2`` into ``folder`` where it is missing or out of date.

    ``stamps`` is a folder, not served, that remembers what each font was made of. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamps.mkdir(parents=True, exist_ok=True)
    sources = resources.files("font_hanken_grotesk") / "files"
    written = []
    for weight, name in WEIGHTS.items():
        source = (sources / name).read_bytes()
        target = folder / f"hanken-grotesk-{weight}.woff2"
        stamp, made_of = stamps / f"{target.name}.made-of", fingerprint(source)
        if target.exists() and stamp.exists() and stamp.read_text() == made_of:
            continue
        with resources.as_file(sources / name) as path:
            cut(path, target)
        stamp.write_text(made_of)
        written.append(target)
    return written


def fingerprint(source: bytes) -> str:
    recipe = repr((CHARACTERS, FEATURES)).encode()
    return hashlib.sha256(source + recipe).hexdigest()


def cut(source: Path, target: Path) -> None:
    """Subset one font file to WOFF2."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    partial = target.with_suffix(".partial")
    subset.save_font(font, str(partial), options)
    font.close()
    partial.replace(target)
