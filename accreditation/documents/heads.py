"""The parts that the office's papers share: its letterhead, who signs, where and when."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import paper
from klik_portal.core import wording
from klik_portal.office.models import Office

DOTS = "." * 28
GOVERNMENT = "Pemerintah Kabupaten %s"


def contact_lines(office: Office) -> list[str]:
    """What stands small below the agency's name."""
    contacts = [
        f"{label} {value}"
        for label, value in ((_("Telepon"), office.phone), (_("Surel"), office.email))
        if value
    ]
    return [
        line
        for line in (office.address, " · ".join(contacts), *office.letterhead.splitlines())
        if line.strip()
    ]


def letterhead(office: Office) -> list[Flowable]:
    return paper.letterhead(
        above=GOVERNMENT % office.regency_name, name=office.agency_name, lines=contact_lines(office)
    )


def words(office: Office) -> tuple[str, ...]:
    """Head and signer: another word here makes another letter."""
    signer = (office.letter_place, office.signer_name, office.signer_post, office.signer_rank)
    return (office.regency_name, office.agency_name, *contact_lines(office), *signer)


def caption(title: str, number: str) -> list[Flowable]:
    """The name of the paper and its number; dots where none was typed."""
    return [
        paper.text(title, paper.CAPTION),
        paper.text(_("Nomor: %s") % (number or DOTS), paper.CENTRED),
        paper.gap(12),
    ]


def signed_by_office(office: Office, on: date | None) -> Flowable:
    """Place, date and signer, to the right."""
    day = f"{on.day} {wording.MONTHS[on.month - 1]} {on.year}" if on else DOTS
    place = office.letter_place or "." * 16
    block = [
        paper.text(f"{place}, {day}", paper.CENTRED),
        paper.text(office.signer_post, paper.CENTRED),
        paper.gap(54),
        paper.text(office.signer_name or DOTS, paper.CENTRED),
    ]
    if office.signer_rank:
        block.append(paper.text(office.signer_rank, paper.CENTRED_SMALL))
    return paper.together([paper.right_half(block)])


def code_line(path: str, words: str) -> Flowable:
    """A code with a line that says where it leads."""
    address = f"{settings.BASE_URL}{path}"
    return paper.beside(
        [paper.Code(address, 54), [paper.gap(12), paper.text(words, paper.SMALL), paper.text(address, paper.SMALL)]],
        (12, 88),
    )  # fmt: skip


def foot(*parts: str) -> str:
    return " · ".join(part for part in parts if part)[:110]


def minutes_text(minutes: int) -> str:
    """2 jam 30 menit"""
    hours, rest = divmod(minutes, 60)
    parts = ([_("%d jam") % hours] if hours else []) + ([_("%d menit") % rest] if rest else [])
    return " ".join(parts) or _("0 menit")


def in_one(parts: Iterable[str], between: str = ", ") -> str:
    return between.join(part for part in parts if part)
