"""The visit pack on paper: facts, way, open matters, the instrument with boxes to tick, signatures."""

from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from reportlab.platypus import Flowable

from accreditation.documents import heads, paper
from scheduling.documents import pack_words as words
from scheduling.visit_pack import PackFile, PackItem, PackSection, VisitPack

THUMBNAIL_POINTS, THUMBNAIL_PIXELS = 62.0, 200
BLANK_LINES = 18


def write(target: BinaryIO, *, pack: VisitPack) -> None:
    """Items stay in one piece, unless one of them is longer than a page."""
    try:
        content = _written(pack, splits_rows=False)
    except paper.TooTall:
        content = _written(pack, splits_rows=True)
    target.write(content)


def _written(pack: VisitPack, *, splits_rows: bool) -> bytes:
    target = BytesIO()
    paper.write(
        target, title=_("Paket kunjungan %s") % pack.appointment.code, story=_story(pack, splits_rows),
        foot=heads.foot(pack.appointment.code, pack.application.library.name),
        room_below=paper.CODE_FOOT + 18,
    )  # fmt: skip
    return target.getvalue()


def _story(pack: VisitPack, splits_rows: bool) -> list[Flowable]:
    library = pack.application.library
    story: list[Flowable] = [
        paper.CornerCode(pack.address, _("Ketik laporan kunjungan:")),
        paper.title(_("Paket kunjungan")),
        paper.text(f"{library.name}, {library.place}", paper.STRONG),
        paper.text(f"{pack.appointment.code} · {pack.application.code}", paper.SMALL),
        paper.gap(10),
        paper.facts(words.visit(pack)),
        *paper.heading(_("Lembaga")),
        paper.facts(words.facts(pack)),
        *_open_matters(pack),
    ]
    for section in pack.sections:
        story += _section(section, splits_rows)
    if not pack.sections:
        story += [
            *paper.heading(_("Catatan kunjungan")),
            paper.text(_("Jenis perpustakaan ini tidak memakai lembar penilaian."), paper.SMALL),
            *paper.writing_lines(BLANK_LINES),
        ]
    return [*story, *_signatures(pack)]


def _open_matters(pack: VisitPack) -> list[Flowable]:
    story: list[Flowable] = [*paper.heading(_("Catatan perbaikan terakhir"))]
    story += paper.numbered([words.correction(c) for c in pack.corrections], paper.TEXT) or [
        paper.text(_("Tidak ada."), paper.SMALL)
    ]
    story += paper.heading(_("Tindak lanjut yang belum selesai"))
    story += paper.numbered([words.action(a) for a in pack.actions], paper.TEXT) or [
        paper.text(_("Tidak ada."), paper.SMALL)
    ]
    return story


def _section(section: PackSection, splits_rows: bool) -> list[Flowable]:
    component = section.component
    where = _("Ketik temuan %s:") % f"{component.code}. {component.name}"[:60]
    heads_ = (_("Butir"), _("Jawaban dan yang diperiksa"), _("Nilai petugas"))
    return [
        paper.new_page(),
        paper.CornerCode(section.address, where),
        *paper.heading(str(component)),
        paper.table(
            heads_, [_row(row) for row in section.items], (26, 50, 24), splits_rows=splits_rows
        ),
        paper.gap(6),
        paper.text(_("Temuan (lanjutkan di balik kertas)"), paper.STRONG),
        *paper.writing_lines(2, apart=18),
    ]


def _row(row: PackItem) -> list:
    indicator = row.item.indicator
    desk = words.desk_answer(row.review)
    middle: list[Flowable] = paper.cell(
        (_("Perpustakaan: %s") % words.answer(row.item), paper.TEXT),
        (_("Petugas di meja: %s") % desk if desk else "", paper.TEXT),
        (words.to_check(row.item), paper.SMALL),
    )
    middle += _files(row)
    return [
        paper.cell(
            (f"{row.place} {indicator.topic}", paper.STRONG), (indicator.subcomponent, paper.SMALL)
        ),
        middle,
        [paper.gap(2), paper.Boxes(row.values), *paper.writing_lines(1)],
    ]


def _files(row: PackItem) -> list[Flowable]:
    pictures = [picture for file in row.files if (picture := _picture(file))]
    named = [file.name[:60] for file in row.files if not file.picture]
    if row.more_files:
        named.append(_("dan %d berkas lagi di Klik") % row.more_files)
    if not row.files:
        named.append(_("Belum ada bukti."))
    story: list[Flowable] = []
    if pictures:
        story += [paper.gap(3), paper.strip(pictures, THUMBNAIL_POINTS + 4)]
    if named:
        story.append(paper.text("; ".join(named), paper.SMALL))
    return story


def _picture(file: PackFile) -> Flowable | None:
    jpeg = _as_jpeg(file.picture) if file.picture else b""
    return paper.picture(jpeg, longest=THUMBNAIL_POINTS) if jpeg else None


def _as_jpeg(webp: bytes) -> bytes:
    """PDF knows no WebP; small as they are, turning them costs a few milliseconds each."""
    try:
        image = Image.open(BytesIO(webp)).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return b""
    image.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    out = BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def _signatures(pack: VisitPack) -> list[Flowable]:
    details = pack.application.details
    blocks = [
        (_("Kepala lembaga induk"), str(details.get("parent_head_name", "")), ""),
        (_("Pengelola perpustakaan"), str(details.get("contact_name", "")), ""),
        *((_("Petugas"), name, "") for name in pack.team),
    ]
    return [*paper.heading(_("Tanda tangan")), paper.signatures(*blocks, room=40)]
