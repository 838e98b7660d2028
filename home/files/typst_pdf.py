"""Tagged PDF (PDF/UA-1, ISO 14289, where its rules allow) drawn by typst from plain data.

Every word travels as JSON and is never read as markup.
"""

import json
import tempfile
import threading
from functools import cache
from importlib import resources
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpResponse

from home.text.characters import printable_data

FOLDER = settings.ROOT / "templates" / "pdf"
# One at a time in a process: a compilation takes a whole core.
compiling = threading.RLock()


@cache
def source_of(name: str) -> bytes:
    """A template of ``templates/pdf``."""
    return (FOLDER / name).read_bytes()


def compiled(data: dict, files: dict[str, bytes], main: str) -> bytes:
    """Draw ``data`` by the template ``main`` of ``files``, which holds all that it imports and shows."""
    fonts = resources.files("font_hanken_grotesk") / "files"
    with compiling, tempfile.TemporaryDirectory(prefix="paper-") as folder, resources.as_file(fonts) as font_folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        compiler = typst.Compiler(
            str(Path(folder) / main),
            root=folder,
            font_paths=[str(font_folder)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(printable_data(data))},
        )
        try:
            return compiler.compile(format="pdf", pdf_standards=["ua-1"])  # ty: ignore[invalid-explicit-return]
        except typst.TypstError:
            # A letter our typeface lacks is against the rules of the standard; the page is tagged all the same.
            return compiler.compile(format="pdf")  # ty: ignore[invalid-explicit-return]


def drawn(template: str, data: dict) -> bytes:
    """The PDF of ``data`` by ``templates/pdf/<template>.typ``; nothing is remembered, for these pages hold names."""
    main = f"{template}.typ"
    return compiled(data, {main: source_of(main)}, main)


def pdf_response(template: str, data: dict, file_name: str) -> HttpResponse:
    """The PDF to be looked at or saved, and kept by nobody in between."""
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'inline; filename="{file_name}"'}
    return HttpResponse(drawn(template, data), content_type="application/pdf", headers=headers)
