"""Two requests in mentoring: Siti's, with Budi as its officer, and Joko's."""

import pytest

from accreditation.models import Application
from accreditation.workflow import State
from tests.factories.accreditation import ApplicationFactory


@pytest.fixture
def mentored(enggelam, siti, budi) -> Application:
    return ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi
    )


@pytest.fixture
def jokos(tabang, joko) -> Application:
    return ApplicationFactory(library=tabang, state=State.MENTORING, created_by=joko)
