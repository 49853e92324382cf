"""The answers of a period as a spreadsheet: one row a person, without anything that names one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from klik_portal.core import spreadsheets
from klik_portal.satisfaction.elements import ELEMENTS
from klik_portal.satisfaction.models import SurveyAnswer

DAY, SERVICE, COMMENT = _("Tanggal"), _("Layanan"), _("Saran")
HEADINGS = {element.key: f"{element.key.upper()} {element.name}" for element in ELEMENTS}


def answers_sheet(answers: Iterable[SurveyAnswer], *, title: str) -> bytes:
    """Contacts stay in Klik: a sheet travels further than its first reader thinks."""
    rows = (
        {
            DAY: answer.answered_on.isoformat(),
            SERVICE: str(answer.get_service_display()),
            **{HEADINGS[key]: str(getattr(answer, key)) for key in HEADINGS},
            COMMENT: answer.comment,
        }
        for answer in answers
    )
    columns = [DAY, SERVICE, *HEADINGS.values(), COMMENT]
    return spreadsheets.write(title=title, columns=columns, rows=rows, widths={COMMENT: 60})
