"""Queries stay constant in the number of rows, and no page carries inline script or style."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation.models import (
    Application,
    ApplicationDocument,
    Correction,
    Evidence,
    HistoryEntry,
    Indicator,
)
from accreditation.operations import instruments
from accreditation.workflow import State
from klik_portal.notifications.operations import outbox
from klik_portal.performance import operations as performance
from klik_portal.performance.queries import _remembered as public_figures
from klik_portal.ui.stylesheet import built
from scheduling.models import Appointment
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
)
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
FIRST_VIEW = 14 * 1024
STAFF_VIEW = 30 * 1024


def appointment(application: Application, officer: object, number: int) -> Appointment:
    start = MONDAY + timedelta(days=1, hours=number)
    return Appointment.objects.create(
        code=f"JDW-2026-{number:04d}", application=application, mode="phone", officer=officer, starts_at=start,
        ends_at=start + timedelta(hours=1), created_by=officer, created_at=MONDAY,
    )  # fmt: skip


class World:
    """`grow(n)` adds n of everything that a list can show."""

    def __init__(self, siti: object, budi: object, rina: object, library: object) -> None:
        self.siti, self.budi, self.rina, self.library = siti, budi, rina, library
        edition = next(
            e for e in instruments.load_shipped(at=MONDAY) if e.library_type == library.type
        )
        self.case = ApplicationFactory(
            library=library,
            state=State.RETURNED,
            created_by=siti,
            assigned_to=budi,
            edition=edition,
        )
        self.plan = performance.create_plan(
            name="Renstra", document_number="", first_year=2021, last_year=2026, by=rina, at=MONDAY
        )
        self.indicator = Indicator.objects.get(
            component__edition=edition, component__code="A", number=1
        )
        self.count = 0

    def grow(self, rows: int) -> None:
        for _ in range(rows):
            self.count += 1
            self._one_more(self.count)

    def _one_more(self, number: int) -> None:
        area = KecamatanFactory(code=f"64.02.{number + 20:02d}"[:8], name=f"Kecamatan {number}")
        other = LibraryFactory(
            desa=DesaFactory(
                code=f"64.02.{number + 20:02d}.2001", name=f"Desa {number}", kecamatan=area
            )
        )
        MembershipFactory(user=self.siti, library=other, confirmed_by=self.budi)
        MembershipFactory(library=other, waiting=True)
        MembershipFactory(library=self.library, confirmed_by=self.budi)
        waiting = ApplicationFactory(
            library=other, state=State.MENTORING, created_by=UserFactory(), assigned_to=self.budi
        )
        old = ApplicationFactory(library=self.library, state=State.WITHDRAWN, created_by=self.siti)
        appointment(waiting, self.budi, number)
        OutcomeFactory(library=other, recorded_by=self.budi)
        ApplicationDocument.objects.create(
            application=self.case,
            slot="photos",
            file=StoredFileFactory(uploaded_by=self.siti),
            added_by=self.siti,
            added_at=MONDAY,
        )
        Evidence.objects.create(
            application=self.case,
            indicator=self.indicator,
            file=StoredFileFactory(uploaded_by=self.siti),
            added_by=self.siti,
            added_at=MONDAY,
        )
        Correction.objects.create(
            application=self.case,
            item="photos",
            sentence="x",
            due_on=MONDAY.date(),
            asked_by=self.budi,
            asked_at=MONDAY,
        )
        HistoryEntry.objects.create(
            application=self.case, step="return", state=State.RETURNED, by=UserFactory(), at=MONDAY
        )
        for person in (self.siti, self.budi):
            outbox.enqueue(
                recipient=person, event="x", dedupe=f"{number}", subject="x", lines=["x"], at=MONDAY
            )
        assert old.pk


PAGES = {
    # route: (who looks, arguments, most queries)
    "desks:front": (None, (), 8),
    "libraries:directory": (None, (), 8),
    "performance:achievements": (None, (), 8),
    "desks:home": ("siti", (), 8),
    "notifications:inbox": ("siti", (), 8),
    "accreditation:application-list": ("siti", (), 8),
    "accreditation:application-new": ("siti", (), 8),
    "desks:case": ("siti", ("case",), 8),
    "accreditation:application-details": ("siti", ("case",), 8),
    "accreditation:assessment": ("siti", ("case",), 8),
    "accreditation:assessment-component": ("siti", ("case", "component"), 8),
    "accreditation:indicator-evidence": ("siti", ("case", "component", "number"), 8),
    "accreditation:coach": ("siti", ("case",), 8),
    "accreditation:documents": ("siti", ("case",), 8),
    "accreditation:application-submit": ("siti", ("case",), 8),
    "accreditation:corrections": ("siti", ("case",), 8),
    "libraries:my-libraries": ("siti", (), 8),
    "libraries:find": ("siti", (), 8),
    "libraries:register": ("siti", (), 8),
    "libraries:library-detail": ("siti", ("library",), 8),
    "scheduling:appointment-list": ("siti", (), 8),
    "accreditation:queue": ("budi", (), 8),
    "accreditation:review": ("budi", ("case",), 12),
    "accreditation:review-rounds": ("budi", ("case",), 8),
    "accreditation:review-item": ("budi", ("case", "item"), 12),
    "accreditation:application-return": ("budi", ("case",), 8),
    "accreditation:application-assign": ("rina", ("case",), 8),
    "accreditation:workload": ("budi", (), 8),
    "accreditation:calibration": ("budi", (), 8),
    "accreditation:reason-list": ("rina", (), 8),
    "libraries:registry": ("budi", (), 8),
    "libraries:registry-detail": ("budi", ("library",), 8),
    "libraries:membership-queue": ("budi", (), 8),
    "scheduling:calendar": ("budi", (), 8),
    "notifications:ledger": ("budi", (), 8),
    "performance:dashboard": ("budi", (), 8),
    "performance:achieved-list": ("budi", (), 8),
    "people:user-list": ("rina", (), 8),
    "performance:plan-detail": ("rina", ("plan",), 8),
}


@pytest.fixture
def world(siti, budi, rina, enggelam):
    return World(siti, budi, rina, enggelam)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_queries_with_1_and_50_rows(name, world, request, client, client_of):
    who, argument_names, most = PAGES[name]
    values = {
        "component": "A",
        "number": 1,
        "case": world.case.code,
        "item": "A-1",
        "library": world.library.code,
        "plan": world.plan.first_year,
    }
    url = reverse(name, args=[values[argument] for argument in argument_names])
    visitor = client_of(request.getfixturevalue(who)) if who else client

    def cost() -> tuple[int, bytes]:
        public_figures.cache_clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = visitor.get(url, {"tahun": 2024} if "performance" in name else {})
        assert response.status_code == 200
        return len(queries), response.content

    world.grow(1)
    with_one, _page = cost()
    world.grow(49)
    with_fifty, page = cost()

    assert with_one == with_fifty, "the number of queries grows with the rows"
    assert with_fifty <= most
    assert len(gzip.compress(page, 6)) <= (
        FIRST_VIEW - 5500 if who in (None, "siti") else STAFF_VIEW - 5500
    )
    assert_no_inline_code(page.decode())


def assert_no_inline_code(html: str) -> None:
    """The policy forbids it; a page that needs it would be broken in the browser."""
    assert not re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert all(re.match(r"<script src=", tag) for tag in re.findall(r"<script[^>]*>", html))
    assert html.count("<h1") == 1
    assert '<html lang="id">' in html


def test_stylesheet_and_script_leave_room_for_the_page():
    """The first view is one page, one stylesheet and one script: 14 KB together."""
    css = len(gzip.compress(built().read_bytes(), 9))
    script = len(gzip.compress(Path("static/js/klik.js").read_bytes(), 9))

    assert css + script <= 5500 + 1024


def test_all_scripts_together_stay_small():
    scripts = [gzip.compress(path.read_bytes(), 9) for path in Path("static/js").glob("*.js")]

    assert sum(map(len, scripts)) <= 10 * 1024


def test_a_file_upload_is_answered_with_a_receipt(siti, enggelam, client_of):
    application = ApplicationFactory(library=enggelam, created_by=siti)
    url = reverse("accreditation:documents", args=[application.code])

    response = client_of(siti).post(
        url, {"slot": "photos", "files": [SimpleUploadedFile("a.jpg", jpeg(200, 100)), SimpleUploadedFile("b.jpg", jpeg(210, 100))]}, follow=True
    )  # fmt: skip

    assert re.search(r"Berkas diterima \d\d\.\d\d WITA\.", response.content.decode())
    assert application.documents.current().count() == 2
