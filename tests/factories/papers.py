"""A paper that left the office."""

from io import BytesIO
from typing import Any

from accreditation.documents import paper as pdf
from klik_portal.papers.models import IssuedPaper, PaperKind
from klik_portal.papers.operations import Sheet, issue
from tests.factories.accreditation import MONDAY


def drawn(paper: IssuedPaper) -> tuple[bytes, int]:
    target = BytesIO()
    story = [pdf.text(f"{label}: {value}") for label, value in paper.printed_facts]
    pages = pdf.write(target, title="Surat", story=story, foot=paper.code)
    return target.getvalue(), pages


def a_sheet(**told: Any) -> Sheet:
    return Sheet(**{
        "kind": PaperKind.RECOMMENDATION, "subject_kind": "application",
        "subject_code": "KLK-2026-0001", "number": "12/DIARPUS/XI/2026",
        "issued_on": MONDAY.date(), "facts": (("Perpustakaan", "Perpustakaan Desa Muara Enggelam"),),
        **told,
    })  # fmt: skip


def an_issued_paper(by: Any, at: Any = MONDAY, **told: Any) -> IssuedPaper:
    return issue(sheet=a_sheet(**told), draw=drawn, by=by, at=at)
