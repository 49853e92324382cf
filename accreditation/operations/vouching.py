"""A recommendation letter ends with the readiness it vouches for.

Apart from issuing, so that who only moves a request does not load what draws PDFs.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accreditation import recommendation
from accreditation.models import Application
from accreditation.operations import messages
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.papers import operations as papers


def follow(*, application: Application, by: User, at: datetime) -> None:
    """A request that is no longer ready must not be vouched for; called by the step that moved it.

    Taken back at once, not flagged for somebody to remember: the letter may lie on any desk by then.
    """
    if State(application.state) in recommendation.KEPT_IN:
        return
    paper = recommendation.current_of(application)
    if paper is None:
        return
    why = _("Perpustakaan ini masih dalam pendampingan.")
    # A library's own step may end its letter too, though only the office may press "Cabut".
    officer = by if by.is_caseworker else None
    paper = papers.revoke(paper=paper, reason=why, by=officer, at=at)
    messages.tell_recommendation_revoked(application=application, paper=paper, at=at)
