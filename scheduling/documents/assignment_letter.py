"""Surat tugas: who is sent where, when and what for."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from accreditation.documents import heads, paper, seal
from klik_portal.core import wording
from klik_portal.office.models import Office
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.operations import Sheet
from scheduling.models import TripMember
from scheduling.trip_plan import TripPlan

KIND = "trip"


def sheet(plan: TripPlan, office: Office) -> Sheet:
    """What anybody may check names no person: neither the team nor the purpose, which is free text.

    A change of either makes another letter all the same.
    """
    trip = plan.trip
    team = [f"{m.officer.display_name}: {post_of(m)}: {m.is_lead}" for m in plan.members]
    facts = _facts(plan)
    _purpose, days, *_more = facts
    goals = "; ".join(stop.application.library.name for stop in plan.going)
    return seal.sheet(
        kind=PaperKind.ASSIGNMENT, subject=(KIND, trip.code), number=trip.letter_number,
        issued_on=trip.letter_on, valid_until=trip.last_on,
        facts=(days, (_("Tujuan"), goals)),
        rest=(*heads.words(office), *team, *facts, *destinations(plan)),
    )  # fmt: skip


def write(
    target: BinaryIO, *, plan: TripPlan, office: Office, issued: IssuedPaper | None = None
) -> int:
    """Without number and date it is a form to complete by hand, and nobody can check it."""
    trip = plan.trip
    members = plan.members
    story = [
        *heads.letterhead(office),
        *heads.caption(_("SURAT TUGAS"), trip.letter_number),
        paper.text(_("Yang bertanda tangan di bawah ini menugaskan:"), paper.LETTER),
        paper.gap(6),
        paper.table(
            (_("No."), _("Nama"), _("Pangkat, NIP, jabatan"), _("Tugas")),
            [
                [
                    paper.text(str(number)),
                    paper.text(member.officer.display_name),
                    paper.text(post_of(member)),
                    paper.text(_("Ketua tim") if member.is_lead else _("Anggota")),
                ]
                for number, member in enumerate(members, start=1)
            ],
            (6, 36, 38, 20),
        ),
        paper.gap(10),
        *paper.pairs(_facts(plan)),
        paper.gap(8),
        paper.text(_("Tempat yang dituju:"), paper.LETTER),
        *(paper.numbered(destinations(plan)) or [paper.text("-", paper.LETTER)]),
        paper.gap(8),
        paper.text(
            _("Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab. Setelah selesai, petugas melaporkan hasilnya."),
            paper.LETTER,
        ),
        paper.gap(18),
        heads.signed_by_office(office, trip.letter_on),
        *([seal.seal(issued)] if issued else []),
    ]  # fmt: skip
    return paper.write(
        target,
        title=_("Surat tugas %s") % trip.code,
        story=story,
        foot=heads.foot(trip.code, trip.title),
    )


def post_of(member: TripMember) -> str:
    """As typed for the letter, else the role in Klik."""
    return member.post or str(member.officer.get_role_display())


def _facts(plan: TripPlan) -> list[tuple[str, str]]:
    trip = plan.trip
    days = wording.day(trip.first_on)
    if trip.day_count > 1:
        days = _("%(first)s sampai %(last)s (%(count)d hari)") % {
            "first": days, "last": wording.day(trip.last_on), "count": trip.day_count,
        }  # fmt: skip
    return [
        (_("Maksud"), trip.purpose or trip.title),
        (_("Waktu"), days),
        (_("Berangkat dari"), trip.base),
        (_("Kendaraan"), heads.in_one((trip.vehicle, trip.crew), "; ") or "-"),
    ]


def destinations(plan: TripPlan) -> list[str]:
    return [
        _("%(library)s, %(place)s, hari ke-%(day)d (%(date)s)")
        % {
            "library": stop.application.library.name,
            "place": stop.application.library.place,
            "day": plan.visit_of(stop).day,
            "date": wording.day(plan.days[plan.visit_of(stop).day - 1].day),
        }
        for stop in plan.going
    ]
