"""Tables people open in a spreadsheet, where a cell that looks like a formula would be run."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def plain_text(value: object) -> object:
    """``value`` so that no spreadsheet takes it for a formula: such a text gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def spreadsheet(rows: Iterable[Sequence], kind: str) -> bytes:
    """The rows (the headings first) as the bytes of a ``"csv"`` or ``"xlsx"`` file."""
    safe = ([plain_text(value) for value in row] for row in rows)
    return {"csv": as_csv, "xlsx": as_xlsx}[kind](safe)


def as_csv(rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with a byte-order mark and semicolons, which is what Excel opens rightly in Belgium."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
