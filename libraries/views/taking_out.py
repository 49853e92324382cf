"""Doors of the export: what the registry's list shows, all of it, as a sheet."""

from django.http import FileResponse, HttpRequest, StreamingHttpResponse

from klik_portal.audit import operations as audit
from klik_portal.core import clock, spreadsheets
from klik_portal.files import store
from libraries import exporting, queries
from libraries.forms import RegistrySearch


def workbook(request: HttpRequest) -> FileResponse:
    sheet = _asked_sheet(request, "Excel")
    with store.workplace() as workplace:
        exporting.as_workbook(sheet, workplace / "sheet.xlsx")
        file = (workplace / "sheet.xlsx").open("rb")  # lives on until it is sent
    return FileResponse(
        file,
        as_attachment=True,
        filename=_file_name("xlsx"),
        content_type=spreadsheets.CONTENT_TYPE,
    )


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        exporting.as_csv(_asked_sheet(request, "CSV")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name("csv")}"'
    return response


def _asked_sheet(request: HttpRequest, form: str) -> exporting.Sheet:
    """On record before the first row leaves: who took how many rows, asked for how."""
    search = RegistrySearch(request.GET)
    rows = queries.registry_rows(request.user, search.wanted())
    audit.record(
        kind="export", code="libraries", verb="registry_taken", actor=request.user, at=clock.now(),
        rows=rows.count(), form=form, asked=search.asked(),
    )  # fmt: skip
    return exporting.Sheet(rows)


def _file_name(ending: str) -> str:
    return f"perpustakaan-{clock.today():%Y-%m-%d}.{ending}"
