"""The itinerary: each day with travel and visits, then team, way and cost."""

from typing import BinaryIO

from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import heads, paper
from klik_portal.core import wording
from klik_portal.core.clock import wita
from klik_portal.office.models import Office
from scheduling.documents.assignment_letter import post_of
from scheduling.models import BudgetLine, TripStop
from scheduling.trip_plan import PlanDay, PlanPiece, TripPlan


def write(target: BinaryIO, *, plan: TripPlan, office: Office) -> None:
    trip = plan.trip
    story = [
        *heads.letterhead(office),
        paper.text(_("JADWAL PERJALANAN"), paper.CAPTION),
        paper.text(trip.title, paper.CENTRED),
        paper.gap(10),
        paper.facts(_facts(plan)),
    ]
    for day in plan.days:
        story += _day(day)
    if plan.stops:
        story += [*paper.heading(_("Perpustakaan yang dikunjungi")), *_stops(plan)]
    story += [*paper.heading(_("Tim")), _team(plan)]
    story += [*paper.heading(_("Biaya")), *_budget(plan)]
    path = reverse("scheduling:trip-letter", args=[trip.code]).removesuffix("surat/")  # the trip
    story += [
        paper.gap(12),
        paper.together([heads.code_line(path, _("Jadwal terbaru ada di Klik:"))]),
    ]
    foot = heads.foot(trip.code, trip.title)
    paper.write(target, title=_("Jadwal perjalanan %s") % trip.code, story=story, foot=foot)


def _facts(plan: TripPlan) -> list[tuple[str, str]]:
    trip = plan.trip
    return [
        (_("Nomor"), f"{trip.code} ({trip.get_state_display()})"),
        (_("Hari"), f"{wording.day(trip.first_on)} - {wording.day(trip.last_on)}"),
        (_("Berangkat"), _("%(base)s, setiap hari pukul %(time)s WITA")
         % {"base": trip.base, "time": f"{trip.day_starts:%H.%M}"}),
        (_("Kendaraan atau perahu"), trip.vehicle or "-"),
        (_("Sopir atau motoris"), trip.crew or "-"),
    ]  # fmt: skip


def _day(day: PlanDay) -> list[Flowable]:
    head = _("Hari ke-%(number)d: %(day)s") % {"number": day.number, "day": wording.day(day.day)}
    if not day.pieces:
        return [
            *paper.heading(head),
            paper.text(_("Belum ada perjalanan atau kunjungan."), paper.SMALL),
        ]
    rows = [[paper.text(_times(p)), _what(p)] for p in day.pieces]
    busy = _("Perjalanan dan kunjungan: %s.") % heads.minutes_text(day.busy_minutes)
    return [
        *paper.heading(head),
        paper.table((_("Waktu (WITA)"), _("Kegiatan")), rows, (18, 82)),
        paper.gap(3),
        paper.text(busy, paper.SMALL),
    ]


def _times(piece: PlanPiece) -> str:
    return f"{wita(piece.piece.starts_at):%H.%M} - {wita(piece.piece.ends_at):%H.%M}"


def _what(piece: PlanPiece) -> list:
    length = heads.minutes_text(piece.piece.minutes)
    if piece.is_travel and piece.piece.leg:
        leg = piece.piece.leg
        goal = piece.stop.application.library.place if piece.stop else _("pulang")
        season = _("Musim: %s") % leg.season_note if leg.season_note else ""
        return paper.cell(
            (f"{piece.mode_label}: {leg.description or goal} ({length})", paper.TEXT),
            (season, paper.SMALL),
        )
    library = piece.stop.application.library if piece.stop else None
    name = library.name if library else ""
    if piece.is_open:
        return paper.cell((_("Ditunda: %s. Waktunya dibiarkan kosong.") % name, paper.SMALL))
    return paper.cell((_("Kunjungan: %s") % name, paper.STRONG), (length, paper.SMALL))


def _stops(plan: TripPlan) -> list[Flowable]:
    rows = [
        [paper.text(str(number)), _place(stop), _contact(stop)]
        for number, stop in enumerate(plan.stops, start=1)
    ]
    heads_ = (_("No."), _("Perpustakaan dan cara ke sana"), _("Kontak dan menginap"))
    return [paper.table(heads_, rows, (6, 58, 36))]


def _place(stop: TripStop) -> list:
    library = stop.application.library
    asked = stop.visit_request.way_to_get_there if stop.visit_request else ""
    state = "" if stop.state == "planned" else stop.get_state_display()
    return paper.cell(
        (library.name, paper.STRONG),
        (heads.in_one((library.address, library.place)), paper.TEXT),
        (asked or library.way_to_get_there, paper.SMALL),
        (state, paper.HEAD),
    )


def _contact(stop: TripStop) -> list:
    library, details = stop.application.library, stop.application.details
    name = library.contact_name or str(details.get("contact_name", ""))
    phone = library.contact_phone or str(details.get("contact_phone", ""))
    return paper.cell(
        (name, paper.TEXT),
        (phone or _("Nomor HP belum ada"), paper.STRONG if phone else paper.SMALL),
        (stop.note, paper.SMALL),
    )


def _team(plan: TripPlan) -> Flowable:
    rows = [
        [
            paper.text(m.officer.display_name),
            paper.text(post_of(m)),
            paper.text(_("Ketua tim") if m.is_lead else _("Anggota")),
            paper.text(str(m.officer.phone or "-")),
        ]
        for m in plan.members
    ]
    if not rows:
        return paper.text(_("Belum ada anggota tim."), paper.SMALL)
    return paper.table((_("Nama"), _("Jabatan"), _("Tugas"), _("HP")), rows, (34, 30, 16, 20))


def _budget(plan: TripPlan) -> list[Flowable]:
    if not plan.budget:
        return [paper.text(_("Belum ada rincian biaya."), paper.SMALL)]
    rows = [_budget_row(line) for line in plan.budget]
    rows.append(_sum(_("Jumlah"), plan.cost))
    if plan.cost_per_library is not None:
        count = len(plan.going)
        rows.append(_sum(_("Per perpustakaan (%d)") % count, plan.cost_per_library))
    heads_ = (_("Uraian"), _("Banyaknya"), _("Harga satuan"), _("Jumlah"))
    return [paper.table(heads_, rows, (40, 20, 20, 20), numeric=(1, 2, 3))]


def _budget_row(line: BudgetLine) -> list:
    amount = f"{line.quantity.normalize():f}".replace(".", ",")
    return [
        paper.text(line.label),
        paper.text(f"{amount} {line.unit}".strip(), paper.NUMBER),
        paper.text(rupiah(line.unit_price), paper.NUMBER),
        paper.text(rupiah(line.amount), paper.NUMBER),
    ]


def _sum(label: str, amount: int) -> list:
    return [paper.text(label, paper.STRONG), [], [], paper.text(rupiah(amount), paper.NUMBER)]


def rupiah(value: int) -> str:
    return f"Rp{wording.number(value)}"
