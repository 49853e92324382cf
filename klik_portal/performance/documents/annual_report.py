"""The figures of a year on paper, in the order of a performance report (LKjIP)."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import heads, paper
from accreditation.models import Outcome
from klik_portal.core import wording
from klik_portal.office.models import Office
from klik_portal.performance.achievement import Achievement
from klik_portal.performance.documents import album
from klik_portal.performance.documents.bars import YearBars
from klik_portal.performance.documents.workbook import indicators_of
from klik_portal.performance.models import Narrative
from klik_portal.performance.models.narrative import label_of
from klik_portal.performance.shapes import Figures
from scheduling.models import VisitPhoto

MOST_LISTED = 2000
NOTHING = "\u2013"


def write(
    target: BinaryIO,
    told: Figures,
    *,
    office: Office,
    narrative: Narrative | None,
    certificates: Iterable[Outcome],
    photos: Iterable[VisitPhoto] = (),
) -> int:
    name = _("Laporan kinerja %d") % told.year
    story = [
        *_cover(told, office, name),
        *_said(narrative, "introduction"),
        *_answer(told),
        *_indicators(told),
        *_years(told),
        *_quarters(told),
        *_spread(told),
        *_said(narrative, "analysis", "obstacles", "plans"),
        *_rules(told),
        *album.pages(photos),
        *_list(told, certificates),
        paper.gap(24),
        heads.signed_by_office(office, told.today),
    ]
    foot = heads.foot(name, office.agency_name, wording.short_day(told.today))
    return paper.write(target, title=name, story=story, foot=foot)


def _cover(told: Figures, office: Office, name: str) -> list[Flowable]:
    plan = told.plan
    return [
        *heads.letterhead(office),
        paper.gap(150),
        paper.title(name),
        paper.text(_("Layanan akreditasi perpustakaan"), paper.SECTION),
        paper.gap(20),
        paper.facts(
            (
                (_("Rencana"), plan.title if plan else _("belum ada")),
                (_("Nomor dokumen"), (plan.document_number if plan else "") or NOTHING),
                (_("Kabupaten"), office.regency_name),
                (_("Angka per"), wording.day(told.today)),
            )
        ),
        paper.new_page(),
    ]


def _said(narrative: Narrative | None, *parts: str) -> list[Flowable]:
    """What the coordinator wrote, a paragraph a line; a part left empty is left out."""
    story: list[Flowable] = []
    for part in parts:
        lines = [line for line in getattr(narrative, part, "").splitlines() if line.strip()]
        if lines:
            story += paper.heading(label_of(part))
            story += [paper.text(line, paper.LETTER) for line in lines]
    return story


def _answer(told: Figures) -> list[Flowable]:
    result, one = told.result, told.headline
    said = _("%(name)s tahun %(year)d: %(achieved)s %(unit)s.") % {
        "name": one.name, "year": told.year, "achieved": result.achieved_label or NOTHING, "unit": one.unit,
    }  # fmt: skip
    if result.percent is not None:
        said += " " + _("Target %(target)s, %(words)s: capaian %(raw)s, dibatasi %(capped)s (%(scale)s).") % {
            "target": result.target_label, "words": result.words, "raw": result.percent_label,
            "capped": result.capped_label, "scale": result.scale.lower(),
        }  # fmt: skip
    return [paper.section(_("Ringkasan")), paper.text(said, paper.LETTER)]


def _numbers(result: Achievement) -> list[Flowable]:
    labels = (
        result.target_label, result.achieved_label, result.percent_label, result.capped_label,
    )  # fmt: skip
    return [paper.text(label or NOTHING, paper.NUMBER) for label in labels]


def _table(
    first: Sequence[str], rows: Iterable[tuple[Sequence[str], Achievement]], widths: Sequence[int]
) -> Flowable:
    """Words to the left; target, achieved, raw and capped percent to the right."""
    return paper.table(
        (*first, _("Target"), _("Realisasi"), _("Capaian"), _("Dibatasi")),
        [[*map(paper.text, words), *_numbers(result)] for words, result in rows],
        (*widths, 14, 15, 15, 14),
        numeric=range(len(first), len(first) + 4),
    )


def _indicators(told: Figures) -> list[Flowable]:
    rows = [((one.code, f"{one.name} ({one.unit})"), one.result) for one in indicators_of(told)]
    return [
        *paper.heading(_("Target, realisasi dan capaian")),
        _table((_("Kode"), _("Indikator")), rows, (9, 42)),
    ]


def _years(told: Figures) -> list[Flowable]:
    if not told.years:
        return []
    said = [
        _("%(achieved)s, target %(target)s")
        % {
            "achieved": row.result.achieved_label or NOTHING,
            "target": row.result.target_label or NOTHING,
        }
        for row in told.years
    ]
    rows = [((str(row.year),), row.result) for row in told.years]
    return [
        paper.together(
            [
                paper.section(_("%s per tahun") % told.headline.name),
                YearBars(told.years, said),
                paper.text(_("Batang: realisasi. Garis: target."), paper.SMALL),
            ]
        ),
        paper.gap(6),
        _table((_("Tahun"),), rows, (40,)),
    ]


def _quarters(told: Figures) -> list[Flowable]:
    rows = [((row.label,), row.result) for row in told.headline.quarters]
    if not rows:
        return []
    return [
        *paper.heading(_("Sampai akhir triwulan")),
        _table((_("Triwulan"),), rows, (40,)),
    ]


def _spread(told: Figures) -> list[Flowable]:
    groups = [((row.label,), row.result) for row in told.groups]
    areas = [((row.label,), row.result) for row in told.areas if row.achieved or row.result.target]
    without = [row.label for row in told.areas if not row.achieved]
    story = [
        *paper.heading(_("Menurut jenis perpustakaan")),
        _table((_("Jenis"),), groups, (40,)),
        *paper.heading(_("Menurut kecamatan")),
    ]
    if areas:
        story.append(_table((_("Kecamatan"),), areas, (40,)))
    if without:
        story += [
            paper.gap(6),
            paper.text(_("Belum ada di: %s.") % ", ".join(without), paper.SMALL),
        ]
    return story


def _rules(told: Figures) -> list[Flowable]:
    """How each number came about, and what was entered late or put right."""
    rows = [
        [paper.text(one.code), paper.text(one.name), paper.text(one.rule or NOTHING, paper.SMALL)]
        for one in indicators_of(told)
    ]
    late = _("Dicatat sesudah triwulannya berakhir: %(late)d. Diperbaiki: %(corrected)d.") % {
        "late": told.late, "corrected": told.corrected,
    }  # fmt: skip
    return [
        *paper.heading(_("Cara menghitung")),
        paper.table((_("Kode"), _("Indikator"), _("Cara")), rows, (9, 30, 61)),
        paper.gap(6),
        paper.text(
            _("Capaian dibatasi paling tinggi 100 % hanya pada kolom terakhir."), paper.SMALL
        ),
        paper.text(late, paper.SMALL),
    ]


def _list(told: Figures, certificates: Iterable[Outcome]) -> list[Flowable]:
    found = iter(certificates)
    rows = [_row(number, one) for number, one in enumerate(islice(found, MOST_LISTED), start=1)]
    if not rows:
        return []
    head = (_("No."), _("Perpustakaan"), _("Nomor sertifikat"), _("Ditetapkan"), _("Peringkat"))
    story = [
        *paper.heading(_("Perpustakaan terakreditasi tahun %d") % told.year),
        paper.table(head, rows, (7, 42, 25, 15, 11)),
    ]
    if next(found, None):
        story.append(paper.text(_("Selebihnya ada dalam lembar kerja Excel."), paper.SMALL))
    return story


def _row(number: int, outcome: Outcome) -> list:
    library, standing = outcome.library, outcome.standing
    place = f"{library.type_label}, {library.desa.name}, {library.kecamatan.name}"
    before = _("semula %s, setelah banding") % outcome.grade if standing != outcome else ""
    return [
        paper.text(str(number)),
        paper.cell((library.name, paper.TEXT), (place, paper.SMALL)),
        paper.cell((standing.certificate_number, paper.TEXT), (before, paper.SMALL)),
        paper.text(wording.short_day(outcome.decided_on)),
        paper.text(standing.grade),
    ]
