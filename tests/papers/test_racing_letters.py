"""Officers issue letters at the same moment: every number once, none left out, one letter that stands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accreditation.operations import recommendations
from accreditation.workflow import State
from klik_portal.accounts.roles import Role
from klik_portal.papers import codes
from klik_portal.papers.models import IssuedPaper
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.people import UserFactory
from tests.papers.printed import words_in

RACERS = 12
TODAY = MONDAY.date()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_letters_issued_at_once_keep_numbers_codes_and_one_current():
    officer = UserFactory(role=Role.OFFICER)
    wanted = ApplicationFactory(state=State.READY, assigned_to=officer)
    others = ApplicationFactory.create_batch(4, state=State.READY, assigned_to=officer)
    start = Barrier(RACERS)

    def race(turn: int) -> None:
        application = others[turn] if turn < len(others) else wanted
        try:
            start.wait()
            recommendations.issue(
                application=application, number="", issued_on=TODAY, by=officer, at=MONDAY,
                valid_until=TODAY + timedelta(days=turn % 4),
            )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(race, range(RACERS)))

    letters = list(IssuedPaper.objects.order_by("pk"))
    numbers = [letter.number for letter in letters]
    assert sorted(numbers) == sorted(f"{n}/DIARPUS/XI/2026" for n in range(1, len(letters) + 1))
    current = [letter.subject_code for letter in letters if letter.is_current]
    assert sorted(current) == sorted(each.code for each in (wanted, *others))
    chain = [letter for letter in letters if letter.subject_code == wanted.code]
    assert [letter.replaces_id for letter in chain] == [None, *(each.pk for each in chain[:-1])]
    for letter in letters:
        printed = words_in(letter.file.path.read_bytes())
        assert f"Nomor: {letter.number}" in printed
        assert codes.grouped(letter.code) in printed
