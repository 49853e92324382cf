"""What the recommendation letter says about a request, before it has a number. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accreditation import assessment
from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.core import wording
from klik_portal.office.models import Office
from klik_portal.papers import queries as papers
from klik_portal.papers.models import IssuedPaper, PaperKind

KIND = "application"
FROM_READY = frozenset({State.READY, State.PROPOSED})  # in these a letter may be issued
KEPT_IN = FROM_READY | {State.ACCREDITED, State.NOT_ACCREDITED}  # in these it stays true


@dataclass(frozen=True)
class LetterText:
    """Every word between the letterhead and the signature."""

    application: Application
    office: Office
    facts: tuple[tuple[str, str], ...]
    opening: str
    praise: str
    estimate: str
    closing: str

    @property
    def words(self) -> tuple[str, ...]:
        """What makes another letter when it changes."""
        told = (self.opening, self.praise, self.estimate, self.closing)
        lines = tuple(f"{label}: {value}" for label, value in self.facts)
        return (*told, *lines)


def text_of(application: Application, *, office: Office, on: date) -> LetterText:
    return LetterText(
        application, office, _library_facts(application),
        opening=_("Yang bertanda tangan di bawah ini menerangkan bahwa:"),
        praise=_(
            "telah menyelesaikan pendampingan akreditasi oleh %s, dan berkasnya telah kami periksa. Kami merekomendasikan perpustakaan tersebut untuk diusulkan dalam akreditasi perpustakaan oleh Perpustakaan Nasional Republik Indonesia."
        ) % office.agency_name,
        estimate=_estimate(application, on),
        closing=_("Surat rekomendasi ini dibuat untuk dipergunakan sebagaimana mestinya."),
    )  # fmt: skip


def _library_facts(application: Application) -> tuple[tuple[str, str], ...]:
    library = application.library
    titles = wording.number(library.title_count) if library.title_count else ""
    address = ", ".join(part for part in (library.address, library.place) if part)
    told = (
        (_("Nama perpustakaan"), library.name),
        (_("Jenis"), library.type_label),
        (_("NPP"), library.npp),
        (_("Alamat"), address),
        (_("Lembaga induk"), library.parent_body),
        (_("SK pendirian"), library.decree_number),
        (_("Jumlah judul"), titles),
        (_("Permohonan di Klik"), application.code),
    )
    return tuple((label, str(value)) for label, value in told if value)


def _estimate(application: Application, on: date) -> str:
    """Always with the word that it is one; empty when nothing was answered."""
    found = assessment.of_application(application, on=on, with_options=False)
    if found is None or not found.is_started:
        return ""
    grade = _(", setara peringkat %s") % found.grade if found.grade else ""
    told = _(
        "Perkiraan kesiapan: %(score)s dari 100%(grade)s. Terjawab %(answered)d dari %(asked)d butir %(sheet)s. Nilai ini perkiraan dari jawaban perpustakaan di Klik, bukan hasil akreditasi. Yang menilai adalah asesor Perpusnas."
    )
    return told % {
        "score": wording.decimal(found.score), "grade": grade, "answered": found.answered,
        "asked": len(found.items), "sheet": found.edition.name,
    }  # fmt: skip


def letters_of(application: Application) -> list[IssuedPaper]:
    """Every edition, the newest first."""
    return list(papers.of_subject(KIND, application.code, PaperKind.RECOMMENDATION))


def current_of(application: Application) -> IssuedPaper | None:
    return papers.current(PaperKind.RECOMMENDATION, KIND, application.code)
