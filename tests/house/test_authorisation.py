"""Every route x every member of the cast x own, foreign and missing object.

ENTRANCE is written by hand from the description of the roles. A route without a row fails, so does a
row without a route. To be let in means any answer but the 404 page or the way to the sign-in page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from accreditation.models import (
    Application,
    ApplicationDocument,
    Bundle,
    Correction,
    CorrectionReason,
    Evidence,
    ImprovementStep,
    Indicator,
    InstrumentEdition,
    Milestone,
    SecondLook,
)
from accreditation.operations import conversation, instruments, questions
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.core.routing import walk
from klik_portal.core.tokens import new_token
from klik_portal.files import intake, resumable
from klik_portal.notifications.models import OutboxMessage, TextVersion
from klik_portal.notifications.operations import outbox
from klik_portal.office.models import GradeRule, Holiday
from klik_portal.performance.models import HandValue, MonthlyReport, PerformanceIndicator
from klik_portal.performance.operations import plans as performance
from klik_portal.performance.operations import snapshots
from klik_portal.satisfaction import operations as satisfaction
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer, SurveyInvitation, SurveyPublication
from klik_portal.saved_views.models import SavedView
from libraries.models import CustodyHandover, Kecamatan, Library, RegionLoad, ServicePoint
from scheduling.models import (
    AgreedAction,
    Appointment,
    CalendarFeed,
    HoursException,
    Leave,
    ReadinessTap,
    RoutePoint,
    TimeProposal,
    TravelRoute,
    Trip,
    TripMember,
    TripStop,
    VisitPhoto,
    VisitRequest,
)
from scheduling.operations import taps
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory
from tests.factories.guides import a_paper, an_article, twice_saved
from tests.factories.imports import a_batch, a_suspect
from tests.factories.letters import a_letter
from tests.factories.libraries import LibraryFactory
from tests.factories.papers import an_issued_paper
from tests.factories.promises import a_standard
from tests.factories.reminders import RungFactory
from tests.factories.scheduling import AppointmentFactory, VisitReportFactory
from tests.files.samples import jpeg

VISITOR, KEEPER, CONTRIBUTOR, STRANGER, FORMER = (
    "visitor",
    "keeper",
    "contributor",
    "stranger",
    "former",
)
OFFICER, COORDINATOR, HEAD, DEACTIVATED, SYSADMIN = (
    "officer",
    "coordinator",
    "head",
    "deactivated",
    "sysadmin",
)
EVERYBODY = {
    VISITOR,
    KEEPER,
    CONTRIBUTOR,
    STRANGER,
    FORMER,
    OFFICER,
    COORDINATOR,
    HEAD,
    DEACTIVATED,
    SYSADMIN,
}
SIGNED_IN = EVERYBODY - {VISITOR, DEACTIVATED}
APPLICANTS = {KEEPER, CONTRIBUTOR, STRANGER, FORMER}
OWN = {KEEPER, CONTRIBUTOR}
CASEWORKERS = {OFFICER, COORDINATOR}
READERS = CASEWORKERS | {HEAD}
OWN_AND_READERS = OWN | READERS
NOBODY: set[str] = set()
FAR = "2030-11-25T01:00:00+00:00"  # a proposed time

ENTRANCE = {
    # the entrance and one's own account
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "accounts:account": SIGNED_IN,
    "accounts:handed-code": EVERYBODY,
    "accounts:whatsapp": SIGNED_IN,
    "account_login": EVERYBODY,
    "account_request_login_code": EVERYBODY,
    "account_confirm_login_code": NOBODY,
    "account_signup": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_reauthenticate": NOBODY,  # nobody in this cast has a password
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": NOBODY,
    "mfa_reauthenticate": NOBODY,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": NOBODY,  # nobody in this cast has one
    "mfa_view_recovery_codes": NOBODY,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": NOBODY,
    # anybody
    "desks:front": EVERYBODY,
    "guides:article-list": EVERYBODY,
    "guides:article": EVERYBODY,
    "guides:paper": EVERYBODY,
    "guides:office-list": READERS,
    "guides:office-article": READERS,
    "guides:version-detail": READERS,
    "guides:article-new": CASEWORKERS,
    "guides:article-edit": CASEWORKERS,
    "guides:article-publish": CASEWORKERS,
    "guides:article-withdraw": CASEWORKERS,
    "guides:version-restore": CASEWORKERS,
    "desks:privacy": EVERYBODY,
    "desks:service": EVERYBODY,
    "libraries:directory": EVERYBODY,
    "desks:map": EVERYBODY,
    "desks:robots": EVERYBODY,
    "desks:sitemap-index": EVERYBODY,
    "desks:sitemap": EVERYBODY,
    "desks:open-data": EVERYBODY,
    "desks:open-data-json": EVERYBODY,
    "desks:open-data-csv": EVERYBODY,
    "libraries:library-public": EVERYBODY,
    "libraries:library-badge": EVERYBODY,
    "performance:achievements": EVERYBODY,
    "accreditation:ask": EVERYBODY,
    "accreditation:question-status": EVERYBODY,
    "accreditation:question-list": CASEWORKERS,
    "accreditation:question-detail": CASEWORKERS,
    "accreditation:question-move": CASEWORKERS,
    "accreditation:question-put-away": CASEWORKERS,
    "accreditation:question-guide": CASEWORKERS,
    "accreditation:confirm": EVERYBODY,
    "accreditation:assisted-list": CASEWORKERS,
    "accreditation:assisted-new": CASEWORKERS,
    "accreditation:confirmation-code": CASEWORKERS,
    "accreditation:track": EVERYBODY,
    "accreditation:readiness": EVERYBODY,
    "accreditation:readiness-questions": EVERYBODY,
    "accreditation:readiness-result": EVERYBODY,
    # signed in
    "desks:home": SIGNED_IN,
    "notifications:inbox": SIGNED_IN,
    "notifications:inbox-read": SIGNED_IN,
    "reminders:wishes": SIGNED_IN,
    # one request
    "desks:case": OWN_AND_READERS,
    "accreditation:application-list": APPLICANTS,
    "accreditation:application-new": APPLICANTS,
    "accreditation:application-details": OWN,
    "accreditation:instrument-list": {COORDINATOR},
    "accreditation:instrument-new": {COORDINATOR},
    "accreditation:instrument-detail": {COORDINATOR},
    "accreditation:instrument-edit": {COORDINATOR},
    "accreditation:instrument-publish": {COORDINATOR},
    "accreditation:instrument-discard": {COORDINATOR},
    "accreditation:instrument-download": {COORDINATOR},
    "accreditation:assessment": OWN_AND_READERS,
    "accreditation:assessment-move": OWN,
    "accreditation:assessment-component": OWN_AND_READERS,
    "accreditation:indicator-evidence": OWN_AND_READERS,
    "accreditation:evidence-file": OWN_AND_READERS,
    "accreditation:evidence-preview": OWN_AND_READERS,
    "accreditation:evidence-remove": OWN,
    "accreditation:coach": OWN_AND_READERS,
    "accreditation:improvement-plan": OWN_AND_READERS,
    "accreditation:improvement-adopt": OWN,
    "accreditation:improvement-print": OWN_AND_READERS,
    "accreditation:improvement-download": OWN_AND_READERS,
    "accreditation:bundle": OWN_AND_READERS,
    "accreditation:bundle-file": OWN_AND_READERS,
    "accreditation:upload-begin": OWN,
    "accreditation:upload-append": {KEEPER},  # an upload belongs to one person
    "accreditation:upload-finish": {KEEPER},
    "accreditation:documents": OWN,
    "accreditation:document-file": OWN_AND_READERS,
    "accreditation:document-preview": OWN_AND_READERS,
    "accreditation:document-remove": OWN,
    "accreditation:application-submit": OWN,
    "accreditation:application-receipt": OWN,
    "accreditation:corrections": OWN,
    "accreditation:correction-answer": OWN,
    "accreditation:conversation": OWN_AND_READERS,
    "accreditation:message-file": OWN_AND_READERS,
    "accreditation:message-preview": OWN_AND_READERS,
    "accreditation:internal-notes": CASEWORKERS,
    "accreditation:application-step": CASEWORKERS,  # for the step `mark_ready`
    "accreditation:application-return": CASEWORKERS,
    "accreditation:application-outcome": CASEWORKERS,
    "accreditation:application-assign": CASEWORKERS,
    "accreditation:application-next-step": CASEWORKERS,
    "accreditation:recommendation": CASEWORKERS,
    "accreditation:recommendation-draft": CASEWORKERS,
    "accreditation:recommendation-revoke": CASEWORKERS,
    "accreditation:recommendation-scan": CASEWORKERS,
    "accreditation:recommendation-file": OWN_AND_READERS,
    "accreditation:recommendation-scan-file": OWN_AND_READERS,
    "accreditation:milestone": OWN_AND_READERS,
    "accreditation:milestone-file": OWN_AND_READERS,
    "accreditation:radar": READERS,
    "accreditation:radar-export": READERS,
    "accreditation:radar-remind": CASEWORKERS,
    "accreditation:certificate-new": CASEWORKERS,
    "accreditation:grade-rule-list": {COORDINATOR},
    "accreditation:grade-rule-edit": {COORDINATOR},
    "accreditation:grade-rule-remove": {COORDINATOR},
    "accreditation:appeal-new": OWN | CASEWORKERS,
    "accreditation:renewal": {KEEPER, CONTRIBUTOR},
    "accreditation:renewal-changes": OWN_AND_READERS,
    "accreditation:renewal-check": OWN,
    "accreditation:queue": READERS,
    "accreditation:workload": READERS,
    "accreditation:review": CASEWORKERS,
    "accreditation:review-rounds": CASEWORKERS,
    "accreditation:review-item": CASEWORKERS,
    "accreditation:correction-draft": CASEWORKERS,
    "accreditation:second-look": CASEWORKERS,
    "accreditation:second-look-ask": {COORDINATOR},
    "accreditation:second-look-take": CASEWORKERS,
    "accreditation:second-look-finish": CASEWORKERS,
    "accreditation:second-look-component": CASEWORKERS,  # they took it two lines above
    "accreditation:calibration": CASEWORKERS,
    "accreditation:reason-list": {COORDINATOR},
    "accreditation:reason-new": {COORDINATOR},
    "accreditation:reason-edit": {COORDINATOR},
    "accreditation:reason-retire": {COORDINATOR},
    "accreditation:outcome-correct": CASEWORKERS,
    "accreditation:outcome-scan": OWN_AND_READERS,
    # libraries and their people
    "libraries:my-libraries": APPLICANTS,
    "libraries:find": APPLICANTS,
    "libraries:register": APPLICANTS,
    "libraries:claim": APPLICANTS,
    "libraries:library-detail": OWN,
    "libraries:library-edit": OWN,  # a contributor is told why not
    "libraries:twins": CASEWORKERS,
    "libraries:twin-dismiss": CASEWORKERS,
    "libraries:merge-pick": CASEWORKERS,
    "libraries:merge": CASEWORKERS,
    "libraries:registry-merged": READERS,
    "libraries:custody-new": OWN,  # a contributor is told why not
    "libraries:custody-new-for": CASEWORKERS,
    "libraries:custody": OWN_AND_READERS,
    "libraries:custody-letter": OWN_AND_READERS,
    "libraries:custody-answer": OWN,  # only the successor is heard
    "libraries:custody-cancel": OWN | CASEWORKERS,
    "libraries:custody-confirm": CASEWORKERS,
    "libraries:custody-refuse": CASEWORKERS,
    "libraries:service-point-new": OWN,  # a contributor is told why not
    "libraries:service-point-edit": OWN,
    "libraries:registry-point-new": CASEWORKERS,
    "libraries:registry-point-edit": CASEWORKERS,
    "libraries:service-point-list": READERS,
    "libraries:registry": READERS,
    "libraries:registry-new": CASEWORKERS,
    "libraries:registry-detail": READERS,
    "libraries:registry-edit": CASEWORKERS,
    "libraries:public-notice": CASEWORKERS,
    "libraries:membership-queue": CASEWORKERS,
    "libraries:membership-confirm": CASEWORKERS,
    "libraries:membership-end": CASEWORKERS,
    # appointments
    "scheduling:appointment-list": APPLICANTS,
    "scheduling:appointment-detail": OWN_AND_READERS,
    "scheduling:appointment-calendar": OWN_AND_READERS,
    "scheduling:calendar": READERS,
    "scheduling:talk-new": OWN,
    "scheduling:talk-move": OWN,
    "scheduling:talk-cancel": OWN,
    "scheduling:proposal-new": OWN,
    "scheduling:proposal-pick": OWN,
    "scheduling:proposal-withdraw": OWN,
    "scheduling:proposal-list": CASEWORKERS,
    "scheduling:proposal-answer": CASEWORKERS,
    "scheduling:proposal-offer": CASEWORKERS,
    "desks:manage": CASEWORKERS,
    "desks:standard-edit": {COORDINATOR},
    "desks:standard-version": {COORDINATOR},
    "desks:pledge-edit": {COORDINATOR},
    "scheduling:hours-list": CASEWORKERS,
    "scheduling:hours-detail": CASEWORKERS,  # an officer their own, a coordinator everybody's
    "scheduling:exception-new": CASEWORKERS,
    "scheduling:exception-drop": CASEWORKERS,
    "scheduling:leave-new": CASEWORKERS,
    "scheduling:leave-drop": CASEWORKERS,
    "scheduling:rules-edit": {COORDINATOR},
    "scheduling:holiday-list": {COORDINATOR},
    "scheduling:holiday-new": {COORDINATOR},
    "scheduling:holiday-edit": {COORDINATOR},
    "scheduling:holiday-remove": {COORDINATOR},
    "scheduling:feed": EVERYBODY,  # who knows the address; others meet 404
    "scheduling:feed-list": APPLICANTS | CASEWORKERS,
    "scheduling:feed-make": APPLICANTS | CASEWORKERS,
    "scheduling:feed-renew": {KEEPER},  # an address belongs to one person
    "scheduling:feed-revoke": {KEEPER},
    "scheduling:appointment-new": CASEWORKERS,
    "scheduling:appointment-move": CASEWORKERS,
    "scheduling:appointment-cancel": CASEWORKERS,
    "scheduling:appointment-result": CASEWORKERS,
    # letters, packs and reports of visits
    "scheduling:letterhead": {COORDINATOR},
    "scheduling:trip-letter": CASEWORKERS,
    "scheduling:trip-letter-pdf": READERS,
    "scheduling:trip-itinerary-pdf": READERS,
    "scheduling:attendance-pdf": READERS,
    "scheduling:pack-pdf": READERS,
    "scheduling:pack-html": READERS,
    "scheduling:visit-report": CASEWORKERS,
    "scheduling:report-finish": CASEWORKERS,
    "scheduling:report-photos": CASEWORKERS,
    "scheduling:report-photo-remove": CASEWORKERS,
    "scheduling:report-scan": CASEWORKERS,
    "scheduling:minutes-pdf": OWN_AND_READERS,
    "scheduling:report-scan-file": OWN_AND_READERS,
    "scheduling:report-photo": OWN_AND_READERS,
    "scheduling:report-photo-preview": OWN_AND_READERS,
    "scheduling:appointment-start": CASEWORKERS,
    "scheduling:zoom-retry": CASEWORKERS,
    "scheduling:zoom-ledger": READERS,
    "scheduling:zoom-webhook": EVERYBODY,  # signed instead of signed in
    "scheduling:action-list": READERS,
    "scheduling:action-new": CASEWORKERS,
    "scheduling:action-edit": CASEWORKERS,
    "scheduling:action-drop": CASEWORKERS,
    "scheduling:action-finish": OWN | CASEWORKERS,
    # visits, routes and trips
    "scheduling:visit-request": OWN,
    "scheduling:visit-withdraw": OWN,
    "scheduling:ready-list": READERS,
    "scheduling:trip-draft": CASEWORKERS,
    "scheduling:route-list": {COORDINATOR},
    "scheduling:route-detail": {COORDINATOR},
    "scheduling:route-name": {COORDINATOR},
    "scheduling:route-remove": {COORDINATOR},
    "scheduling:route-point": {COORDINATOR},
    "scheduling:route-point-move": {COORDINATOR},
    "scheduling:route-point-remove": {COORDINATOR},
    "scheduling:trip-list": READERS,
    "scheduling:trip-detail": READERS,
    "scheduling:trip-new": CASEWORKERS,
    "scheduling:trip-edit": CASEWORKERS,
    "scheduling:trip-team": CASEWORKERS,
    "scheduling:trip-budget": CASEWORKERS,
    "scheduling:trip-way-home": CASEWORKERS,
    "scheduling:trip-add": CASEWORKERS,
    "scheduling:trip-fix": CASEWORKERS,
    "scheduling:trip-cancel": CASEWORKERS,
    "scheduling:trip-finish": CASEWORKERS,
    "scheduling:stop-edit": CASEWORKERS,
    "scheduling:stop-move": CASEWORKERS,
    "scheduling:stop-remove": CASEWORKERS,
    "scheduling:stop-postpone": CASEWORKERS,
    "scheduling:stop-revisit": CASEWORKERS,
    "scheduling:tap": EVERYBODY,  # whoever holds the link
    # papers
    "papers:enter": EVERYBODY,
    "papers:number-pattern": {COORDINATOR},
    # sheets coming in
    "libraries:registry-workbook": READERS,
    "libraries:registry-csv": READERS,
    "libraries:regions": {COORDINATOR},
    "libraries:region-load": {COORDINATOR},
    "imports:list": CASEWORKERS,
    "imports:new": CASEWORKERS,
    "imports:template": CASEWORKERS,
    "imports:batch": CASEWORKERS,
    "imports:columns": CASEWORKERS,
    "imports:rows": CASEWORKERS,
    "imports:decide": CASEWORKERS,
    "imports:decide-rest": CASEWORKERS,
    "imports:check": CASEWORKERS,
    "imports:confirm": CASEWORKERS,
    "imports:undo": CASEWORKERS,
    "imports:discard": CASEWORKERS,
    "imports:to-mend": CASEWORKERS,
    "papers:check": EVERYBODY,  # whoever holds the paper
    # satisfaction
    "satisfaction:survey": EVERYBODY,
    "satisfaction:thanks": EVERYBODY,
    "satisfaction:invited": EVERYBODY,  # whoever holds the link
    "satisfaction:published": EVERYBODY,
    "satisfaction:published-year": EVERYBODY,
    "satisfaction:results": READERS,
    "satisfaction:comments": READERS,
    "satisfaction:export": READERS,
    "satisfaction:poster": READERS,
    "satisfaction:publish": {COORDINATOR},
    # figures
    "performance:dashboard": READERS,
    "performance:figure-list": READERS,
    "performance:report": READERS,
    "performance:narrative": {COORDINATOR},
    "performance:snapshot-new": {COORDINATOR},
    "performance:snapshot-detail": READERS,
    "performance:report-paper": READERS,
    "performance:monthly-paper": READERS,
    "performance:evidence-pack": {COORDINATOR, HEAD},
    "performance:report-workbook": READERS,
    "performance:release-list": {COORDINATOR},
    "performance:plan-list": {COORDINATOR},
    "performance:plan-detail": {COORDINATOR},
    "performance:plan-edit": {COORDINATOR},
    "performance:year-lock": {COORDINATOR},
    "performance:indicator-new": {COORDINATOR},
    "performance:indicator-detail": {COORDINATOR},
    "performance:indicator-edit": {COORDINATOR},
    "performance:hand-value": {COORDINATOR},
    "performance:hand-value-proof": READERS,
    # the office's machinery
    "notifications:ledger": READERS | {SYSADMIN},
    "notifications:send-again": CASEWORKERS,
    "desks:by-hand": CASEWORKERS,
    "desks:unreachable": READERS,
    "desks:request-log": READERS,
    "desks:person-log": READERS,
    "people:contact-edit": CASEWORKERS,
    "notifications:whatsapp-webhook": EVERYBODY,  # signed instead of signed in
    "desks:by-hand-sent": CASEWORKERS,
    "desks:by-hand-unreachable": CASEWORKERS,
    "mailroom:text-list": CASEWORKERS,
    "mailroom:bulk-new": CASEWORKERS,
    "mailroom:bulk-detail": {COORDINATOR},  # of a coordinator's letter
    "mailroom:bulk-undo": {COORDINATOR},
    "mailroom:text-edit": {COORDINATOR},
    "mailroom:text-restore": {COORDINATOR},
    "reminders:rule-list": {COORDINATOR},
    "saved_views:view-list": READERS,
    "saved_views:view-new": READERS,
    "saved_views:view-edit": READERS,
    "saved_views:view-remove": READERS,
    "reminders:rule-edit": {COORDINATOR},
    "reminders:trace": {COORDINATOR},
    "reminders:take-again": {COORDINATOR},
    "reminders:simulation": {COORDINATOR},
    "people:user-list": {COORDINATOR},
    "people:user-new": {COORDINATOR},
    "people:user-detail": {COORDINATOR},
    "people:user-activity": {COORDINATOR},
    "people:hand-code": CASEWORKERS,
}
MIDDLE_OF_SIGNING_IN = {
    "account_confirm_login_code",
    "mfa_authenticate",
}  # everybody else is led away
OBJECT_ARGS = ("code", "token", "public_id", "first_year", "slug", "year")
OBJECT_ARGS = ("code", "token", "secret", "public_id", "first_year", "slug")


@dataclass(frozen=True)
class World:
    """One request in mentoring with everything that hangs on it."""

    application: Application
    library: Library
    appointment: Appointment
    indicator: Indicator
    args: dict[str, dict[str, object]]


@pytest.fixture
def world(enggelam: Library, siti: User, budi: User, rina: User, settings: Any) -> World:
    settings.ZOOM_WEBHOOK_SECRET = "rahasia"  # without one its address does not exist
    settings.WHATSAPP_APP_SECRET = "rahasia"
    before = ApplicationFactory(library=enggelam, state=State.ACCREDITED, created_by=siti)
    application = ApplicationFactory(
        library=enggelam, state=State.MENTORING, created_by=siti, assigned_to=budi, follows=before
    )
    photo = intake.receive(upload=SimpleUploadedFile("foto.jpg", jpeg()), by=siti, at=MONDAY)
    document = ApplicationDocument.objects.create(
        application=application, slot="photos", file=photo, added_by=siti, added_at=MONDAY,
        is_carried=True,
    )  # fmt: skip
    correction = Correction.objects.create(
        application=application,
        item="photos",
        sentence="Tambah foto.",
        due_on=MONDAY.date(),
        asked_by=budi,
        asked_at=MONDAY,
    )
    appointment = Appointment.objects.create(
        code="JDW-2026-0001", application=application, mode="phone", officer=budi,
        starts_at=MONDAY.replace(year=2030), ends_at=MONDAY.replace(year=2030, hour=3), created_by=budi, created_at=MONDAY, changed_at=MONDAY,
    )  # fmt: skip
    action = AgreedAction.objects.create(
        application=application, what="Lengkapi buku induk", created_by=budi, created_at=MONDAY
    )
    outcome = OutcomeFactory(library=enggelam, scan=photo, recorded_by=budi)
    GradeRule.objects.create(
        grade="A", from_score=91, valid_years=5, effective_on=MONDAY.date().replace(2099, 1, 1)
    )
    Milestone.objects.create(
        application=application, step="plenary", happened_on=MONDAY.date(), file=photo, by=budi,
        at=MONDAY,
    )  # fmt: skip
    sent = conversation.send(
        application=application, text="Foto rak.", files=[photo], by=siti, at=MONDAY
    )
    question = questions.ask(
        asked=questions.Asked("Berapa judul?"), secret=QUESTION, by=siti, at=MONDAY
    )
    along = {"code": application.code, "token": sent.files.get().token}
    plan = performance.create_plan(
        name="Renstra", document_number="", first_year=2021, last_year=2026, by=rina, at=MONDAY
    )
    by_hand = PerformanceIndicator.objects.create(plan=plan, code="IK-9", name="TGM", decimals=2)
    entered = HandValue.objects.create(
        indicator=by_hand, year=2024, value=61, proof=photo, set_by=rina, set_at=MONDAY
    )
    MonthlyReport.objects.create(
        month=date(2024, 3, 1), figures={}, values={}, paper=photo, made_at=MONDAY
    )
    rung = RungFactory(outcome="parked")
    message = outbox.enqueue(
        recipient=siti,
        event="membership.confirmed",
        dedupe="x",
        values={"perpustakaan": "x"},
        at=MONDAY,
        channels=("email",),
    )[0]
    letter = a_letter(rina)
    TextVersion.objects.create(
        event=message.event, version=1, subject="Kabar", body="Isi.", made_by=rina, made_at=MONDAY
    )
    loaded = instruments.load_shipped(at=MONDAY)
    edition = {"token": loaded[-1].token}
    village = next(e for e in loaded if e.library_type == enggelam.type)
    Application.objects.filter(pk=before.pk).update(edition=village)
    shown = Evidence.objects.create(
        application=application, file=photo, added_by=siti, added_at=MONDAY,
        indicator=Indicator.objects.filter(component__edition=village).first(),
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(edition=village)
    SecondLook.objects.create(application=application, drawn_at=MONDAY)
    draft = InstrumentEdition.objects.create(
        library_type="special", name="Draf", valid_from=MONDAY.date()
    )
    kept = SavedView.objects.create(
        place="registry", name="Tanpa NPP", query="npp=tidak", owner=rina, is_shared=True, created_at=MONDAY
    )  # fmt: skip
    reason = {"token": CorrectionReason.objects.create(label="Tidak terbaca").token}
    ImprovementStep.objects.create(
        application=application, indicator=shown.indicator, wanted=shown.indicator.options.first(),
        changed_by=siti, changed_at=MONDAY,
    )  # fmt: skip
    bundle = Bundle.objects.create(
        application=application, asked_by=siti, asked_at=MONDAY, state="ready", ended_at=MONDAY,
        files=[{"name": "a.pdf", "title": "A", "size": 1, "sha256": "a" * 64, "pages": 1}],
    )  # fmt: skip
    bundle.folder.mkdir(parents=True)
    (bundle.folder / "a.pdf").write_bytes(b"%")
    proposal = TimeProposal.objects.create(
        application=application, mode="phone", times=[FAR], offered=[FAR], officer=budi,
        state="offered", asked_by=siti, asked_at=MONDAY,
    )  # fmt: skip
    imported = a_batch(budi)
    a_suspect(imported, 2, enggelam.code)
    sheet = {"token": imported.token}
    own_hours = {"public_id": budi.public_id}
    exception = HoursException.objects.create(officer=budi, day=MONDAY.date())
    leave = Leave.objects.create(officer=budi, first_on=MONDAY.date(), last_on=MONDAY.date())
    Holiday.objects.create(day="2026-12-25", name="Hari Raya Natal")
    feed = CalendarFeed.objects.create(user=siti, library=enggelam, made_at=MONDAY)
    visit = AppointmentFactory(application=application, officer=budi)
    report = VisitReportFactory(
        appointment=visit,
        finished_by=budi,
        finished_at=MONDAY,
        scan=photo,
        scan_by=budi,
        scan_at=MONDAY,
    )
    visited = {"code": visit.code}
    seen = VisitPhoto.objects.create(
        report=report, file=photo, has_consent=True, added_by=budi, added_at=MONDAY
    )
    budis_feed = CalendarFeed.objects.create(user=budi, made_at=MONDAY)
    own_feed = CalendarFeed.objects.create(user=siti, made_at=MONDAY)
    case = {"code": application.code}
    trip = a_trip(application, appointment, budi, siti)
    path = {"code": trip.code}
    stop = {**path, "token": trip.stops.get().token}
    way = {"token": a_route(enggelam.kecamatan).token}
    point = {**way, "code": enggelam.kecamatan_id}
    upload = resumable.begin(
        purpose=f"{application.code}/A-1",
        name="rak.jpg",
        size=9,
        sha256="0" * 64,
        by=siti,
        at=MONDAY,
    )
    sending = {**case, "item": "A-1"}
    handover = CustodyHandover.objects.create(
        library=enggelam, giver=siti.memberships.get(), successor=siti, successor_name="Tuti", reason="Pindah",
        letter=photo, started_by=siti, started_at=MONDAY,
    )  # fmt: skip
    spare = LibraryFactory(desa=enggelam.desa)
    corner = ServicePoint.objects.create(
        library=enggelam, kind="buncu_baca", added_by=siti, added_at=MONDAY
    )
    paper = an_issued_paper(budi, subject_code=application.code)
    paper.scan = photo
    paper.save(update_fields=["scan"])
    letter_of_case = {**case, "letter": paper.code}
    guide = {"slug": an_article(budi).slug}
    twice_written = {"slug": twice_saved(budi).slug}
    args = {
        "accreditation:bundle-file": {**case, "token": bundle.token, "number": 1},
        "accreditation:upload-begin": sending,
        "accreditation:upload-append": {**sending, "token": upload.token},
        "accreditation:upload-finish": {**sending, "token": upload.token},
        "accreditation:assessment-component": {**case, "component": "A"},
        "accreditation:indicator-evidence": {**case, "component": "A", "number": 1},
        "accreditation:evidence-file": {**case, "token": shown.token},
        "accreditation:evidence-preview": {**case, "token": shown.token},
        "accreditation:evidence-remove": {**case, "token": shown.token},
        "accreditation:question-status": {"secret": QUESTION},
        "desks:sitemap": {"section": "perpustakaan"},
        "desks:standard-version": {"number": a_standard(rina).number},
        **{f"desks:open-data-{kind}": {"name": "perpustakaan"} for kind in ("json", "csv")},
        **{
            f"accreditation:question-{name}": {"token": question.token}
            for name in ("detail", "move", "put-away", "guide")
        },
        "accreditation:assisted-new": {"code": enggelam.code},
        "accreditation:message-file": along,
        "accreditation:message-preview": along,
        "accreditation:review-item": {**case, "item": "A-1"},
        "accreditation:correction-draft": {**case, "item": "A-1"},
        "accreditation:second-look-component": {**case, "component": "A"},
        "saved_views:view-new": {"place": "registry"},
        "saved_views:view-edit": {"token": kept.token},
        "saved_views:view-remove": {"token": kept.token},
        "accreditation:reason-edit": reason,
        "accreditation:reason-retire": reason,
        "accreditation:instrument-detail": edition,
        "accreditation:instrument-edit": {"token": draft.token},
        "accreditation:instrument-publish": edition,
        "accreditation:instrument-discard": edition,
        "accreditation:instrument-download": edition,
        "accreditation:readiness-questions": {"kind": "village"},
        "accreditation:readiness-result": {"kind": "village"},
        "guides:article": guide,
        "guides:paper": {"name": a_paper(budi).name},
        **{
            f"guides:{name}": guide
            for name in ("office-article", "article-edit", "article-withdraw")
        },
        "guides:article-publish": {"slug": an_article(budi, title="Draf", is_published=False).slug},
        "guides:version-detail": {**twice_written, "number": 1},
        "guides:version-restore": {**twice_written, "number": 1},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
        "accreditation:document-file": {**case, "token": document.token},
        "accreditation:document-preview": {**case, "token": document.token},
        "accreditation:document-remove": {**case, "token": document.token},
        "accreditation:correction-answer": {**case, "token": correction.token},
        "accreditation:application-step": {**case, "step": "mark_ready"},
        "accreditation:milestone": {**case, "step": "sent"},
        "accreditation:milestone-file": {**case, "step": "plenary"},
        "accreditation:radar-remind": {"token": outcome.token},
        "accreditation:certificate-new": {"code": enggelam.code},
        "accreditation:grade-rule-edit": {"grade": "A", "day": "2018-01-01"},
        "accreditation:grade-rule-remove": {"grade": "A", "day": "2099-01-01"},
        "accreditation:appeal-new": {"code": before.code},
        "accreditation:renewal": {"code": enggelam.code},
        "accreditation:renewal-changes": case,
        "accreditation:renewal-check": {**case, "item": "photos"},
        "accreditation:outcome-correct": {"token": outcome.token},
        "accreditation:outcome-scan": {"token": outcome.token},
        "libraries:twin-dismiss": {"code": enggelam.code, "other": spare.code},
        "libraries:merge": {"code": enggelam.code, "other": spare.code},
        "libraries:custody-new": {"code": enggelam.code},
        "libraries:custody-new-for": {"token": siti.memberships.get().token},
        **{
            f"libraries:custody{name}": {"token": handover.token}
            for name in ("", "-letter", "-answer", "-cancel", "-confirm", "-refuse")
        },
        "libraries:service-point-new": {"code": enggelam.code},
        "libraries:service-point-edit": {"code": enggelam.code, "token": corner.token},
        "libraries:registry-point-new": {"code": enggelam.code},
        "libraries:registry-point-edit": {"code": enggelam.code, "token": corner.token},
        "libraries:membership-confirm": {"token": siti.memberships.get().token},
        "libraries:membership-end": {"token": siti.memberships.get().token},
        **{
            f"performance:{name}": {"first_year": plan.first_year}
            for name in ("plan-detail", "plan-edit", "year-lock", "indicator-new")
        },
        **{
            f"performance:{name}": {"first_year": plan.first_year, "number": by_hand.pk}
            for name in ("indicator-detail", "indicator-edit", "hand-value")
        },
        "performance:hand-value-proof": {"token": entered.token},
        "performance:report": {"year": 2024},
        "performance:narrative": {"year": 2024},
        "performance:snapshot-new": {"year": 2024},
        "performance:snapshot-detail": {
            "year": 2024,
            "token": snapshots.freeze(year=2024, quarter=1, note="", by=rina, at=MONDAY).token,
        },
        "performance:report-paper": {"year": 2024},
        "performance:monthly-paper": {"year": 2024, "month": 3},
        "performance:evidence-pack": {"year": 2024},
        "performance:report-workbook": {"year": 2024},
        "notifications:send-again": {"token": message.token},
        "desks:person-log": {"public_id": siti.public_id},
        "people:contact-edit": {"public_id": siti.public_id},
        "desks:by-hand-sent": {"token": a_text(siti)},
        "desks:by-hand-unreachable": {"token": a_text(siti)},
        "mailroom:bulk-detail": {"token": letter.token},
        "mailroom:bulk-undo": {"token": letter.token},
        "mailroom:text-edit": {"event": message.event},
        "mailroom:text-restore": {"event": message.event},
        "reminders:rule-edit": {"code": rung.rule.code},
        "reminders:take-again": {"token": rung.token},
        "people:user-detail": {"public_id": siti.public_id},
        "people:user-activity": {"public_id": siti.public_id},
        "scheduling:appointment-new": case,
        "scheduling:talk-new": case,
        "scheduling:proposal-new": case,
        "scheduling:proposal-pick": case,
        "scheduling:proposal-withdraw": case,
        "scheduling:proposal-answer": {"token": proposal.token},
        "scheduling:proposal-offer": {"token": proposal.token},
        "scheduling:hours-detail": own_hours,
        "scheduling:exception-new": own_hours,
        "scheduling:exception-drop": {**own_hours, "token": exception.token},
        "scheduling:leave-new": own_hours,
        "scheduling:leave-drop": {**own_hours, "token": leave.token},
        "scheduling:holiday-edit": {"day": "2026-12-25"},
        "scheduling:holiday-remove": {"day": "2026-12-25"},
        **{
            f"scheduling:{name}": visited
            for name in (
                "attendance-pdf",
                "pack-pdf",
                "pack-html",
                "visit-report",
                "report-finish",
                "report-photos",
                "report-scan",
                "minutes-pdf",
                "report-scan-file",
            )
        },
        **{
            f"scheduling:{name}": {**visited, "token": seen.token}
            for name in ("report-photo", "report-photo-preview", "report-photo-remove")
        },
        **{
            f"scheduling:{name}": path
            for name in ("trip-letter", "trip-letter-pdf", "trip-itinerary-pdf")
        },
        "scheduling:feed": {"token": budis_feed.token},
        "scheduling:feed-renew": {"token": feed.token},
        "scheduling:feed-revoke": {"token": own_feed.token},
        "scheduling:action-new": case,
        **{
            f"scheduling:action-{verb}": {"token": action.token}
            for verb in ("edit", "drop", "finish")
        },
        "scheduling:visit-request": case,
        "scheduling:visit-withdraw": case,
        "scheduling:tap": {"token": TAP},
        "papers:check": {"code": paper.code},
        "papers:number-pattern": {"kind": "recommendation"},
        "accreditation:recommendation-file": letter_of_case,
        "accreditation:recommendation-scan": letter_of_case,
        "accreditation:recommendation-scan-file": letter_of_case,
        "libraries:region-load": {"token": RegionLoad.objects.create(loaded_at=MONDAY).token},
        "imports:new": {"kind": "libraries"},
        "imports:template": {"kind": "libraries"},
        "imports:rows": {**sheet, "shown": "mirip"},
        "imports:discard": {"token": a_batch(budi).token},
        **dict.fromkeys(
            (
                "imports:batch",
                "imports:columns",
                "imports:decide",
                "imports:decide-rest",
                "imports:check",
                "imports:confirm",
                "imports:undo",
                "imports:to-mend",
            ),
            sheet,
        ),
        "satisfaction:invited": {"token": an_invitation(siti)},
        "satisfaction:published-year": {"year": a_publication(rina).year},
        **{f"scheduling:route-{name}": way for name in ("detail", "name", "remove")},
        **{f"scheduling:route-point{name}": point for name in ("", "-move", "-remove")},
        **{
            f"scheduling:trip-{name}": path
            for name in (
                "detail",
                "edit",
                "team",
                "budget",
                "way-home",
                "add",
                "fix",
                "cancel",
                "finish",
            )
        },
        **{
            f"scheduling:stop-{name}": stop
            for name in ("edit", "move", "remove", "postpone", "revisit")
        },
    }
    for route in our_routes():
        if route.name in args or "<" not in route.pattern:
            continue
        owner = {"libraries": enggelam.code, "scheduling": appointment.code}
        args[route.name] = {"code": owner.get(route.name.partition(":")[0], application.code)}
    return World(application, enggelam, appointment, shown.indicator, args)


TAP, QUESTION = "kunci-kesiapan", "kunci-pertanyaan"


def a_text(person: User) -> str:
    """A message that an officer should send to this person by WhatsApp."""
    return OutboxMessage.objects.create(
        dedupe_key=new_token(), event="x", channel="whatsapp_hand", recipient=person, subject="x",
        body_text="x", state="waiting", due_at=MONDAY, created_at=MONDAY,
    ).token  # fmt: skip


def an_invitation(person: User) -> str:
    SurveyInvitation.objects.create(
        token_hash=satisfaction.hashed("kunci-survei"), person=person, service="visit", occasion="x",
        asked_at=MONDAY, expires_at=MONDAY.replace(year=2040),
    )  # fmt: skip
    return "kunci-survei"


def a_publication(by: User) -> SurveyPublication:
    """Last year's; this year has enough answers for the next one."""
    for _person in range(5):
        SurveyAnswer.objects.create(
            service="visit", answered_on=MONDAY.date(), was_invited=False, **dict.fromkeys(KEYS, 4)
        )  # fmt: skip
    tally = {"count": 5, **dict.fromkeys(KEYS, 18)}
    return SurveyPublication.objects.create(
        year=2025, tally=tally, follow_up="Tambah jam.", published_by=by, published_at=MONDAY
    )


def a_trip(application: Application, appointment: Appointment, officer: User, asked: User) -> Trip:
    """A draft to one library, and a question to its keeper that is not answered yet."""
    day = appointment.starts_at.date()
    trip = Trip.objects.create(
        code="PJL-2026-0001", title="Hulu", first_on=day, last_on=day, created_by=officer, created_at=MONDAY,
        changed_at=MONDAY,
    )  # fmt: skip
    TripMember.objects.create(trip=trip, officer=officer, is_lead=True)
    wish = VisitRequest.objects.create(
        application=application, asked_by=asked, asked_at=MONDAY, weeks=["2026-12-07"]
    )
    stop = TripStop.objects.create(
        trip=trip, position=1, application=application, visit_request=wish
    )
    ReadinessTap.objects.create(
        token_hash=taps.hashed(TAP), stop=stop, appointment=appointment, person=asked, rung="d1",
        sequence=0, asked_at=MONDAY, expires_at=appointment.starts_at,
    )  # fmt: skip
    return trip


def a_route(kecamatan: Kecamatan) -> TravelRoute:
    route = TravelRoute.objects.create(name="Hulu")
    RoutePoint.objects.create(route=route, position=1, kecamatan=kecamatan)
    return route


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User | None]:
    names = {
        KEEPER: "siti", CONTRIBUTOR: "hadi", STRANGER: "joko", FORMER: "mantan", OFFICER: "budi", COORDINATOR: "rina",
        HEAD: "kepala", DEACTIVATED: "nonaktif", SYSADMIN: "admin",
    }  # fmt: skip
    people = {role: request.getfixturevalue(name) for role, name in names.items()}
    return {VISITOR: None, **people}


def our_routes() -> list:
    return [route for route in walk(get_resolver()) if route.policy != "sysadmins"]


def client_for(user: User | None, client_of: Callable[[User], Client]) -> Client:
    return Client() if user is None else client_of(user)


def is_let_in(response: object) -> bool:
    if response.status_code == 404:
        return False
    return not (response.status_code == 302 and response.url.startswith("/masuk/"))


def knock(client: Client, route: object, url: str) -> object:
    response = client.post(url) if route.methods == ("POST",) else client.get(url)
    if response.streaming:
        response.getvalue()  # reads the file to its end, which closes it
    return response


def test_the_table_names_exactly_the_routes_there_are():
    assert {route.name for route in our_routes()} == set(ENTRANCE)


def test_every_route_declares_an_audience_and_methods():
    for route in walk(get_resolver()):
        assert route.policy, route
        assert route.methods or route.policy == "sysadmins", route


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_enters_exactly_where_it_may(role, world, cast, client_of):
    """Own object for the keeper; the very same object is foreign to the stranger and the former member."""
    wrong = []
    for route in our_routes():
        client = client_for(cast[role], client_of)  # anew: signing out is one of the routes
        response = knock(client, route, reverse(route.name, kwargs=world.args.get(route.name)))
        if route.name in MIDDLE_OF_SIGNING_IN:
            assert response.status_code == 302, route.name
            continue
        expected = role in ENTRANCE[route.name]
        if is_let_in(response) != expected:
            wrong.append(
                (route.name, response.status_code, "should enter" if expected else "should not")
            )
        if role in (VISITOR, DEACTIVATED) and not expected and ENTRANCE[route.name]:
            assert response.status_code == 302, route.name
    assert not wrong, wrong


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(EVERYBODY - {VISITOR, DEACTIVATED}))
def test_what_does_not_exist_is_404_for_everybody(role, world, cast, client_of):
    client = client_of(cast[role])
    for route in our_routes():
        args = dict(world.args.get(route.name) or {})
        if not set(args) & set(OBJECT_ARGS) or route.name.startswith("account_"):
            continue
        for name in set(args) & set(OBJECT_ARGS):
            args[name] = 1999 if name in ("first_year", "year") else "TIDAK-ADA"

        response = knock(client, route, reverse(route.name, kwargs=args))

        assert response.status_code == 404, route.name


@pytest.mark.django_db
@pytest.mark.slow
def test_pages_refuse_methods_they_do_not_have(world, cast, client_of):
    for route in our_routes():
        role = next(iter(sorted(ENTRANCE[route.name] & {KEEPER, COORDINATOR, OFFICER})), None)
        if role is None:
            continue
        client = client_of(cast[role])
        url = reverse(route.name, kwargs=world.args.get(route.name))
        for method in ("delete", "put", "patch"):
            assert getattr(client, method)(url).status_code == 405, (route.name, method)
        if "POST" not in route.methods:
            assert client.post(url).status_code == 405, route.name
        if "GET" not in route.methods:
            assert client.get(url).status_code == 405, route.name


@pytest.mark.django_db
def test_the_admin_is_for_the_it_person_alone(cast, client_of):
    answers = {
        role: client_for(user, client_of).get("/admin-sistem/").status_code
        for role, user in cast.items()
    }

    assert answers == {
        VISITOR: 302, DEACTIVATED: 302, KEEPER: 404, CONTRIBUTOR: 404, STRANGER: 404, FORMER: 404, OFFICER: 404,
        COORDINATOR: 404, HEAD: 404, SYSADMIN: 200,
    }  # fmt: skip


@pytest.mark.django_db
def test_ending_a_membership_shuts_the_door_of_a_live_session(world, siti, budi, client_of):
    client = client_of(siti)
    url = world.application.get_absolute_url()
    assert client.get(url).status_code == 200

    siti.memberships.get().end(by=budi, at=MONDAY, reason="Pindah tugas")

    assert client.get(url).status_code == 404
