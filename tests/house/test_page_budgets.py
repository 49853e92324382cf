"""Queries stay constant in the number of rows, and no page carries inline script or style."""

import gzip
import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accreditation.models import (
    Application,
    ApplicationDocument,
    Correction,
    CorrectionReason,
    Evidence,
    HistoryEntry,
    ImprovementStep,
    Indicator,
    InstrumentEdition,
    InternalNote,
    SecondLook,
)
from accreditation.operations import conversation, instruments, questions
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.routing import walk
from klik_portal.guides.models import Kind
from klik_portal.notifications.operations import outbox
from klik_portal.office.models import Holiday
from klik_portal.performance.models import PerformanceIndicator
from klik_portal.performance.operations import plans as performance
from klik_portal.performance.operations import snapshots
from klik_portal.performance.queries import unreached
from klik_portal.performance.queries.public import _remembered as public_figures
from klik_portal.reminders.models import ReminderRule
from klik_portal.satisfaction import operations as satisfaction
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer, SurveyInvitation, SurveyPublication
from klik_portal.saved_views.models import SavedView
from klik_portal.ui.stylesheet import built
from libraries import boundaries, district_map
from libraries.coverage import _remembered as coverage
from libraries.models import CustodyHandover, Kecamatan, RegionLoad, ServicePoint
from scheduling.models import (
    AgreedAction,
    Appointment,
    BudgetLine,
    HoursException,
    Leave,
    ReadinessTap,
    RoutePoint,
    TimeProposal,
    TravelLeg,
    TravelRoute,
    Trip,
    TripMember,
    TripNote,
    TripStop,
    VisitPhoto,
    VisitRequest,
    WeeklyHours,
    ZoomMeeting,
)
from scheduling.operations import taps
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
)
from tests.factories.guides import an_article
from tests.factories.imports import a_batch, a_suspect, an_error
from tests.factories.letters import a_letter
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.papers import an_issued_paper
from tests.factories.people import UserFactory
from tests.factories.promises import a_standard
from tests.factories.reminders import NoteFactory, RungFactory
from tests.factories.scheduling import (
    AppointmentFactory,
    FindingFactory,
    TripMemberFactory,
    VisitReportFactory,
)
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
FIRST_VIEW = 14 * 1024
STAFF_VIEW = 30 * 1024
SHARED_PARTS = 7000  # stylesheet and script together, beside every page


def appointment(application: Application, officer: object, number: int) -> Appointment:
    start = MONDAY + timedelta(days=1, hours=number)
    return Appointment.objects.create(
        code=f"JDW-2026-{number:04d}", application=application, mode="phone", officer=officer, starts_at=start,
        ends_at=start + timedelta(hours=1), created_by=officer, created_at=MONDAY, changed_at=MONDAY,
    )  # fmt: skip


def agreed(application: Application, officer: object, meeting: object = None) -> AgreedAction:
    return AgreedAction.objects.create(
        application=application, appointment=meeting, what="Lengkapi buku induk", who="Siti",
        due_on=MONDAY.date(), created_by=officer, created_at=MONDAY,
    )  # fmt: skip


class World:
    """`grow(n)` adds n of everything that a list can show."""

    def __init__(self, siti: object, budi: object, rina: object, library: object) -> None:
        self.siti, self.budi, self.rina, self.library = siti, budi, rina, library
        call_command("load_reminder_rules", verbosity=0)
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
        self.steps = iter(Indicator.objects.filter(component__edition=edition))
        self.report, self.finished = (
            VisitReportFactory(
                appointment=AppointmentFactory(application=self.case, officer=budi),
                finished_by=by, finished_at=by and MONDAY, indicator_count=by and 0,
            )
            for by in (None, budi)
        )  # fmt: skip
        self.by_hand = PerformanceIndicator.objects.create(plan=self.plan, code="IK-9", name="TGM")
        self.certificate = OutcomeFactory(library=library, recorded_by=budi)
        self.trip, self.route = self.journey(), TravelRoute.objects.create(name="Hulu")
        RoutePoint.objects.create(route=self.route, position=1, kecamatan=library.kecamatan)
        self.count = 0

    def journey(self) -> Trip:
        """A trip to one library with an open question; `grow` adds stops to it."""
        start = MONDAY + timedelta(days=700)
        trip = Trip.objects.create(
            code="PJL-2026-0001", title="Hulu", first_on=start.date(), last_on=start.date(),
            created_by=self.budi, created_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
        TripMember.objects.create(trip=trip, officer=self.budi, is_lead=True)
        visited = ApplicationFactory(state=State.MENTORING, created_by=self.siti)
        stop = TripStop.objects.create(trip=trip, position=1, application=visited)
        meeting = appointment(visited, self.budi, 20 * 24)
        meeting.starts_at, meeting.ends_at = start, start + timedelta(hours=2)
        meeting.save()
        ReadinessTap.objects.create(
            token_hash=taps.hashed("kunci"), stop=stop, appointment=meeting, person=self.siti, rung="d1",
            sequence=0, asked_at=MONDAY, expires_at=start,
        )  # fmt: skip
        return trip

    def surveyed(self, number: int) -> None:
        answers = dict.fromkeys(KEYS, 3)
        SurveyAnswer.objects.create(
            service="visit", answered_on=MONDAY.date(), was_invited=False, comment="Baik.", **answers
        )  # fmt: skip
        SurveyPublication.objects.create(
            year=2000 + number, tally={"count": 5, **dict.fromkeys(KEYS, 15)}, follow_up="Tambah jam.",
            published_by=self.rina, published_at=MONDAY,
        )  # fmt: skip

    def invited(self) -> str:
        SurveyInvitation.objects.create(
            token_hash=satisfaction.hashed("kunci-survei"), person=self.siti, service="visit",
            occasion="x", asked_at=MONDAY, expires_at=MONDAY + timedelta(days=3000),
        )  # fmt: skip
        return "kunci-survei"

    def handed(self, library: object) -> CustodyHandover:
        return CustodyHandover.objects.create(
            library=library, giver=library.memberships.get(user=self.siti), successor=self.budi,
            successor_name="Tuti", reason="Pindah", started_by=self.siti, started_at=MONDAY,
        )  # fmt: skip

    def pointed(self) -> ServicePoint:
        return ServicePoint.objects.create(
            library=self.library, kind="buncu_baca", name="Pos", note="x", added_by=self.siti, added_at=MONDAY
        )  # fmt: skip

    def looked(self) -> Application:
        """A request that the officer scores a second time."""
        application = ApplicationFactory(state=State.READY, edition=self.case.edition)
        SecondLook.objects.create(application=application, drawn_at=MONDAY, officer=self.budi)
        return application

    def decided(self) -> Application:
        mine = LibraryFactory(desa=self.library.desa)
        MembershipFactory(user=self.siti, library=mine, confirmed_by=self.budi)
        return ApplicationFactory(
            library=mine, created_by=self.siti, edition=self.case.edition, state=State.ACCREDITED
        )

    def renewed(self) -> Application:
        """Follows a request that was measured by the same sheet."""
        mine = LibraryFactory(desa=self.library.desa)
        MembershipFactory(user=self.siti, library=mine, confirmed_by=self.budi)
        how = {"library": mine, "created_by": self.siti, "edition": self.case.edition}
        return ApplicationFactory(follows=ApplicationFactory(state=State.ACCREDITED, **how), **how)

    def without_a_talk(self) -> Application:
        """In mentoring, with nothing booked."""
        mine = LibraryFactory(desa=self.library.desa)
        MembershipFactory(user=self.siti, library=mine, confirmed_by=self.budi)
        return ApplicationFactory(
            library=mine, state=State.MENTORING, created_by=self.siti, assigned_to=self.budi
        )

    def on_an_old_sheet(self) -> Application:
        old = InstrumentEdition.objects.create(
            library_type=self.library.type, name="Lama", valid_from=MONDAY.date().replace(year=2020)
        )
        mine = LibraryFactory(desa=self.library.desa)
        MembershipFactory(user=self.siti, library=mine, confirmed_by=self.budi)
        return ApplicationFactory(library=mine, created_by=self.siti, edition=old)

    def names(self) -> dict[str, object]:
        """What stands in addresses."""
        mine = LibraryFactory(desa=self.library.desa)
        mentoring = ApplicationFactory(
            library=mine, state=State.MENTORING, created_by=self.siti, assigned_to=self.budi
        )
        MembershipFactory(user=self.siti, library=mine, confirmed_by=self.budi)
        membership = MembershipFactory(library=self.library, waiting=True)
        proposed = ApplicationFactory(
            state=State.PROPOSED, created_by=self.siti, edition=self.case.edition
        )
        self.sheet = a_batch(self.budi)
        self.region_load = RegionLoad.objects.create(
            loaded_at=MONDAY,
            kecamatan=[{"code": "99.01.01", "name": "Hulu"}],
            desa=[{"code": "99.01.01.2001", "name": "A"}],
        )
        return {
            "guide": an_article(self.budi).slug,
            "occasion": "membership.confirmed",
            "letter": a_letter(self.rina).token,
            "paper_kind": "recommendation",
            "paper": an_issued_paper(self.budi, subject_code=proposed.code).code,
            "standard": a_standard(self.rina).number,
            "survey_token": self.invited(),
            "sheet": self.sheet.token,
            "sheet_kind": "libraries",
            "region_load": self.region_load.token,
            "shown": "perbaiki",
            "published_year": 2001,
            "certificate": self.certificate.token,
            "version": 1,
            "by_hand": self.by_hand.pk,
            "kind": "village",
            "question": self.question("kunci"),
            "secret": "kunci",
            "component": "A",
            "item": "A-1",
            "number": 1,
            "draft": InstrumentEdition.objects.create(
                library_type="special", name="Draf", valid_from=MONDAY.date()
            ).token,
            "kept_list": "registry",
            "kept": SavedView.objects.create(
                place="registry", name="Tanpa", query="q=a", owner=self.rina, created_at=MONDAY
            ).token,
            "reason": CorrectionReason.objects.create(label="Tidak terbaca").token,
            "looked": self.looked().code,
            "old": self.on_an_old_sheet().code,
            "step": "mark_ready",
            "sipapi": "sent",
            "renewed": self.renewed().code,
            "decided": self.decided().code,
            "grade": "A",
            "since": "2018-01-01",
            "tap": "kunci",
            "trip": self.trip.code,
            "stop": self.trip.stops.first().token,
            "route": self.route.token,
            "point": self.library.kecamatan_id,
            "case": self.case.code,
            "mentoring": mentoring.code,
            "talk": self.without_a_talk().code,
            "proposed": proposed.code,
            "library": self.library.code,
            "membership": membership.token,
            "service_point": self.pointed().token,
            "spare": LibraryFactory(desa=self.library.desa).code,
            "given": MembershipFactory(library=mine, confirmed_by=self.budi).token,
            "handover": self.handed(mine).token,
            "meeting": appointment(mentoring, self.budi, 900).code,
            "visit": self.report.appointment.code,
            "visited": self.finished.appointment.code,
            "proposal": TimeProposal.objects.create(
                application=mentoring,
                mode="zoom",
                times=[f"{MONDAY + timedelta(days=2):%Y-%m-%dT%H:%M:%S%z}"],
                asked_by=self.siti,
                asked_at=MONDAY,
            ).token,
            "officer": self.budi.public_id,
            "rule": ReminderRule.objects.first().code,
            "holiday": Holiday.objects.create(day=MONDAY.date(), name="Libur").day.isoformat(),
            "action": agreed(self.case, self.budi).token,
            "user": membership.user.public_id,
            "siti": self.siti.public_id,
            "edition": self.case.edition.token,
            "plan": self.plan.first_year,
            "year": 2024,
            "snapshot": snapshots.freeze(
                year=2024, quarter=1, note="", by=self.rina, at=MONDAY
            ).token,
        }

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
        self._one_more_on_the_way(number, waiting, area)
        ApplicationFactory(
            library=LibraryFactory(desa=other.desa),
            filed_on_behalf_by=self.budi,
            created_by=self.siti,
        )
        old = ApplicationFactory(library=self.library, state=State.WITHDRAWN, created_by=self.siti)
        meeting = appointment(waiting, self.budi, number)
        ZoomMeeting.objects.create(appointment=meeting, due_at=MONDAY, state="parked")
        agreed(waiting, self.budi, meeting)
        if number % 5 == 0:  # nobody agrees on fifty things at once
            agreed(self.case, self.budi)
        OutcomeFactory(library=other, recorded_by=self.budi)
        for place in ("registry", "queue"):
            SavedView.objects.create(
                place=place, name=f"Nomor {number}", query=f"q={number}", owner=self.rina,
                is_shared=True, created_at=MONDAY,
            )  # fmt: skip
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
        an_article(self.budi, kind=Kind.values[number % len(Kind)])
        self.pointed()
        self._one_more_step()
        self._one_more_finding()
        self.surveyed(number)
        a_batch(self.budi)
        an_error(self.sheet, 2 * number)
        a_suspect(self.sheet, 2 * number + 1)
        Correction.objects.create(
            application=self.case,
            item="photos",
            sentence="x",
            due_on=MONDAY.date(),
            asked_by=self.budi,
            asked_at=MONDAY,
        )
        self._one_more_message()
        self.question(f"kunci-{number}")
        HistoryEntry.objects.create(
            application=self.case, step="return", state=State.RETURNED, by=UserFactory(), at=MONDAY
        )
        for person in (self.siti, self.budi):
            outbox.enqueue(
                recipient=person, event="membership.confirmed", dedupe=f"{number}",
                values={"perpustakaan": "x"}, at=MONDAY,
            )  # fmt: skip
        self._one_more_by_phone(number, waiting)
        self._more_hours(number, waiting)
        self._more_reminders()
        assert old.pk

    def question(self, secret: str) -> str:
        asked = questions.Asked("Berapa judul?")
        return questions.ask(asked=asked, secret=secret, by=self.siti, at=MONDAY).token

    def _one_more_message(self) -> None:
        InternalNote.objects.create(
            application=self.case, body="x", author=self.budi, written_at=MONDAY
        )
        asked = self.case.corrections.first()
        for writer in (self.siti, self.budi):
            photo = StoredFileFactory(uploaded_by=writer)
            conversation.send(
                application=self.case, text="x", files=[photo], about=asked, by=writer, at=MONDAY
            )

    def _one_more_by_phone(self, number: int, application: Application) -> None:
        """Somebody without mail, to whom an officer writes by WhatsApp."""
        person = UserFactory(email=None, phone=f"+62812345{number + 1000}")
        MembershipFactory(user=person, library=application.library, confirmed_by=self.budi)
        outbox.enqueue(
            recipient=person, event="membership.confirmed", dedupe=f"{number}",
            values={"perpustakaan": "x"}, at=MONDAY,
        )  # fmt: skip

    def _one_more_finding(self) -> None:
        TripMemberFactory(trip=self.trip)
        for report in (self.report, self.finished):
            FindingFactory(
                report=report, component=self.indicator.component, indicator=self.indicator
            )
            VisitPhoto.objects.create(
                report=report, file=StoredFileFactory(uploaded_by=self.siti), has_consent=True,
                component=self.indicator.component, added_by=self.budi, added_at=MONDAY,
            )  # fmt: skip

    def _more_reminders(self) -> None:
        """A rung that was taken, one that waits for the digest, and a draft that will be reminded of."""
        NoteFactory(rung=RungFactory(), recipient=self.siti)
        ApplicationFactory(turn_since=clock.now())

    def _more_hours(self, number: int, application: Application) -> None:
        """Officers with hours, days away, journeys and proposed times."""
        day = clock.today() + timedelta(days=number)
        officer = UserFactory(role="officer")
        for person in (self.budi, officer):
            HoursException.objects.create(officer=person, day=day)
            Leave.objects.create(officer=person, first_on=day, last_on=day)
        WeeklyHours.objects.create(
            officer=officer, weekday=number % 7, opens=time(8), closes=time(12)
        )
        Holiday.objects.create(day=day + timedelta(days=100), name=f"Libur {number}")
        TimeProposal.objects.create(
            application=application,
            mode="zoom",
            times=[clock.now().isoformat()],
            asked_by=self.siti,
            asked_at=MONDAY,
        )
        trip = Trip.objects.create(
            code=f"PJL-2026-{number + 100:04d}",
            title="Hulu",
            first_on=day,
            last_on=day,
            state="fixed",
            created_by=self.budi,
            created_at=MONDAY,
            changed_at=MONDAY,
        )
        TripMember.objects.create(trip=trip, officer=officer)

    def _one_more_on_the_way(self, number: int, waiting: Application, area: Kecamatan) -> None:
        """A stop, a route with a point, somebody who waits there, and a draft that has them already."""
        RoutePoint.objects.create(route=self.route, position=number + 1, kecamatan=area)
        asked = ApplicationFactory(
            library=LibraryFactory(desa=waiting.library.desa),
            state=State.MENTORING,
            created_by=UserFactory(),
        )
        VisitRequest.objects.create(application=asked, asked_by=asked.created_by, asked_at=MONDAY)
        stop = TripStop.objects.create(trip=self.trip, position=number + 1, application=waiting)
        TravelLeg.objects.create(
            trip=self.trip, stop=stop, minutes=30, season_note=f"Surut {number}"
        )
        BudgetLine.objects.create(
            trip=self.trip, label="Solar", quantity=1, unit_price=15000, position=number
        )
        TripNote.objects.create(trip=self.trip, sentence="x", at=MONDAY)
        Trip.objects.create(
            code=f"PJL-2025-{number:04d}", title="Lama", first_on=MONDAY.date(), last_on=MONDAY.date(),
            created_by=self.budi, created_at=MONDAY, changed_at=MONDAY,
        ).stops.create(position=1, application=asked)  # fmt: skip

    def _one_more_step(self) -> None:
        """As many as the sheet has indicators; the bundle's page lists what is missing of all of them."""
        indicator = next(self.steps, None)
        if indicator:
            ImprovementStep.objects.create(
                application=self.case, indicator=indicator, wanted=indicator.options.first(),
                responsible="Siti", changed_by=self.siti, changed_at=MONDAY,
            )  # fmt: skip


PAGES = {
    # route: (who looks, arguments, most queries)
    "desks:front": (None, (), 8),
    "guides:article-list": (None, (), 8),
    "guides:article": (None, ("guide",), 8),
    "guides:office-list": ("budi", (), 8),
    "guides:office-article": ("budi", ("guide",), 8),
    "guides:article-new": ("budi", (), 8),
    "guides:article-edit": ("budi", ("guide",), 8),
    "guides:version-detail": ("budi", ("guide", "version"), 8),
    "desks:privacy": (None, (), 8),
    "desks:service": (None, (), 8),
    "libraries:directory": (None, (), 8),
    "desks:map": (None, (), 8),
    "desks:open-data": (None, (), 8),
    "libraries:library-public": (None, ("library",), 8),
    "performance:achievements": (None, (), 8),
    "accreditation:ask": (None, (), 8),
    "accreditation:question-status": (None, ("secret",), 8),
    "accreditation:question-list": ("budi", (), 8),
    "accreditation:question-detail": ("budi", ("question",), 8),
    "accreditation:confirm": (None, (), 8),
    "accreditation:assisted-list": ("budi", (), 8),
    "accreditation:assisted-new": ("budi", ("library",), 8),
    "accreditation:confirmation-code": ("budi", ("mentoring",), 8),
    "accreditation:track": (None, (), 8),
    "papers:enter": (None, (), 8),
    "imports:list": ("budi", (), 8),
    "libraries:regions": ("rina", (), 8),
    "libraries:region-load": ("rina", ("region_load",), 14),
    "imports:new": ("budi", ("sheet_kind",), 8),
    "imports:batch": ("budi", ("sheet",), 8),
    "imports:columns": ("budi", ("sheet",), 8),
    "imports:rows": ("budi", ("sheet", "shown"), 8),
    "imports:decide": ("budi", ("sheet",), 8),
    "imports:undo": ("budi", ("sheet",), 8),
    "papers:number-pattern": ("rina", ("paper_kind",), 8),
    "papers:check": (None, ("paper",), 8),
    "satisfaction:survey": (None, (), 8),
    "satisfaction:invited": (None, ("survey_token",), 8),
    "satisfaction:thanks": (None, (), 8),
    "satisfaction:published": (None, (), 8),
    "satisfaction:published-year": (None, ("published_year",), 8),
    "satisfaction:results": ("budi", (), 8),
    "satisfaction:comments": ("budi", (), 8),
    "satisfaction:poster": ("budi", (), 8),
    "satisfaction:publish": ("rina", (), 8),
    "accreditation:readiness": (None, (), 8),
    "accreditation:readiness-questions": (None, ("kind",), 8),
    "account_login": (None, (), 8),
    "account_signup": (None, (), 8),
    "account_request_login_code": (None, (), 8),
    "account_reset_password": (None, (), 8),
    "account_reset_password_done": (None, (), 8),
    "account_reset_password_from_key_done": (None, (), 8),
    "account_inactive": (None, (), 8),
    "accounts:handed-code": (None, (), 8),
    "accounts:account": ("siti", (), 8),
    "account_set_password": ("siti", (), 8),
    "account_logout": ("siti", (), 8),
    "mfa_index": ("siti", (), 8),
    "mfa_activate_totp": ("siti", (), 10),
    "desks:home": ("siti", (), 8),
    "notifications:inbox": ("siti", (), 8),
    "reminders:wishes": ("siti", (), 8),
    "reminders:rule-list": ("rina", (), 8),
    "reminders:rule-edit": ("rina", ("rule",), 8),
    "reminders:trace": ("rina", (), 8),
    "reminders:simulation": ("rina", (), 12),
    "accreditation:application-list": ("siti", (), 8),
    "accreditation:application-new": ("siti", (), 8),
    "desks:case": ("siti", ("case",), 9),
    "accreditation:application-details": ("siti", ("case",), 8),
    "accreditation:application-receipt": ("siti", ("case",), 8),
    "accreditation:assessment": ("siti", ("case",), 8),
    "accreditation:assessment-component": (
        "siti",
        ("case", "component"),
        9,
    ),  # guides are the ninth
    "accreditation:indicator-evidence": ("siti", ("case", "component", "number"), 9),
    "accreditation:coach": ("siti", ("case",), 8),
    "accreditation:improvement-plan": ("siti", ("case",), 8),
    "accreditation:improvement-print": ("siti", ("case",), 8),
    "accreditation:bundle": ("siti", ("case",), 8),
    "accreditation:documents": ("siti", ("case",), 8),
    "accreditation:application-submit": ("siti", ("case",), 8),
    "accreditation:corrections": ("siti", ("case",), 8),
    "accreditation:conversation": ("siti", ("case",), 11),  # notes what is new as read
    "accreditation:internal-notes": ("budi", ("case",), 8),
    "libraries:my-libraries": ("siti", (), 8),
    "libraries:find": ("siti", (), 8),
    "libraries:claim": ("siti", ("library",), 8),
    "libraries:register": ("siti", (), 8),
    "libraries:library-detail": ("siti", ("library",), 8),
    "libraries:library-edit": ("siti", ("library",), 8),
    "scheduling:appointment-list": ("siti", (), 8),
    "scheduling:talk-new": ("siti", ("talk",), 10),
    "scheduling:talk-move": ("siti", ("meeting",), 8),
    "scheduling:talk-cancel": ("siti", ("meeting",), 8),
    "scheduling:proposal-new": ("siti", ("talk",), 8),
    "scheduling:feed-list": ("siti", (), 8),
    "scheduling:visit-request": ("siti", ("case",), 8),
    "scheduling:tap": (None, ("tap",), 8),
    "scheduling:ready-list": ("budi", (), 8),
    "scheduling:trip-list": ("budi", (), 8),
    "scheduling:trip-detail": (
        "budi",
        ("trip",),
        15,
    ),  # the days of the whole team; the map's boundaries once a minute
    "scheduling:trip-new": ("budi", (), 8),
    "scheduling:trip-edit": ("budi", ("trip",), 8),
    "scheduling:trip-team": ("budi", ("trip",), 8),
    "scheduling:trip-budget": ("budi", ("trip",), 8),
    "scheduling:trip-way-home": ("budi", ("trip",), 8),
    "scheduling:trip-add": ("budi", ("trip",), 8),
    "scheduling:trip-cancel": ("budi", ("trip",), 8),
    "scheduling:stop-edit": ("budi", ("trip", "stop"), 8),
    "scheduling:stop-postpone": ("budi", ("trip", "stop"), 8),
    "scheduling:route-list": ("rina", (), 8),
    "scheduling:route-detail": ("rina", ("route",), 8),
    "scheduling:route-name": ("rina", ("route",), 8),
    "scheduling:route-point": ("rina", ("route", "point"), 8),
    "accreditation:queue": ("budi", (), 8),
    "accreditation:radar": ("budi", (), 9),
    "accreditation:appeal-new": ("siti", ("decided",), 9),
    "accreditation:renewal": ("siti", ("library",), 8),
    "accreditation:renewal-changes": ("siti", ("renewed",), 9),
    "accreditation:certificate-new": ("budi", ("library",), 8),
    "accreditation:grade-rule-list": ("rina", (), 8),
    "accreditation:grade-rule-edit": ("rina", ("grade", "since"), 8),
    "accreditation:review": ("budi", ("case",), 12),
    "accreditation:review-rounds": ("budi", ("case",), 8),
    "accreditation:review-item": ("budi", ("case", "item"), 12),
    "accreditation:workload": ("budi", (), 8),
    "accreditation:calibration": ("budi", (), 8),
    "accreditation:reason-list": ("rina", (), 8),
    "accreditation:reason-new": ("rina", (), 8),
    "accreditation:reason-edit": ("rina", ("reason",), 8),
    "accreditation:instrument-edit": ("rina", ("draft",), 8),
    "accreditation:assessment-move": ("siti", ("old",), 9),
    "accreditation:second-look": ("budi", ("looked",), 9),
    "accreditation:second-look-component": ("budi", ("looked", "component"), 10),
    "accreditation:application-step": ("budi", ("mentoring", "step"), 8),
    "accreditation:application-return": ("budi", ("mentoring",), 8),
    "accreditation:application-outcome": ("budi", ("proposed",), 8),
    "accreditation:outcome-correct": ("budi", ("certificate",), 8),
    "accreditation:recommendation": (
        "budi",
        ("proposed",),
        9,
    ),  # it reads what a letter of today would say
    "accreditation:recommendation-revoke": ("budi", ("proposed",), 8),
    "accreditation:recommendation-scan": ("budi", ("proposed", "paper"), 8),
    "accreditation:milestone": ("budi", ("proposed", "sipapi"), 8),
    "accreditation:application-assign": ("rina", ("case",), 8),
    "accreditation:application-next-step": ("budi", ("mentoring",), 8),
    "libraries:twins": ("budi", (), 8),
    "libraries:merge-pick": ("budi", ("library",), 8),
    "libraries:registry-merged": ("budi", ("library",), 8),
    "libraries:merge": ("budi", ("library", "spare"), 30),  # counts all that would move
    "libraries:custody-new": ("siti", ("library",), 14),  # asks every floor what waits
    "libraries:custody": ("siti", ("handover",), 14),
    "libraries:custody-new-for": ("budi", ("given",), 14),
    "libraries:custody-refuse": ("budi", ("handover",), 8),
    "libraries:service-point-new": ("siti", ("library",), 8),
    "libraries:service-point-edit": ("siti", ("library", "service_point"), 8),
    "libraries:registry-point-new": ("budi", ("library",), 8),
    "libraries:registry-point-edit": ("budi", ("library", "service_point"), 8),
    "libraries:service-point-list": ("budi", (), 8),
    "libraries:registry": ("budi", (), 8),
    "libraries:registry-new": ("budi", (), 8),
    "libraries:registry-detail": ("budi", ("library",), 8),
    "libraries:registry-edit": ("budi", ("library",), 8),
    "libraries:public-notice": ("budi", ("library",), 8),
    "libraries:membership-queue": ("budi", (), 8),
    "libraries:membership-end": ("budi", ("membership",), 8),
    "scheduling:calendar": ("budi", (), 8),
    "scheduling:proposal-list": ("budi", (), 8),
    "scheduling:proposal-answer": ("budi", ("proposal",), 8),
    "scheduling:proposal-offer": ("budi", ("proposal",), 8),
    "desks:manage": ("rina", (), 8),
    "desks:standard-edit": ("rina", (), 8),
    "desks:standard-version": ("rina", ("standard",), 8),
    "desks:pledge-edit": ("rina", (), 8),
    "scheduling:hours-list": ("rina", (), 8),
    "scheduling:hours-detail": ("budi", ("officer",), 8),
    "scheduling:exception-new": ("budi", ("officer",), 8),
    "scheduling:leave-new": ("budi", ("officer",), 8),
    "scheduling:rules-edit": ("rina", (), 8),
    "scheduling:holiday-list": ("rina", (), 8),
    "scheduling:holiday-new": ("rina", (), 8),
    "scheduling:holiday-edit": ("rina", ("holiday",), 8),
    "scheduling:appointment-detail": ("budi", ("meeting",), 8),
    "scheduling:appointment-new": ("budi", ("mentoring",), 8),
    "scheduling:appointment-move": ("budi", ("meeting",), 8),
    "scheduling:appointment-cancel": ("budi", ("meeting",), 8),
    "scheduling:appointment-result": ("budi", ("meeting",), 8),
    "scheduling:letterhead": ("rina", (), 8),
    "scheduling:trip-letter": ("budi", ("trip",), 8),
    "scheduling:visit-report": ("budi", ("visit",), 12),
    "scheduling:report-finish": ("budi", ("visit",), 12),
    "scheduling:report-photos": ("budi", ("visit",), 8),
    "scheduling:report-scan": ("budi", ("visited",), 8),
    "scheduling:zoom-ledger": ("budi", (), 8),
    "scheduling:action-list": ("budi", (), 8),
    "scheduling:action-new": ("budi", ("mentoring",), 8),
    "scheduling:action-edit": ("budi", ("action",), 8),
    "scheduling:action-drop": ("budi", ("action",), 8),
    "scheduling:action-finish": ("siti", ("action",), 8),
    "notifications:ledger": ("budi", (), 8),
    "desks:by-hand": ("budi", (), 8),
    "mailroom:text-list": ("budi", (), 8),
    "mailroom:bulk-new": ("rina", (), 8),
    "mailroom:bulk-detail": ("rina", ("letter",), 8),
    "mailroom:text-edit": ("rina", ("occasion",), 8),
    "desks:unreachable": ("budi", (), 8),
    "desks:request-log": ("budi", ("case",), 8),
    "desks:person-log": ("budi", ("siti",), 8),
    "people:contact-edit": ("budi", ("siti",), 8),
    "performance:dashboard": ("budi", (), 9),  # one of them: the boundaries, once a minute
    "performance:figure-list": ("budi", (), 8),
    "performance:report": ("budi", ("year",), 10),
    "performance:snapshot-detail": ("budi", ("year", "snapshot"), 10),
    "performance:narrative": ("rina", ("year",), 8),
    "performance:snapshot-new": ("rina", ("year",), 8),
    "saved_views:view-list": ("budi", (), 8),
    "saved_views:view-new": ("budi", ("kept_list",), 8),
    "saved_views:view-edit": ("rina", ("kept",), 8),
    "people:hand-code": ("budi", (), 8),
    "people:user-list": ("rina", (), 8),
    "people:user-new": ("rina", (), 8),
    "people:user-detail": ("rina", ("user",), 8),
    "accreditation:instrument-list": ("rina", (), 8),
    "accreditation:instrument-new": ("rina", (), 8),
    "accreditation:instrument-detail": ("rina", ("edition",), 8),
    "performance:release-list": ("rina", (), 10),
    "performance:plan-list": ("rina", (), 8),
    "performance:plan-detail": ("rina", ("plan",), 8),
    "performance:plan-edit": ("rina", ("plan",), 8),
    "performance:year-lock": ("rina", ("plan",), 8),
    "performance:indicator-new": ("rina", ("plan",), 8),
    "performance:indicator-detail": ("rina", ("plan", "by_hand"), 8),
    "performance:indicator-edit": ("rina", ("plan", "by_hand"), 8),
    "performance:hand-value": ("rina", ("plan", "by_hand"), 8),
}
VISITED = {  # the page of a visit whose report is finished
    "scheduling:appointment-detail": ("siti", ("visited",), 8),
}
SHARED = {  # pages that look different from the office
    "scheduling:appointment-detail": ("siti", ("meeting",), 8),
    "scheduling:feed-list": ("budi", (), 8),
    "desks:case": ("budi", ("case",), 9),
    "accreditation:conversation": ("budi", ("case",), 10),
    "accreditation:assessment": ("budi", ("case",), 8),
    "accreditation:coach": ("budi", ("case",), 8),
}
NO_LIST = {
    # files and machines
    "imports:template", "imports:to-mend",
    "libraries:library-badge", "desks:robots", "desks:sitemap-index", "desks:sitemap", "desks:open-data-json", "desks:open-data-csv",
    "libraries:registry-workbook", "libraries:registry-csv",
    "libraries:custody-letter",
    "healthz", "readyz", "accreditation:message-file", "accreditation:message-preview", "accreditation:document-file", "accreditation:evidence-file",
    "guides:paper", "accreditation:bundle-file", "accreditation:evidence-preview", "accreditation:document-preview", "accreditation:improvement-download",
    "accreditation:milestone-file",
    "accreditation:radar-export",
    "accreditation:recommendation-draft", "accreditation:recommendation-file", "accreditation:recommendation-scan-file",
    "accreditation:outcome-scan", "accreditation:instrument-download", "scheduling:appointment-calendar",
    "performance:hand-value-proof",
    "performance:report-workbook",
    "performance:report-paper",
    "performance:monthly-paper",
    "performance:evidence-pack",
    "mfa_download_recovery_codes", "scheduling:trip-letter-pdf", "scheduling:trip-itinerary-pdf", "scheduling:attendance-pdf",
    "scheduling:pack-pdf", "scheduling:pack-html", "scheduling:minutes-pdf", "scheduling:report-scan-file",
    "scheduling:report-photo", "scheduling:report-photo-preview",
    "scheduling:feed", "satisfaction:export",
    "notifications:whatsapp-webhook",
    "scheduling:appointment-start",  # leads to Zoom
    # one form in the middle of signing in or of changing a password; nothing on it can grow
    "account_confirm_login_code", "account_reauthenticate", "account_change_password",
    "account_reset_password_from_key", "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    # what one browser answered, kept in its session
    "accreditation:readiness-result",
}  # fmt: skip


def test_no_page_is_left_out():
    pages = {
        route.name
        for route in walk(get_resolver())
        if "GET" in route.methods and not route.name.startswith(("admin:", "ui:"))
    }
    assert pages == set(PAGES) | NO_LIST


@pytest.fixture
def world(siti, budi, rina, enggelam):
    return World(siti, budi, rina, enggelam)


ROWS = [*PAGES.items(), *SHARED.items(), *VISITED.items()]
MOST_BYTES = {None: FIRST_VIEW, "siti": FIRST_VIEW, "budi": STAFF_VIEW, "rina": STAFF_VIEW}


@pytest.mark.slow
@pytest.mark.parametrize("who", MOST_BYTES)
def test_pages_cost_the_same_queries_with_1_and_50_rows(who, world, request, client, client_of):
    """One growing world per person who looks: building it costs more than all its pages."""
    names = world.names()
    visitor = client_of(request.getfixturevalue(who)) if who else client
    seen = [
        (name, reverse(name, args=[names[argument] for argument in arguments]), most)
        for name, (looks, arguments, most) in ROWS
        if looks == who
    ]

    def cost(name: str, url: str) -> tuple[int, bytes]:
        public_figures.cache_clear()
        boundaries.forget()
        coverage.cache_clear()
        unreached.label()  # asked once a minute for everybody, whatever page is open
        with CaptureQueriesContext(connection) as queries:
            response = visitor.get(url, {"tahun": 2024} if "performance" in name else {})
        assert response.status_code == 200, url
        return len(queries), response.content

    world.grow(1)
    district_map.outlines()  # drawn once in the life of a process
    with_one = [cost(name, url)[0] for name, url, _most in seen]
    world.grow(49)
    wrong = []
    for (name, url, most), before in zip(seen, with_one, strict=True):
        after, page = cost(name, url)
        weight = len(gzip.compress(page, 6))
        if after != before:
            wrong.append(f"{name}: {before} queries with 1 row, {after} with 50")
        if after > most:
            wrong.append(f"{name}: {after} queries, {most} allowed")
        if weight > MOST_BYTES[who] - SHARED_PARTS:
            wrong.append(f"{name}: {weight} bytes")
        assert_no_inline_code(page.decode())

    assert not wrong, "\n".join(wrong)


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

    assert css + script <= SHARED_PARTS


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
