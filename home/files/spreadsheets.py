"""Tables people open in a spreadsheet, where a cell that looks like a formula would be run."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from home.text.characters import printable

CSV_DELIMITER = ";"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
# Excel calls a file damaged whose cell holds more.
LONGEST_CELL = 32_767
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def plain_text(value: object) -> object:
    """``value`` as a cell can hold it, so that no spreadsheet takes it for a formula.

    A text that looks like one gets an apostrophe in front; control characters are left out, what is too long is cut.
    """
    if not isinstance(value, str):
        return value
    text = printable(value)
    if text.startswith(FORMULA_STARTS):
        text = f"'{text}"
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def spreadsheet(rows: Iterable[Sequence], kind: str) -> bytes:
    """The rows (the headings first) as the bytes of a ``"csv"`` or ``"xlsx"`` file."""
    safe = ([plain_text(value) for value in row] for row in rows)
    return {"csv": as_csv, "xlsx": as_xlsx}[kind](safe)


def as_csv(rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with a byte-order mark and semicolons, which is what Excel opens rightly in Belgium."""
    text = io.StringIO()
    csv.writer(text, delimiter=CSV_DELIMITER).writerows(rows)
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
