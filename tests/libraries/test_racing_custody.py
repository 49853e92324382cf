"""Two officers press at the same moment: a hand-over or a merge happens once, and none half."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from klik_portal.core.verdict import Refused
from libraries.models import CustodyHandover, Library, LibraryMembership
from libraries.operations import custody, memberships, merging
from tests.factories.accreditation import MONDAY
from tests.factories.libraries import LibraryFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def raced(*attempts: Callable[[], object]) -> list[str]:
    start = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> str:
        start.wait()
        try:
            attempt()
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.fixture
def handover(siti) -> CustodyHandover:
    offered = custody.start(
        giver=siti.memberships.get(), name="Tuti", login="tuti@contoh.id", position="", reason="Pensiun.",
        letter=None, by=siti, at=MONDAY,
    )  # fmt: skip
    return custody.accept(handover=offered, by=offered.successor, at=MONDAY)


def test_a_handover_confirmed_by_many_happens_once(budi, rina, handover, enggelam):
    results = raced(
        *(
            lambda by=by: custody.confirm(handover=handover, by=by, at=MONDAY)
            for by in (budi, rina, budi, rina)
        )
    )

    assert sorted(results) == ["done", "refused", "refused", "refused"]
    assert enggelam.memberships.current().get().user == handover.successor


def test_ending_and_handing_over_at_once_leaves_one_of_both(budi, rina, handover, enggelam):
    giver = handover.giver
    raced(
        lambda: custody.confirm(handover=handover, by=budi, at=MONDAY),
        lambda: memberships.end(membership=giver, reason="Pindah.", by=rina, at=MONDAY),
    )

    handover.refresh_from_db()
    keepers = [m.user for m in enggelam.memberships.confirmed()]
    assert (handover.state, keepers) in (("done", [handover.successor]), ("cancelled", []))


def test_merging_both_ways_at_once_merges_once(budi, rina, enggelam):
    twin = LibraryFactory(desa=enggelam.desa)

    def merge(gone: Library, stays: Library) -> None:
        merging.merge(gone=gone, stays=stays, taken=(), versions=(1, 1), by=budi, at=MONDAY)

    results = raced(lambda: merge(twin, enggelam), lambda: merge(enggelam, twin))

    assert sorted(results) == ["done", "refused"]
    assert Library.objects.filter(pk__in=(twin.pk, enggelam.pk)).count() == 1


def test_a_merge_and_a_handover_at_once_lose_no_keeper(budi, rina, handover, enggelam):
    stays = LibraryFactory(desa=enggelam.desa)
    raced(
        lambda: custody.confirm(handover=handover, by=budi, at=MONDAY),
        lambda: merging.merge(gone=enggelam, stays=stays, taken=(), versions=(1, 1), by=rina, at=MONDAY),
    )  # fmt: skip

    kept = LibraryMembership.objects.confirmed().get()
    handover.refresh_from_db()
    expected = handover.successor if handover.state == "done" else handover.giver.user
    assert (kept.user, kept.library_id) == (expected, handover.library_id)
