"""What is printed for the day: tagged PDF (PDF/UA-1 where its rules allow) drawn by typst from plain data.

Every word travels as JSON and is never read as markup. Nothing is remembered: these pages hold names.
"""

import json
import tempfile
from importlib import resources
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpResponse

FOLDER = settings.ROOT / "templates" / "pdf"


def drawn(template: str, data: dict) -> bytes:
    """The PDF of ``data`` by ``templates/pdf/<template>.typ``."""
    fonts = resources.files("font_hanken_grotesk") / "files"
    with tempfile.TemporaryDirectory(prefix="paper-") as folder, resources.as_file(fonts) as font_folder:
        page = Path(folder) / "page.typ"
        page.write_bytes((FOLDER / f"{template}.typ").read_bytes())
        compiler = typst.Compiler(
            str(page),
            root=folder,
            font_paths=[str(font_folder)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
        )
        try:
            return compiler.compile(format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError:
            # A letter our typeface lacks is against the rules of the standard; the page is tagged all the same.
            return compiler.compile(format="pdf")


def pdf_response(template: str, data: dict, file_name: str) -> HttpResponse:
    """The PDF to be looked at or saved, and kept by nobody in between."""
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'inline; filename="{file_name}"'}
    return HttpResponse(drawn(template, data), content_type="application/pdf", headers=headers)
