"""What makes an issued paper checkable: its code as a QR, and the facts that the check shows.

`sheet` is the only way to the facts of a paper and `seal` the only way to print them, so that page
and paper say the same letters.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from accreditation.documents import paper
from klik_portal.papers import qr
from klik_portal.papers.checked import Facts
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.operations import Sheet

SIDE = 84.0  # points: 0.6 mm a module, a phone reads it from a copy too


def plain(text: str) -> str:
    """In letters that can be drawn, each space one space: what stands on the page too."""
    return " ".join(paper.safe(text).split())


def sheet(
    *,
    kind: PaperKind,
    subject: tuple[str, str],
    number: str,
    issued_on: date,
    facts: Facts,
    valid_until: date | None = None,
    rest: Any = (),
) -> Sheet:
    return Sheet(
        kind=kind, subject_kind=subject[0], subject_code=subject[1], number=plain(number),
        issued_on=issued_on, valid_until=valid_until,
        facts=tuple((plain(label), plain(value) or "-") for label, value in facts),
        rest=tuple(str(part) for part in rest),
    )  # fmt: skip


def seal(issued: IssuedPaper) -> Flowable:
    where = settings.BASE_URL.rstrip("/") + reverse("papers:enter")
    told = _("Periksa keaslian surat ini: pindai kotak QR, atau ketik kodenya di %s.") % where
    lines = [
        paper.text(told, paper.SMALL),
        *(
            paper.text(f"{label}: {value}", paper.SMALL)
            for label, value in (*issued.printed_facts, (_("Kode"), issued.printed_code))
        ),
    ]
    code = paper.Code(qr.address(issued.code), SIDE)
    return paper.together([paper.gap(14), paper.beside([code, lines], (19, 81))])
