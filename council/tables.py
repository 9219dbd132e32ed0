"""Tables as files for a spreadsheet: CSV and XLSX, in which nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("xlsx", "csv")
# What a spreadsheet program takes for the beginning of a formula (OWASP, “CSV injection”).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def inert(value: Any) -> Any:
    """The cell's value as text that no spreadsheet calculates; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = "".join(char for char in str(value) if char in "\n\t" or char >= " ")
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads Korean as something else."""
    stream = io.StringIO()
    csv.writer(stream).writerows([inert(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet; its first row is bold and stays in sight."""
    # Read when it is needed: every process of the portal would wait for it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(char for char in title if char not in "[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, inert(value))
            if not isinstance(cell.value, int | float):
                cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_response(kind: str, name: str, title: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`rows` as a file to save, `kind` one of FORMATS, called `<name>.<kind>`."""
    content, mimetype = (as_csv(rows), "text/csv; charset=utf-8") if kind == "csv" else (as_xlsx(title, rows), XLSX)
    response = HttpResponse(content, content_type=mimetype)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
