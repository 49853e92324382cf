"""Attendance list of a visit: who is expected, and empty lines for everybody else."""

from typing import BinaryIO

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation import queries
from accreditation.documents import heads, paper
from klik_portal.core import wording
from klik_portal.office.models import Office
from libraries.models import LibraryMembership
from scheduling.models import Appointment
from scheduling.visit_pack import team_of

EMPTY_LINES = 12
LINE = 20.0


def write(target: BinaryIO, *, appointment: Appointment, office: Office) -> None:
    library = appointment.application.library
    rows = [
        _row(number, name, post)
        for number, (name, post) in enumerate(expected(appointment), start=1)
    ]
    rows += [_row(number, "", "") for number in range(len(rows) + 1, len(rows) + 1 + EMPTY_LINES)]
    story = [
        *heads.letterhead(office),
        paper.text(_("DAFTAR HADIR"), paper.CAPTION),
        paper.gap(8),
        *paper.pairs(
            [
                (_("Kegiatan"), _("Kunjungan pembinaan perpustakaan")),
                (_("Perpustakaan"), f"{library.name}, {library.place}"),
                (_("Waktu"), wording.moment(appointment.starts_at)),
                (_("Nomor"), f"{appointment.code} · {appointment.application.code}"),
            ]
        ),
        paper.gap(10),
        paper.table(
            (_("No."), _("Nama"), _("Jabatan atau lembaga"), _("Nomor HP"), _("Tanda tangan")),
            rows,
            (6, 29, 27, 17, 21),
        ),
    ]
    foot = heads.foot(appointment.code, library.name)
    paper.write(target, title=_("Daftar hadir %s") % appointment.code, story=story, foot=foot)


def expected(appointment: Appointment) -> list[tuple[str, str]]:
    """Names with posts: the team, then the library's people as Klik knows them. Each once."""
    application, library = appointment.application, appointment.application.library
    posts = dict(
        LibraryMembership.objects.confirmed()
        .filter(library=library)
        .values_list("user", "position")
    )
    found = [(name, _("Petugas Dinas")) for name in team_of(appointment)]
    found += [
        (person.display_name, posts.get(person.pk) or _("Pengelola perpustakaan"))
        for person in queries.applicants_of(application)
    ]
    details = application.details
    found += [
        (
            str(details.get("parent_head_name", "")),
            library.parent_body or _("Kepala lembaga induk"),
        ),
        (str(details.get("library_head_name", "")), _("Kepala perpustakaan")),
    ]
    once: dict[str, tuple[str, str]] = {}
    for name, post in found:
        if name.strip():
            once.setdefault(name.strip().casefold(), (name.strip(), post))
    return list(once.values())


def _row(number: int, name: str, post: str) -> list[Flowable]:
    return [
        paper.text(str(number)),
        paper.text(name),
        paper.text(post),
        paper.text(""),
        paper.gap(LINE),
    ]
