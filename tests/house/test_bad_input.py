"""Whatever is typed, attached or asked for: never a page that broke, and nothing typed is lost.

FORMS holds one good body for every route that takes a POST. A route without a row fails, so does a
row without a route. From these bodies the tests make bad ones, field by field.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accreditation.models import (
    Answer,
    AnswerOption,
    Application,
    ApplicationDocument,
    Correction,
    ImprovementStep,
    InstrumentEdition,
    ItemReview,
    Question,
    SecondLook,
    SecondScore,
)
from accreditation.workflow import CLOSED, FACTS, State
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.numbering import next_number
from klik_portal.core.routing import walk
from klik_portal.files.models import StoredFile
from klik_portal.imports.models import ImportBatch
from klik_portal.notifications.models import Channel, MessageState, OutboxMessage
from klik_portal.notifications.operations import outbox
from klik_portal.office.models import Office
from klik_portal.office.operations import letterhead_mark
from klik_portal.office.service_parts import shipped
from klik_portal.people.operations import contact_mark
from klik_portal.satisfaction.elements import KEYS
from libraries.models import CustodyHandover
from scheduling import offers
from scheduling.forms.talks import start_key
from scheduling.models import (
    Appointment,
    BookingRules,
    TimeProposal,
    Trip,
    TripStop,
    VisitReport,
    ZoomMeeting,
)
from tests.factories.accreditation import COMPLETE_DETAILS, MONDAY, ApplicationFactory, add_papers
from tests.factories.libraries import KecamatanFactory, LibraryFactory, MembershipFactory
from tests.factories.people import UserFactory
from tests.files import samples
from tests.house import test_authorisation as house

world, cast = house.world, house.cast
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VISITOR, KEEPER, CONTRIBUTOR, STRANGER = (
    house.VISITOR,
    house.KEEPER,
    house.CONTRIBUTOR,
    house.STRANGER,
)
OFFICER, COORDINATOR = house.OFFICER, house.COORDINATOR
PASSWORD = "sungai-mahakam-2026"
NEXT_WEEK = f"{clock.today() + timedelta(days=7):%d-%m-%Y}"
YESTERDAY = f"{clock.today() - timedelta(days=1):%d-%m-%Y}"


DAY_ONE, LAST_DAY = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"


@dataclass(frozen=True)
class Form:
    """Who sends which body to a route, and in which state the request must be for it."""

    role: str
    body: dict[str, str] = field(default_factory=dict)
    state: State = State.MENTORING
    file: str = ""  # the field that takes a file


HANDOVER = {"name": "Tuti", "login": "tuti@contoh.id", "position": "Guru", "reason": "Pensiun."}
POINT = {
    "kind": "gazebo_baca", "name": "Tepi sungai", "since": "2024", "place_note": "Dermaga", "note": "Teduh.",
    "link": "https://contoh.id",
}  # fmt: skip
LIBRARY_FACTS = {
    "head_name": "Aminah", "decree_number": "141/07", "decree_date": YESTERDAY, "opening_hours": "08.00-14.00",
    "room_size": "56", "copy_count": "2.400", "staff_count": "2", "internet": "phone", "power": "part",
    "website": "https://contoh.id", "travel_by": "both", "travel_hours": "5,5", "season_note": "Air surut.",
    "location": "-0.41234, 116.98765",
}  # fmt: skip
LIBRARY = {
    "name": "Taman Baca Nurul Huda",
    "type": "worship",
    "desa": "64.02.18.2004",
    "parent_body": "Masjid Nurul Huda",
    "address": "Jalan Danau 1",
    "npp": "6402182D1000001",
    "title_count": "1.200",
    "contact_name": "Aminah",
    "contact_phone": "0812 3456 7890",
    "contact_email": "baca@contoh.id",
    "way_to_get_there": "Perahu dari Muara Muntai.",
}
BOOKING = {
    "mode": "zoom",
    "officer": "<budi>",
    "day": NEXT_WEEK,
    "time": "09:00",
    "length": "60",
    "join_url": "https://zoom.us/j/1",
    "place": "Kantor desa",
    "agenda": "Koleksi",
}
ACTION = {"what": "Rapikan rak", "side": "library", "who": "Siti", "due_on": NEXT_WEEK}
TRIP = {
    "title": "Hulu", "purpose": "Pembinaan", "first_on": NEXT_WEEK, "last_on": NEXT_WEEK, "day_starts": "08:00",
    "base": "Tenggarong", "vehicle": "Mobil", "crew": "Joni",
}  # fmt: skip
ARTICLE = {
    "title": "Foto rak", "kind": "guide", "summary": "Dari depan.", "body": "## Satu", "sources": "Buku",
    "library_types": "village", "places": "photos", "indicators": "B-2", "position": "5",
}  # fmt: skip
LEG = {"mode0": "river", "minutes0": "90", "description0": "Kota Bangun", "season0": "Surut."}
SURVEY = {
    "service": "visit", "key": "6f9c2f0e-1111-4222-8333-444455556666", "comment": "Terima kasih.", "contact": "Siti",
    **dict.fromkeys(KEYS, "4"),
}  # fmt: skip
INDICATOR = {
    "goal": "Literasi masyarakat",
    "code": "IK-7",
    "name": "IPLM",
    "source": "",
    "unit": "indeks",
    "decimals": "2",
    "direction": "up",
    "formula_note": "Data Perpusnas.",
    "responsible": "Kabid",
}
FORMS = {
    # the entrance and one's own account
    "accounts:account": Form(KEEPER, {"name": "Siti Aminah"}),
    "accounts:handed-code": Form(VISITOR, {"login": "siti@contoh.id", "code": "12345678"}),
    "account_login": Form(VISITOR, {"login": "budi@contoh.id", "password": "belum-tentu"}),
    "account_request_login_code": Form(VISITOR, {"login": "siti@contoh.id"}),
    "account_confirm_login_code": Form(VISITOR, {"code": "123456"}),
    "account_signup": Form(VISITOR, {"name": "Tuti", "login": "tuti@contoh.id"}),
    "account_logout": Form(KEEPER),
    "account_reauthenticate": Form(KEEPER, {"password": "belum-tentu"}),
    "account_change_password": Form(KEEPER, {"oldpassword": "a", "password1": "b", "password2": "b"}),
    "account_set_password": Form(KEEPER, {"password1": "a", "password2": "a"}),
    "account_reset_password": Form(VISITOR, {"email": "siti@contoh.id"}),
    "account_reset_password_from_key": Form(VISITOR, {"password1": "a", "password2": "a"}),
    "mfa_authenticate": Form(VISITOR, {"code": "123456"}),
    "mfa_reauthenticate": Form(CONTRIBUTOR, {"code": "123456"}),
    "mfa_activate_totp": Form(KEEPER, {"code": "123456"}),
    "mfa_deactivate_totp": Form(CONTRIBUTOR),
    "mfa_generate_recovery_codes": Form(CONTRIBUTOR),
    "notifications:inbox-read": Form(KEEPER, {"sampai": "2026-11-23T10:00:00+08:00"}),
    # one request
    "accreditation:application-new": Form(STRANGER, {"library_code": "<library>"}),
    "accreditation:instrument-new": Form(
        COORDINATOR,
        {"library_type": "special", "name": "Lembar", "legal_base": "", "source_note": "", "valid_from": NEXT_WEEK},
        file="components",
    ),
    "accreditation:instrument-detail": Form(COORDINATOR, {}, file="components"),
    "accreditation:instrument-edit": Form(
        COORDINATOR,
        {
            "library_type": "special", "name": "Lembar", "legal_base": "", "source_note": "", "valid_from": NEXT_WEEK,
            "valid_until": "", "version": "1",
        },
    ),
    "accreditation:instrument-publish": Form(COORDINATOR),
    "accreditation:instrument-discard": Form(COORDINATOR),
    "accreditation:review-item": Form(OFFICER, {"option": "", "note": "Sesuai.", "version": "0"}),
    "accreditation:correction-draft": Form(
        OFFICER,
        {
            "catatan-reason": "", "catatan-sentence": "Foto gelap.", "catatan-due_on": NEXT_WEEK,
            "catatan-version": "0",
        },
    ),
    "accreditation:second-look-ask": Form(COORDINATOR),
    "accreditation:second-look-take": Form(OFFICER),
    "accreditation:second-look-finish": Form(OFFICER),
    "accreditation:second-look-component": Form(OFFICER, {"q1": "<option>"}),
    "accreditation:reason-new": Form(
        COORDINATOR, {"label": "Buram", "sentence": "Foto ulang.", "position": "5", "version": "0"}
    ),
    "accreditation:reason-edit": Form(
        COORDINATOR, {"label": "Buram", "sentence": "Foto ulang.", "position": "5", "version": "1"}
    ),
    "accreditation:reason-retire": Form(COORDINATOR),
    "accreditation:assessment-move": Form(KEEPER),
    "accreditation:indicator-evidence": Form(KEEPER, {}, file="files"),
    "accreditation:evidence-remove": Form(KEEPER),
    "accreditation:improvement-plan": Form(KEEPER, {"who_A1": "Siti", "due_A1": NEXT_WEEK, "drop_A1": "", "seen_A1": "1"}),
    "accreditation:improvement-adopt": Form(KEEPER),
    "accreditation:bundle": Form(KEEPER),
    "accreditation:ask": Form(
        VISITOR,
        {"body": "Berapa judul?", "kind": "", "name": "Tuti", "email": "tuti@contoh.id", "phone": "", "seen": "1"},
    ),
    "accreditation:question-detail": Form(OFFICER, {"answer": "Seribu judul.", "version": "1"}),
    "accreditation:question-move": Form(OFFICER, {"application": "<case>"}),
    "accreditation:question-put-away": Form(OFFICER),
    "accreditation:question-guide": Form(OFFICER),
    "accreditation:confirm": Form(VISITOR, {"number": "KLK-2026-0001", "code": "12345678"}),
    "accreditation:assisted-new": Form(
        OFFICER, {"keeper": "baru", "name": "Tuti", "login": "0812 3456 7899", "position": "Guru"}
    ),
    "accreditation:confirmation-code": Form(OFFICER),
    "accreditation:track": Form(VISITOR, {"number": "KLK-2026-0001", "secret": "K7PM-3XQD"}),
    "accreditation:readiness-questions": Form(VISITOR, {f"q{n}": "unknown" for n in range(1, 11)}),
    "accreditation:assessment-component": Form(KEEPER, {"q1": "unknown"}),
    "accreditation:application-details": Form(KEEPER, {"version": "1", **COMPLETE_DETAILS, "help_wanted": "Mohon dikunjungi."}, State.DRAFT),
    "accreditation:upload-begin": Form(KEEPER, {"name": "rak.jpg", "size": "9", "sha256": "1" * 64}),
    "accreditation:upload-append": Form(KEEPER, {"offset": "0", "piece": "isi"}),
    "accreditation:upload-finish": Form(KEEPER),
    "accreditation:documents": Form(KEEPER, {"slot": "photos"}, State.DRAFT, "files"),
    "accreditation:document-remove": Form(KEEPER, {}, State.DRAFT),
    "accreditation:application-submit": Form(KEEPER, {"agreed": "on"}, State.DRAFT),
    "accreditation:correction-answer": Form(KEEPER, {"answer": "Sudah."}, State.RETURNED, "files"),
    "accreditation:conversation": Form(KEEPER, {"body": "Apakah foto ini cukup?", "about": ""}, file="files"),
    "accreditation:internal-notes": Form(OFFICER, {"body": "Telepon dulu."}),
    "accreditation:application-step": Form(OFFICER, {"note": "Siap."}),
    "accreditation:application-return": Form(OFFICER, {"photos": "Tambah satu.", "due_on": NEXT_WEEK}, State.SUBMITTED),
    "accreditation:application-outcome": Form(
        OFFICER,
        {"grade": "B", "score": "", "certificate_number": "S-1", "decided_on": YESTERDAY},
        State.PROPOSED,
        "scan",
    ),
    "papers:number-pattern": Form(
        COORDINATOR, {"pattern": "{nomor}/{tahun}", "last": "9", "seen_version": "1", "seen_last": "0"}
    ),
    "accreditation:recommendation": Form(
        OFFICER, {"number": "9/REK/2026", "issued_on": YESTERDAY, "valid_until": NEXT_WEEK}, State.READY
    ),
    "accreditation:recommendation-revoke": Form(OFFICER, {"reason": "Salah ketik."}),
    "accreditation:recommendation-scan": Form(OFFICER, file="file"),
    "accreditation:milestone": Form(
        OFFICER, {"happened_on": YESTERDAY, "note": "Daring.", "version": "0"}, State.PROPOSED, "file"
    ),
    "accreditation:radar-remind": Form(OFFICER, {}, State.DRAFT),
    "accreditation:certificate-new": Form(
        OFFICER,
        {"grade": "C", "score": "62,5", "certificate_number": "S-8", "decided_on": YESTERDAY, "source_note": "Fotokopi."},
        file="scan",
    ),
    "accreditation:grade-rule-list": Form(
        COORDINATOR,
        {"grade": "B", "effective_on": NEXT_WEEK, "from_score": "77", "valid_years": "5", "source_note": "Perka."},
    ),
    "accreditation:grade-rule-edit": Form(
        COORDINATOR, {"from_score": "90", "valid_years": "6", "source_note": "Perka.", "version": "1"}
    ),
    "accreditation:grade-rule-remove": Form(COORDINATOR),
    "accreditation:appeal-new": Form(KEEPER, {"A-1": "Rak sudah dilabeli."}, State.WITHDRAWN),
    "accreditation:renewal": Form(KEEPER, {}, State.WITHDRAWN),
    "accreditation:renewal-check": Form(KEEPER, {}, State.DRAFT),
    "accreditation:outcome-correct": Form(
        OFFICER,
        {"grade": "C", "score": "", "certificate_number": "S-9", "decided_on": YESTERDAY, "reason": "Salah ketik.", "version": "1"},
        file="scan",
    ),
    "accreditation:application-assign": Form(COORDINATOR, {"officer": "<rina>"}),
    "accreditation:application-next-step": Form(
        OFFICER, {"turn": "applicant", "sentence": "Lengkapi buku induk.", "due_on": NEXT_WEEK}
    ),
    # guides
    "guides:article-new": Form(OFFICER, ARTICLE),
    "guides:article-edit": Form(OFFICER, {**ARTICLE, "version": "1"}),
    "guides:article-publish": Form(OFFICER, {"version": "1"}),
    "guides:article-withdraw": Form(OFFICER),
    "guides:version-restore": Form(OFFICER, {"version": "2"}),
    # libraries and their people
    "libraries:register": Form(STRANGER, {**LIBRARY, "position": "Guru", "is_another": "on"}),
    "libraries:claim": Form(STRANGER, {"kind": "keeper", "position": "Guru"}),
    "libraries:library-edit": Form(KEEPER, {**LIBRARY, **LIBRARY_FACTS, "version": "1"}),
    "libraries:twin-dismiss": Form(OFFICER),
    "libraries:merge": Form(OFFICER, {"gone_version": "1", "stays_version": "1", "fakta_name": "stays", "sure": "on"}),
    "libraries:custody-new": Form(KEEPER, HANDOVER, file="letter"),
    "libraries:custody-new-for": Form(OFFICER, HANDOVER, file="letter"),
    "libraries:custody": Form(KEEPER, {}, file="letter"),
    "libraries:custody-answer": Form(KEEPER, {"jawaban": "terima"}),
    "libraries:custody-cancel": Form(KEEPER),
    "libraries:custody-confirm": Form(OFFICER),
    "libraries:custody-refuse": Form(OFFICER, {"reason": "Belum ada SK."}),
    "libraries:service-point-new": Form(KEEPER, POINT),
    "libraries:service-point-edit": Form(KEEPER, {**POINT, "state": "paused", "version": "1"}),
    "libraries:registry-point-new": Form(OFFICER, {**POINT, "article": ""}),
    "libraries:registry-point-edit": Form(OFFICER, {**POINT, "article": "", "state": "closed", "version": "1"}),
    "libraries:registry-new": Form(OFFICER, LIBRARY),
    "libraries:registry-edit": Form(OFFICER, {**LIBRARY, **LIBRARY_FACTS, "version": "1"}),
    "libraries:membership-confirm": Form(OFFICER),
    "libraries:membership-end": Form(OFFICER, {"reason": "Pindah tugas."}),
    # appointments
    "scheduling:appointment-new": Form(OFFICER, BOOKING),
    "scheduling:appointment-move": Form(OFFICER, {**BOOKING, "version": "1"}),
    "scheduling:appointment-cancel": Form(OFFICER, {"reason": "Banjir."}),
    "scheduling:letterhead": Form(
        COORDINATOR,
        {
            "agency_name": "Dinas Perpustakaan", "regency_name": "Kutai Kartanegara", "address": "Jalan 1",
            "phone": "0541", "email": "dinas@contoh.id", "letterhead": "Laman", "letter_place": "Tenggarong",
            "signer_name": "Kepala", "signer_post": "Kepala Dinas", "signer_rank": "NIP", "seen": "<letterhead>",
        },
    ),
    "scheduling:trip-letter": Form(OFFICER, {"number": "1/A/2026", "letter_on": "20-11-2026", "version": "1"}),
    "scheduling:visit-report": Form(
        OFFICER,
        {
            "attendees": "Siti", "summary": "Rapi.", "letter_number": "2/B", "version": "1",
            "sentence-0.baru1": "Rak kurang.", "fate-0.baru1": "action", "side-0.baru1": "office",
            "who-0.baru1": "Budi", "due_on-0.baru1": NEXT_WEEK,
            "sentence-1.baru1": "Label.", "fate-1.baru1": "ticket", "about-1.baru1": "1",
        },
    ),
    "scheduling:report-finish": Form(OFFICER, {"version": "1"}),
    "scheduling:report-photos": Form(OFFICER, {"place": "0", "caption": "Rak", "has_consent": "on"}, file="files"),
    "scheduling:report-photo-remove": Form(OFFICER),
    "scheduling:report-scan": Form(OFFICER, {}, file="file"),
    "scheduling:talk-new": Form(KEEPER, {"mode": "phone", "start": "<start>", "agenda": "Koleksi"}),
    "scheduling:talk-move": Form(KEEPER, {"start": "<start>", "version": "1"}),
    "scheduling:talk-cancel": Form(KEEPER, {"reason": "Banjir."}),
    "scheduling:proposal-new": Form(
        KEEPER,
        {
            "mode": "zoom", "agenda": "Koleksi", "day1": NEXT_WEEK, "time1": "09:00", "day2": "", "time2": "09:00",
            "day3": "", "time3": "09:00",
        },
    ),
    "scheduling:proposal-pick": Form(KEEPER, {"start": "<start>"}),
    "scheduling:proposal-withdraw": Form(KEEPER),
    "scheduling:proposal-answer": Form(OFFICER, {"start": "<start>", "officer": "<budi>"}),
    "scheduling:proposal-offer": Form(
        OFFICER,
        {
            "officer": "<budi>", "note": "Maaf.", "day1": NEXT_WEEK, "time1": "09:00", "day2": "", "time2": "09:00",
            "day3": "", "time3": "09:00", "version": "1",
        },
    ),
    "scheduling:hours-detail": Form(COORDINATOR, {"seen": "", "day0": "08.00-12.00, 13.00-16.00"}),
    "scheduling:exception-new": Form(
        OFFICER, {"day": NEXT_WEEK, "opens": "08:00", "closes": "10:00", "note": "Rapat"}
    ),
    "scheduling:exception-drop": Form(OFFICER),
    "scheduling:leave-new": Form(
        OFFICER, {"first_on": NEXT_WEEK, "last_on": NEXT_WEEK, "kind": "leave", "note": "Mudik"}
    ),
    "scheduling:leave-drop": Form(OFFICER),
    "scheduling:rules-edit": Form(
        COORDINATOR,
        {
            "talk_minutes": "45", "buffer_minutes": "15", "notice_hours": "24", "talks_a_day": "4", "offered_days": "14",
            "trip_hours_a_day": "10", "version": "1",
        },
    ),
    "desks:standard-edit": Form(COORDINATOR, {**shipped(), "decree": "065/2026", "seen": "1"}),
    "desks:pledge-edit": Form(COORDINATOR, {"text": "Kami sanggup.", "signer_name": "Kepala Dinas", "signer_post": "Kepala", "signed_on": "2026-01-05", "seen": "0"}),
    "libraries:public-notice": Form(OFFICER, {"phone": "0541 123456", "email": "desa@contoh.id", "website": "https://desa.contoh.id/", "way": "Naik ces.", "is_institutional": "on", "version": "0"}),
    "scheduling:holiday-new": Form(
        COORDINATOR, {"day": "26-12-2026", "name": "Cuti bersama", "kind": "local", "is_estimate": "on"}
    ),
    "scheduling:holiday-edit": Form(
        COORDINATOR, {"day": "27-12-2026", "name": "Natal", "kind": "national", "version": "1"}
    ),
    "scheduling:holiday-remove": Form(COORDINATOR),
    "scheduling:feed-make": Form(STRANGER, {"library": "<library>"}),
    "scheduling:feed-renew": Form(KEEPER),
    "scheduling:feed-revoke": Form(KEEPER),
    "scheduling:appointment-result": Form(
        OFFICER,
        {
            "attended": "yes", "note": "Sepakat.", "what_1": "Lengkapi buku induk", "side_1": "library",
            "who_1": "Siti", "due_1": NEXT_WEEK,
        },
    ),
    "scheduling:action-new": Form(OFFICER, ACTION),
    "scheduling:action-edit": Form(OFFICER, {**ACTION, "version": "1"}),
    "scheduling:action-drop": Form(OFFICER, {"reason": "Ada bantuan.", "version": "1"}),
    "scheduling:action-finish": Form(KEEPER, {"note": "Sudah."}),
    "scheduling:zoom-retry": Form(OFFICER),
    "scheduling:zoom-webhook": Form(VISITOR, {"event": "meeting.started"}),
    # visits, routes and trips
    "scheduling:visit-request": Form(
        KEEPER,
        {"readiness": "later", "ready_on": NEXT_WEEK, "way_to_get_there": "Ces.", "note": "Pagi.", "version": "1"},
    ),
    "scheduling:visit-withdraw": Form(KEEPER, {"version": "1"}),
    "scheduling:trip-draft": Form(OFFICER, {"application": "<case>"}),
    "scheduling:route-list": Form(COORDINATOR, {"name": "Pesisir"}),
    "scheduling:route-detail": Form(
        COORDINATOR,
        {"kecamatan": "<area>", "mode": "river", "minutes": "90", "season_note": "Surut.", "version": "1"},
    ),
    "scheduling:route-name": Form(COORDINATOR, {"name": "Pesisir", "version": "1"}),
    "scheduling:route-remove": Form(COORDINATOR, {"version": "1"}),
    "scheduling:route-point": Form(
        COORDINATOR, {"mode": "river", "minutes": "90", "season_note": "Surut.", "version": "1"}
    ),
    "scheduling:route-point-move": Form(COORDINATOR, {"arah": "turun", "version": "1"}),
    "scheduling:route-point-remove": Form(COORDINATOR, {"version": "1"}),
    "scheduling:trip-new": Form(OFFICER, TRIP),
    "scheduling:trip-edit": Form(OFFICER, {**TRIP, "version": "1"}),
    "scheduling:trip-team": Form(OFFICER, {"lead": "<rina>", "members": "<budi>", "version": "1"}),
    "scheduling:trip-budget": Form(
        OFFICER, {"label0": "Solar", "quantity0": "20", "unit0": "liter", "price0": "15.000", "version": "1"}
    ),
    "scheduling:trip-way-home": Form(OFFICER, {**LEG, "version": "1"}),
    "scheduling:trip-add": Form(OFFICER, {"application": "<other>", "version": "1"}),
    "scheduling:trip-fix": Form(OFFICER, {"version": "1"}),
    "scheduling:trip-cancel": Form(OFFICER, {"reason": "Banjir.", "version": "1"}),
    "scheduling:trip-finish": Form(OFFICER, {"version": "1"}),
    "scheduling:stop-edit": Form(
        OFFICER, {**LEG, "day": "2", "visit_minutes": "90", "note": "Menginap.", "version": "1"}
    ),
    "scheduling:stop-move": Form(OFFICER, {"arah": "naik", "version": "1"}),
    "scheduling:stop-remove": Form(OFFICER, {"version": "1"}),
    "scheduling:stop-postpone": Form(OFFICER, {"reason": "Banjir.", "version": "1"}),
    "scheduling:stop-revisit": Form(OFFICER, {"version": "1"}),
    "scheduling:tap": Form(VISITOR, {"answer": "works", "note": "Cat basah."}),
    # the office's machinery
    "notifications:send-again": Form(OFFICER),
    "notifications:whatsapp-webhook": Form(VISITOR, {"object": "whatsapp_business_account"}),
    "accounts:whatsapp": Form(KEEPER, {"setuju": "1"}),
    "desks:by-hand-sent": Form(OFFICER),
    "people:contact-edit": Form(
        OFFICER, {"email": "siti.baru@contoh.id", "phone": "0811 5550 0124", "seen": "<contact>"}
    ),
    "desks:by-hand-unreachable": Form(OFFICER),
    "mailroom:text-edit": Form(
        COORDINATOR, {"subject": "Halo {perpustakaan}", "body": "Selamat datang.", "seen": "1"}
    ),
    "mailroom:bulk-new": Form(
        COORDINATOR,
        {"to": "<siti>", "subject": "Kabar", "body": "Isi.", "link": "/panduan/", "count": "1", "act": "send"},
    ),
    "mailroom:bulk-undo": Form(COORDINATOR),
    "mailroom:text-restore": Form(COORDINATOR, {"version": "0", "seen": "1"}),
    "reminders:wishes": Form(KEEPER),  # nothing ticked: nothing wanted
    "reminders:rule-edit": Form(
        COORDINATOR,
        {
            "side": "after", "days": "4", "months": "", "hours": "", "to": "applicant", "way": "mail",
            "is_active": "on", "on_working_days": "on", "version": "1",
        },
    ),
    "reminders:take-again": Form(COORDINATOR),
    "satisfaction:survey": Form(VISITOR, SURVEY),
    "satisfaction:invited": Form(VISITOR, SURVEY),
    # sheets coming in
    "libraries:regions": Form(COORDINATOR, {}, file="kecamatan"),
    "libraries:region-load": Form(COORDINATOR),
    "imports:new": Form(OFFICER, {}, file="sheet"),
    "imports:columns": Form(OFFICER, {"column_0": "name", "column_1": "type", "column_2": "desa"}),
    "imports:decide": Form(OFFICER, {"row_2": "new"}),
    "imports:decide-rest": Form(OFFICER),
    "imports:check": Form(OFFICER),
    "imports:confirm": Form(OFFICER),
    "imports:undo": Form(OFFICER),
    "imports:discard": Form(OFFICER),
    "satisfaction:publish": Form(COORDINATOR, {"year": "2026", "follow_up": "Tambah jam Zoom."}),
    "performance:plan-list": Form(
        COORDINATOR, {"name": "Renstra", "document_number": "12", "first_year": "2027", "last_year": "2031"}
    ),
    "performance:plan-edit": Form(
        COORDINATOR, {"name": "Renstra", "document_number": "1", "period_note": "", "reason": "Ralat.", "version": "1"}
    ),
    "performance:snapshot-new": Form(COORDINATOR, {"quarter": "2", "note": "LKjIP."}),
    "performance:narrative": Form(
        COORDINATOR,
        {"introduction": "Awal.", "analysis": "Naik.", "obstacles": "Jauh.", "plans": "Kapal.", "version": "0"},
    ),
    "performance:release-list": Form(COORDINATOR, {"year": "2024", "note": "LKjIP."}),
    "performance:year-lock": Form(COORDINATOR, {"year": "2023", "wish": "lock", "reason": "LKjIP."}),
    "performance:indicator-new": Form(COORDINATOR, {**INDICATOR, "version": "1"}),
    "performance:indicator-edit": Form(COORDINATOR, {**INDICATOR, "code": "IK-9", "version": "1"}),
    "performance:indicator-detail": Form(
        COORDINATOR, {"year": "2024", "quarter": "2", "value": "20,5", "scope": "", "note": "SK 1", "decree": "1/2024"}
    ),
    "performance:hand-value": Form(
        COORDINATOR, {"year": "2023", "quarter": "0", "value": "60,2", "note": "Survei."}, file="proof"
    ),
    "saved_views:view-new": Form(
        COORDINATOR, {"name": "Tanpa pengelola", "is_shared": "on", "tampilan": "pengelola=tidak"}
    ),
    "saved_views:view-edit": Form(COORDINATOR, {"name": "Belum bernomor", "version": "1"}),
    "saved_views:view-remove": Form(COORDINATOR),
    "people:user-new": Form(
        COORDINATOR, {"name": "Tuti", "role": "applicant", "email": "tuti@contoh.id", "phone": "0812 3456 7891"}
    ),
    "people:user-detail": Form(COORDINATOR, {"role": "officer"}),
    "people:user-activity": Form(COORDINATOR, {"active": "0"}),
    "people:hand-code": Form(OFFICER, {"login": "siti@contoh.id"}),
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """One route with its form, its address and somebody in front of it."""

    name: str
    form: Form
    url: str
    client: Client

    def send(self, body: Any, **how: Any) -> Any:
        """The answer; whatever the body did is undone."""
        with undone():
            return self.client.post(self.url, body, **how)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def doors(world, cast, client_of, settings) -> Callable[..., Iterator[Door]]:
    """Walks the routes that take a POST, each with somebody who has come as far as its form."""
    settings.ACCOUNT_RATE_LIMITS = False
    for series in ("KLK", "JDW", "PJL"):
        next_number(series=series, at=clock.now())  # the world's own rows were written without one
    unclaimed, kept = LibraryFactory(), LibraryFactory()
    MembershipFactory(user=cast[STRANGER], library=kept, confirmed_by=cast[OFFICER])
    claim = MembershipFactory(user=UserFactory(), library=world.library, waiting=True)
    add_papers(world.application)
    mails = OutboxMessage.objects.exclude(channel=Channel.WHATSAPP_HAND)
    mails.update(state=MessageState.FAILED)  # may be sent again
    outbox.enqueue(
        recipient=cast[KEEPER],
        event="membership.confirmed",
        dedupe="y",
        values={"perpustakaan": "y"},
        at=MONDAY,
        channels=("in_app",),
    )
    cast[KEEPER].phone = "+6281155500123"  # may say yes to WhatsApp
    OutboxMessage.objects.filter(event="bulk.message").update(state=MessageState.QUEUED)
    for role in (KEEPER, CONTRIBUTOR):
        cast[role].set_password(PASSWORD)
        cast[role].save()
    TOTP.activate(cast[CONTRIBUTOR], generate_totp_secret())
    args = world.args | {
        "libraries:claim": {"code": unclaimed.code},
        "accreditation:assisted-new": {"code": unclaimed.code},
        "libraries:membership-confirm": {"token": claim.token},
    }
    known = {
        "<budi>": str(cast[OFFICER].pk),
        "<siti>": cast[KEEPER].public_id,
        "<rina>": str(cast[COORDINATOR].pk),
        "<library>": kept.code,
        "<option>": first_option(world).key,
        "<contact>": contact_mark(cast[KEEPER]),
        "<letterhead>": letterhead_mark(Office.objects.get()),
        "<start>": start_key(first_offer(world)),
        "<case>": world.application.code,
        "<other>": ApplicationFactory(state=State.MENTORING).code,
        "<area>": KecamatanFactory(code="64.02.12", name="Tabang").code,
    }

    def walked(*names: str) -> Iterator[Door]:
        for name in names or FORMS:
            form = FORMS[name]
            client = house.client_for(cast[form.role], client_of)
            client.raise_request_exception = False
            with undone():
                put_into(world, form.state)
                url = before_the_form(name, client, world, cast) or reverse(
                    name, kwargs=args.get(name)
                )
                body = {key: known.get(value, value) for key, value in form.body.items()}
                yield Door(name, replace(form, body=body), url, client)

    return walked


REPORTS_STILL_OPEN = {
    "scheduling:visit-report", "scheduling:report-finish", "scheduling:report-photos",
    "scheduling:report-photo-remove",
}  # fmt: skip
WITH_A_PROPOSAL = (
    "scheduling:proposal-pick",
    "scheduling:proposal-withdraw",
    "scheduling:proposal-answer",
)


def first_offer(world: house.World) -> datetime:
    rules = BookingRules.current()
    return offers.offered(application=world.application, rules=rules, at=clock.now())[0].start


def before_the_form(name: str, client: Client, world: house.World, cast: dict) -> str:
    """What somebody does before this form appears; its address when only that step tells it."""
    if name == "account_confirm_login_code":
        client.post(reverse("account_request_login_code"), {"login": cast[KEEPER].email})
    if name == "mfa_authenticate":
        client.post(
            reverse("account_login"), {"login": cast[CONTRIBUTOR].email, "password": PASSWORD}
        )
    if name == "account_reset_password_from_key":
        user = cast[KEEPER]
        link = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        return client.get(reverse(name, kwargs=link)).url
    if name.startswith("libraries:custody-new"):
        CustodyHandover.objects.all().delete()
    if name.startswith("accreditation:instrument-"):
        InstrumentEdition.objects.update(published_at=None)
    if name == "imports:undo":
        ImportBatch.objects.update(state="applied", confirmed_at=MONDAY, confirmed_by=cast[OFFICER])
    if name == "accreditation:assessment-move":
        old = InstrumentEdition.objects.create(
            library_type="village",
            name="Lama",
            valid_from=MONDAY.date().replace(year=2020),
            published_at=MONDAY,
        )
        Application.objects.update(edition=old)
    if name == "accreditation:question-guide":
        Question.objects.update(state="answered", answer="Seribu.", closed_at=MONDAY)
    if name == "accreditation:confirmation-code":
        Application.objects.update(filed_on_behalf_by=cast[OFFICER])
    if name.startswith("accreditation:second-look"):
        prepare_second_look(name, world, cast)
    if name == "accreditation:improvement-adopt":
        indicator = world.indicator
        Application.objects.update(edition=indicator.component.edition)
        Answer.objects.create(
            application=world.application, indicator=indicator, option=indicator.options.last(),
            answered_by=cast[KEEPER], answered_at=MONDAY,
        )  # fmt: skip
        # The step that is there asks for less than the coach.
        ImprovementStep.objects.update(wanted=indicator.options.last())
    if name in REPORTS_STILL_OPEN:
        VisitReport.objects.update(finished_at=None, finished_by=None)
    if name in ("scheduling:talk-new", "scheduling:proposal-new", *WITH_A_PROPOSAL):
        Appointment.objects.update(mode="on_site")  # one talk at a time
    if name in ("scheduling:talk-new", "scheduling:proposal-new"):
        TimeProposal.objects.all().delete()
    if name in WITH_A_PROPOSAL:
        times = [first_offer(world).isoformat()]
        TimeProposal.objects.update(times=times, offered=times)
    if name == "scheduling:zoom-retry":
        ZoomMeeting.objects.create(appointment=world.appointment, due_at=MONDAY, state="parked")
    if name == "scheduling:trip-finish":
        Trip.objects.update(state="fixed", first_on=MONDAY.date(), last_on=MONDAY.date())
    if name == "scheduling:stop-revisit":
        TripStop.objects.update(state="postponed")
    if name == "scheduling:appointment-result":
        begun = clock.now() - timedelta(days=1)
        Appointment.objects.update(starts_at=begun, ends_at=begun + timedelta(hours=1))
    return ""


def prepare_second_look(name: str, world: house.World, cast: dict) -> None:
    """The coordinator was the first to judge; the officer is the second, from the taking on."""
    option = first_option(world)
    about = {"application": world.application, "indicator": option.indicator}
    ItemReview.objects.create(
        **about, item="indicator", option=option, reviewed_by=cast[COORDINATOR], reviewed_at=MONDAY
    )
    look = SecondLook.objects.get(application=world.application)
    if name == "accreditation:second-look-ask":
        look.delete()
    elif name != "accreditation:second-look-take":
        look.officer = cast[OFFICER]
        look.save()
    if name == "accreditation:second-look-finish":
        SecondScore.objects.create(look=look, indicator=option.indicator, option=option)


def first_option(world: house.World) -> AnswerOption:
    edition = Application.objects.get(pk=world.application.pk).edition
    return AnswerOption.objects.filter(
        indicator__component__edition=edition, indicator__component__code="A", indicator__number=1
    ).first()


def put_into(world: house.World, state: State) -> None:
    in_office = state != State.DRAFT and state not in CLOSED
    Application.objects.filter(pk=world.application.pk).update(
        state=state, turn=FACTS[state].turn, due_at=MONDAY if in_office else None,
        closed_at=MONDAY if state in CLOSED else None,
    )  # fmt: skip


def fields_of(door: Door) -> dict[str, forms.Field]:
    """What the page itself asks for; of pages without a GET, plain text fields."""
    page = door.client.get(door.url)
    shown = page.context and page.context.get("form")
    named = {name: forms.CharField() for name in door.form.body}
    return {**named, **(dict(shown.fields) if page.status_code == 200 and shown else {})}


def broke(response: Any) -> str:
    """Empty, or what went wrong."""
    if response.status_code < 500:
        return ""
    error = (getattr(response, "exc_info", None) or (None, None))[1]
    return f"{response.status_code} {error!r:.120}"


def listed(rows: list) -> str:
    return "\n".join(str(row) for row in rows)


NUL, LONE, LONG = "nol\x00", b"\xed\xa0\x80\xff\xfe", "a" * 100_000
EVERYWHERE = {
    "nothing at all": "",
    "NUL": NUL,
    "100,000 letters": LONG,
    "half a character": LONE,
    "markup": "<script>alert(1)</script>{{ 7 }}{% now 'Y' %}' OR 1=1 --",
    "an id of somebody else": "999999999999999999999999",
    "a negative number": "-1",
    "not a number": "NaN",
    "31 February": "31-02-2026",
    "two lines": "satu\r\nBcc: semua@contoh.id",
}
DAYS = ("31-02-2026", "0000-01-01", "01-01-0001", "31-12-9999", "01-01-99999", "٣١-٠١-٢٠٢٦")
NUMBERS = (
    "-1",
    "9" * 5000,
    "1e999999999",
    "NaN",
    "-Infinity",
    "0x10",
    "1_000",
    "²",
    "9223372036854775808",
)
CHOICES = ("tidak-ada", "-1", "99999999999999999999", NUL)


def bad_values(one: forms.Field) -> tuple:
    """What only this kind of field takes as far as the rules behind it."""
    kind = type(one).__name__
    if kind == "DayField":
        return DAYS
    if isinstance(one, forms.IntegerField | forms.DecimalField):
        return NUMBERS
    if isinstance(one, forms.ChoiceField | forms.ModelChoiceField):
        return CHOICES
    if isinstance(one, forms.FileField):
        return ("ini bukan berkas",)
    # Letters that grow when written in capitals or lower case, as long as the field allows.
    length = getattr(one, "max_length", None) or 2000
    return ("ß" * length, "İ" * length, NUL)


def test_the_table_names_exactly_the_routes_that_take_a_form():
    posts = {r.name for r in walk(get_resolver()) if "POST" in r.methods}
    assert posts == set(FORMS)


def test_a_body_full_of_nonsense_never_breaks_a_page(doors):
    broken = []
    for door in doors():
        names = fields_of(door)
        for what, value in EVERYWHERE.items():
            response = door.send(dict.fromkeys(names, value))
            broken += [(door.name, what, broke(response))] if broke(response) else []
    assert not broken, listed(broken)


def test_one_bad_answer_among_good_ones_never_breaks_a_page(doors):
    """The good answers carry the bad one past the form, to the rules and the database."""
    broken = []
    for door in doors():
        for name, one in fields_of(door).items():
            for value in bad_values(one):
                response = door.send({**door.form.body, name: value})
                if trouble := broke(response):
                    broken.append((door.name, name, repr(value)[:40], trouble))
    assert not broken, listed(broken)


ANSWERS_IN_JSON = {
    "accreditation:upload-begin", "accreditation:upload-append", "accreditation:upload-finish",
    "notifications:whatsapp-webhook", "scheduling:zoom-webhook",  # for a machine, which forgets nothing it wrote
}  # fmt: skip
ENGLISH = (" the ", "required", "Enter ", "valid value", "Ensure ", "Select ")


def is_typed(name: str, one: forms.Field) -> bool:
    """Text a person wrote; a code is for one use and is typed anew."""
    typed = (forms.TextInput, forms.EmailInput, forms.Textarea)
    return isinstance(one.widget, typed) and not one.widget.is_hidden and name != "code"


def test_a_refused_form_says_why_and_gives_back_what_was_typed(doors):
    wrong = []
    for door in doors(*(FORMS.keys() - ANSWERS_IN_JSON)):
        fields = fields_of(door)
        typed = {name: f"KETIK-{name}-" + "<b>" * 1000 for name in fields}

        response = door.send(typed)

        if response.status_code not in (200, 422):
            if response.status_code >= 400:
                wrong.append((door.name, response.status_code))
            continue
        page = response.content.decode()
        form = refused_form(response)
        if not form.errors:
            wrong.append((door.name, "took it"))
        if "Mohon periksa lagi" not in page and "error-text" not in page:
            wrong.append((door.name, "does not say why"))
        told = " ".join(e for errors in form.errors.values() for e in errors)
        if any(word in f" {told} " for word in ENGLISH):
            wrong.append((door.name, told))
        wrong += [
            (door.name, name, "lost")
            for name, one in form.fields.items()
            if is_typed(name, one) and escape(typed[form.add_prefix(name)]) not in page
        ]
    assert not wrong, listed(wrong)


def refused_form(response: Any) -> forms.BaseForm:
    """The form with the errors, where a page carries two."""
    second = response.context.get("correction_form")
    return second if second is not None and second.errors else response.context["form"]


# --- sent twice ------------------------------------------------------------------------------------

ONLY_IN_THE_SESSION = {"accreditation:readiness-questions"}
NOTHING_WITHOUT_A_FILE = {
    "performance:hand-value",
    "imports:new", "libraries:regions",
    "accreditation:instrument-new", "accreditation:instrument-detail",
    "accreditation:documents", "accreditation:indicator-evidence", "accreditation:recommendation-scan",
    "libraries:custody",
    "scheduling:report-photos", "scheduling:report-scan",
}  # fmt: skip
ASKED_ANEW = {  # asks again instead of answering twice: nothing is changed by a wrong answer
    "accounts:handed-code", "account_login", "account_reauthenticate", "account_change_password",
    "account_set_password", "account_reset_password_from_key", "account_confirm_login_code",
    "account_request_login_code", "account_reset_password", "account_signup",
    "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_generate_recovery_codes", "account_logout",
    "accreditation:track",  # only looks
    "accreditation:confirm",
}  # fmt: skip
LOOKED_AT = ("django_session", "core_formreply")


def everything() -> dict[str, list]:
    """All rows there are, but for what every visit writes."""
    return {
        model._meta.db_table: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.db_table not in LOOKED_AT
    }


def test_a_form_that_arrives_twice_has_one_effect_and_one_answer(doors):
    wrong = []
    for door in doors(
        *(
            FORMS.keys()
            - ASKED_ANEW
            - ONLY_IN_THE_SESSION
            - NOTHING_WITHOUT_A_FILE
            - ANSWERS_IN_JSON
        )
    ):
        body = {**door.form.body, "_once": "kunci"}
        before = everything()

        first = door.client.post(door.url, body)
        after_first = everything()
        second = door.client.post(door.url, body)
        after_second = everything()

        if first.status_code != 302 or after_first == before:
            wrong.append((door.name, first.status_code, "had no effect"))
        elif (second.status_code, second.url) != (302, first.url):
            wrong.append((door.name, second.status_code, "answered differently"))
        wrong += [
            (door.name, table, "changed again")
            for table, rows in after_second.items()
            if rows != after_first[table]
        ]
    assert not wrong, listed(wrong)


@pytest.mark.parametrize(
    "name",
    [
        "accreditation:documents",
        "accreditation:correction-answer",
    ],
)
def test_a_file_that_arrives_twice_is_one_document(doors, name):
    for door in doors(name):
        before = ApplicationDocument.objects.count()
        answers = [
            door.client.post(
                door.url, {**door.form.body, "_once": "kunci", door.form.file: paper()}
            )
            for _ in range(2)
        ]

        assert [(a.status_code, a.url) for a in answers] == [(302, answers[0].url)] * 2
        assert ApplicationDocument.objects.count() == before + 1


# --- attached --------------------------------------------------------------------------------------


def paper(name: str = "surat.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or samples.jpeg(40, 30))


HOSTILE_FILES = {
    "a program called PDF": ("surat.pdf", lambda: b"MZ\x90\x00" + b"\x00" * 500),
    "a picture that says it is huge": ("foto.png", samples.bomb),
    "a picture that ends early": ("foto.jpg", lambda: samples.jpeg(40, 30)[:200]),
    "a page": ("foto.jpg", lambda: samples.HTML),
    "a drawing with a script": ("gambar.svg", lambda: samples.SVG),
    "a PDF with a script": ("surat.pdf", samples.scripted_pdf),
    "a name that climbs": ("../../../etc/x\u202egpj.exe", lambda: b"\x7fELF"),
}


def test_a_hostile_file_is_refused_in_a_sentence(doors):
    wrong = []
    for door in doors("accreditation:documents"):
        kept = StoredFile.objects.count()
        for what, (called, content) in HOSTILE_FILES.items():
            response = door.client.post(
                door.url, {**door.form.body, door.form.file: paper(called, content())}
            )
            if response.status_code != 422 or StoredFile.objects.count() != kept:
                wrong.append((what, response.status_code, broke(response)))
            elif "Mohon periksa lagi" not in response.content.decode():
                wrong.append((what, "no sentence"))
    assert not wrong, listed(wrong)


def test_every_page_that_takes_files_refuses_a_program(doors):
    for door in doors(*(name for name, form in FORMS.items() if form.file)):
        response = door.send(
            {**door.form.body, door.form.file: paper("surat.pdf", b"MZ" + bytes(500))}
        )

        assert response.status_code == 422, (door.name, broke(response))
        assert "Mohon periksa lagi" in response.content.decode(), door.name


def test_a_file_without_content_is_refused_in_a_sentence(doors):
    for door in doors(*(name for name, form in FORMS.items() if form.file)):
        response = door.send(
            {**door.form.body, door.form.file: SimpleUploadedFile("kosong.pdf", b"")}
        )

        assert response.status_code == 422, door.name
        assert "Berkas ini kosong." in response.content.decode(), door.name


def test_a_file_where_text_belongs_and_text_where_a_file_belongs(doors):
    for door in doors():
        names = fields_of(door)

        as_files = door.send({n: SimpleUploadedFile("x.txt", b"x") for n in names} or {"x": "y"})
        as_text = door.send({**door.form.body, **({door.form.file: "x"} if door.form.file else {})})

        assert not broke(as_files), (door.name, broke(as_files))
        assert not broke(as_text), (door.name, broke(as_text))


# --- what belongs to others ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "field_name", "whose"),
    [
        ("accreditation:application-new", "library_code", "enggelam"),
        ("accreditation:application-assign", "officer", "siti"),
        ("scheduling:appointment-new", "officer", "siti"),
        ("scheduling:appointment-move", "officer", "siti"),
    ],
)
def test_an_id_from_elsewhere_is_no_choice(doors, request, name, field_name, whose):
    stranger = request.getfixturevalue(whose)
    for door in doors(name):
        before = everything()

        response = door.client.post(
            door.url, {**door.form.body, field_name: getattr(stranger, "code", stranger.pk)}
        )

        assert list(response.context["form"].errors) == [field_name]
        assert everything() == before


@pytest.mark.parametrize(
    "name", ["accreditation:document-remove", "accreditation:correction-answer"]
)
def test_a_part_of_another_request_does_not_exist_here(doors, world, name):
    elsewhere = ApplicationFactory(state=State.RETURNED)
    ApplicationDocument.objects.filter(application=world.application).update(application=elsewhere)
    Correction.objects.update(application=elsewhere)
    for door in doors(name):
        assert door.send(door.form.body).status_code == 404


# --- envelopes that are no letters -----------------------------------------------------------------

LETTER = "/akun/"
MULTIPART = "multipart/form-data"
TWO_PARTS = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n%s\r\n--x--\r\n'
ENVELOPES = {
    "no boundary": (MULTIPART, b"x"),
    "an endless boundary": (f"{MULTIPART}; boundary={'x' * 500}", b"x"),
    "cut off": (f"{MULTIPART}; boundary=x", TWO_PARTS[:60]),
    "half a character": (f"{MULTIPART}; boundary=x", TWO_PARTS % b"\xed\xa0\x80"),
    "bad base64": (
        f"{MULTIPART}; boundary=x",
        TWO_PARTS.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n") % b"a",
    ),
    "an alphabet that is none": (f"{MULTIPART}; boundary=x; charset=base64", TWO_PARTS % b"Siti"),
    "an alphabet with half characters": (
        f"{MULTIPART}; boundary=x; charset=utf-7",
        TWO_PARTS % b"+2AA-",
    ),
    "another alphabet": ("application/x-www-form-urlencoded; charset=utf-16", b"name=Siti"),
    "a text": ("text/plain; charset=tidak-ada", b"name=Siti"),
    "a number": ("application/json", b"1"),
    "501 answers": ("application/x-www-form-urlencoded", b"a=1&" * 501),
    "three megabytes": ("application/x-www-form-urlencoded", b"name=" + b"a" * 3_000_000),
}


OTHER_ALPHABETS = (
    "an alphabet that is none",
    "an alphabet with half characters",
    "another alphabet",
)


def posted(siti: User, what: str, *, checks_csrf: bool) -> Any:
    content_type, content = ENVELOPES[what]
    client = Client(enforce_csrf_checks=checks_csrf, raise_request_exception=False)
    client.force_login(siti, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.generic("POST", LETTER, content, content_type=content_type)


def test_an_envelope_that_cannot_be_opened_is_refused(siti):
    for what in ENVELOPES.keys() - set(OTHER_ALPHABETS):
        for checks_csrf in (True, False):
            response = posted(siti, what, checks_csrf=checks_csrf)
            assert not broke(response), (what, broke(response))
            assert response.status_code == 302 or '<html lang="id"' in response.content.decode()


@pytest.mark.parametrize("what", OTHER_ALPHABETS)
def test_another_alphabet_than_utf_8_is_refused(siti, what):
    for checks_csrf in (True, False):
        assert posted(siti, what, checks_csrf=checks_csrf).status_code in (400, 403)


# --- asked for -------------------------------------------------------------------------------------

ASKED = (
    "q", "kecamatan", "jenis", "status", "setelah", "giliran", "petugas", "peran", "tahun", "mulai",
    "page", "urut", "next", "sampai",
)  # fmt: skip
QUERIES = {
    "a negative number": "-1",
    "a huge number": "9" * 60,
    "a long word": "a" * 3000,
    "half a character": b"\xed\xa0\x80\xff",
    "wildcards and quotes": "%_\\'\"<b>*[]{}",
    "a year that is none": "0000",
    "numbers of another script": "٢٠٢٦",
    "the first Monday": "01-01-0001",
    "beyond the last moment": "999999999999999999-5",
    "a day of 25 hours": "2026-01-01T25:00:00+08:00_5",
}


def test_no_question_in_an_address_breaks_a_page(world, cast, client_of):
    broken = []
    for route, client, url in pages(world, cast, client_of, "GET"):
        if route == "readyz":  # not ready in a test, whatever is asked
            continue
        for what, value in QUERIES.items():
            query = "&".join(f"{name}={quote(value)}" for name in ASKED)
            response = read(client, f"{url}?{query}&{query}")
            broken += [(route, what, broke(response))] if broke(response) else []
    assert not broken, listed(broken)


@pytest.mark.parametrize("moment", [DAY_ONE, LAST_DAY])
def test_a_cursor_from_the_edge_of_time_starts_from_the_top(budi, client_of, moment):
    response = client_of(budi).get(reverse("accreditation:queue"), {"setelah": f"{moment}_5"})

    assert response.status_code == 200


@pytest.mark.parametrize("moment", [DAY_ONE, LAST_DAY])
def test_a_moment_from_the_edge_of_time_is_left_out(siti, client_of, moment):
    response = client_of(siti).post(reverse("notifications:inbox-read"), {"sampai": moment})

    assert response.status_code == 302


def test_control_bytes_in_an_address_are_refused_at_the_door(world, cast, client_of):
    for route, client, url in pages(world, cast, client_of, "GET"):
        response = client.get(f"{url}?q=nol%00")
        assert response.status_code == 400, route
        assert "Ada karakter yang tidak dikenal" in response.content.decode()


CODES = (
    "%00",
    "%ED%A0%80",
    "%FF",
    "a" * 2000,
    "'",
    "KLK-2026-0001%0A",
    "9" * 30,
    "-1",
    "%25s",
    "ﷺ",
)


def test_no_code_in_an_address_breaks_a_page(world, cast, client_of):
    wrong = []
    for route, client, url in pages(world, cast, client_of, "GET", "POST"):
        if route.startswith("account_"):  # an old link from a mail gets a page that says so
            continue
        ask = client.get if "GET" in METHODS[route] else client.post
        for told in (world.args.get(route) or {}).values():
            for code in CODES:
                old, new = f"/{told}", f"/{code}"
                if old not in url:  # a part of a name, as in sitemap-<section>.xml
                    old, new = str(told), code
                response = ask(url.replace(old, new, 1))
                if response.status_code not in (400, 404):
                    wrong.append((route, code[:20], response.status_code, broke(response)))
    assert not wrong, listed(wrong)


METHODS = {route.name: route.methods for route in house.our_routes()}


def pages(
    world: house.World, cast: dict, client_of: Callable, *methods: str
) -> Iterator[tuple[str, Client, str]]:
    """Every page once, asked for by somebody who may see it."""
    clients: dict[str, Client] = {}
    for name in METHODS:
        if not set(methods) & set(METHODS[name]):
            continue
        may_enter = house.ENTRANCE[name]
        role = next((r for r in (OFFICER, COORDINATOR, KEEPER) if r in may_enter), VISITOR)
        if role not in clients:
            clients[role] = house.client_for(cast[role], client_of)
            clients[role].raise_request_exception = False
        yield name, clients[role], reverse(name, kwargs=world.args.get(name))


def read(client: Client, url: str) -> Any:
    response = client.get(url)
    if response.streaming:
        response.getvalue()
    return response
