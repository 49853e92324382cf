"""The figures of a year as a workbook in which an office can check every percentage."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Outcome
from klik_portal.core import wording
from klik_portal.performance.documents.cells import Book, Sheet
from klik_portal.performance.shapes import Figures, IndicatorFigure, PartFigure
from libraries.models import LibraryType

TARGET = (
    (gettext_lazy("Target"), 11), (gettext_lazy("Realisasi"), 11), (gettext_lazy("Capaian (%)"), 12),
    (gettext_lazy("Capaian, paling tinggi 100 (%)"), 16),
)  # fmt: skip


def write(told: Figures, *, certificates: Iterable[Outcome]) -> bytes:
    """`certificates` are those behind the number of accredited libraries."""
    book = Book()
    _summary(book, told)
    _years(book, told)
    _groups(book, told)
    _areas(book, told)
    _quarters(book, told)
    _libraries(book, told, certificates)
    return book.finished()


def indicators_of(told: Figures) -> list[IndicatorFigure]:
    """Without a plan the counted figure is told alone."""
    return told.indicators or [told.headline]


def _above(told: Figures) -> tuple[str, ...]:
    plan = told.plan
    document = f" ({plan.document_number})" if plan and plan.document_number else ""
    return (
        _("Laporan kinerja %d") % told.year,
        _("Rencana: %s") % (f"{plan.title}{document}" if plan else _("belum ada")),
        _("Angka menurut Klik per %s") % wording.day(told.today),
    )


def _summary(book: Book, told: Figures) -> None:
    sheet = book.sheet(
        _("Ringkasan"),
        (
            (_("Sasaran"), 32), (_("Kode"), 8), (_("Indikator"), 40), (_("Satuan"), 14), *TARGET,
            (_("Predikat"), 14), (_("Cara menghitung"), 60), (_("Penanggung jawab"), 24),
        ),
        above=_above(told),
    )  # fmt: skip
    for one in indicators_of(told):
        sheet.row(
            one.goal, one.code, one.name, one.unit, one.result, one.result.scale, one.rule, one.responsible
        )  # fmt: skip
    sheet.row()
    sheet.row(
        _("Sertifikat yang dicatat sesudah triwulannya berakhir"), "", "", "", None, told.late
    )
    sheet.row(_("Sertifikat yang diperbaiki"), "", "", "", None, told.corrected)


def _years(book: Book, told: Figures) -> None:
    sheet = book.sheet(
        _("Target dan capaian"),
        (
            (_("Kode"), 8), (_("Indikator"), 40), (_("Satuan"), 14), (_("Arah"), 24), (_("Tahun"), 8),
            *TARGET, (_("Predikat"), 14),
        ),
    )  # fmt: skip
    for one in indicators_of(told):
        for year in one.years:
            sheet.row(
                one.code, one.name, one.unit, _direction(one), str(year.year), year.result, year.result.scale
            )  # fmt: skip


def _direction(one: IndicatorFigure) -> str:
    if one.result.higher_is_better:
        return _("Makin tinggi makin baik")
    return _("Makin rendah makin baik")


def _groups(book: Book, told: Figures) -> None:
    sheet = book.sheet(
        _("Menurut jenis"), ((_("Jenis perpustakaan"), 36), *TARGET, (_("Sedang berjalan"), 12))
    )
    for group in told.groups:
        sheet.row(group.label, group.result, group.running)
    _sums(sheet, told.groups)


def _areas(book: Book, told: Figures) -> None:
    sheet = book.sheet(
        _("Menurut kecamatan"),
        ((_("Kecamatan"), 28), (_("Kode"), 12), *TARGET, (_("Sedang berjalan"), 12)),
    )
    for area in told.areas:
        sheet.row(area.label, area.code, area.result, area.running)
    _sums(sheet, told.areas, left=2)


def _sums(sheet: Sheet, rows: list[PartFigure], *, left: int = 1) -> None:
    if rows:
        achieved, running = sum(row.achieved for row in rows), sum(row.running for row in rows)
        sheet.sum_row(_("Jumlah"), {left + 1: achieved, left + 4: running})


def _quarters(book: Book, told: Figures) -> None:
    sheet = book.sheet(
        _("Triwulan"),
        (
            (_("Kode"), 8), (_("Indikator"), 40), (_("Satuan"), 14), (_("Sampai akhir"), 16), *TARGET,
            (_("Dalam triwulan itu"), 14),
        ),
    )  # fmt: skip
    for one in indicators_of(told):
        for quarter in one.quarters:
            sheet.row(
                one.code, one.name, one.unit, quarter.label, quarter.result, quarter.within,
                decimals=one.result.decimals,
            )  # fmt: skip


def _libraries(book: Book, told: Figures, certificates: Iterable[Outcome]) -> None:
    sheet = book.sheet(
        _("Daftar perpustakaan"),
        (
            (_("No."), 6), (_("Perpustakaan"), 42), (_("Jenis"), 30), (_("Kecamatan"), 22), (_("Desa"), 22),
            (_("NPP"), 18), (_("Nomor sertifikat"), 30), (_("Ditetapkan"), 14), (_("Peringkat"), 10), (_("Berlaku sampai"), 14),
        ),
    )  # fmt: skip
    types = {str(kind): str(kind.label) for kind in LibraryType}  # said once, not once a row
    for number, outcome in enumerate(certificates, start=1):
        library, standing = outcome.library, outcome.standing
        sheet.row(
            number, library.name, types[library.type], library.kecamatan.name, library.desa.name, library.npp,
            standing.certificate_number, outcome.decided_on, standing.grade, standing.valid_until,
        )  # fmt: skip
