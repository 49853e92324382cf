"""Example data on the real regions of Kutai Kartanegara, made through the same operations as real data.

Only the year 2024 (target 3, achieved 10) is a published figure; everything else is invented and the
pages say so. People and institutions carry example names.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from django.db import transaction
from PIL import Image, ImageDraw

from accreditation import assessment
from accreditation.completeness import Slot
from accreditation.models import Application
from accreditation.operations import (
    answers,
    applications,
    corrections,
    documents,
    evidence,
    outcomes,
    recommendations,
    reviews,
)
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import clock
from klik_portal.desks import demo_registry, demo_renewal, demo_talk
from klik_portal.files import intake
from klik_portal.files.models import StoredFile
from klik_portal.office import queries as office
from klik_portal.office import working_days
from klik_portal.performance.models import StrategicPlan
from klik_portal.performance.operations import (
    hand_values,
    indicators,
    locks,
    narratives,
    plans,
    releases,
    snapshots,
    targets,
)
from klik_portal.satisfaction import operations as satisfaction
from klik_portal.satisfaction.elements import KEYS
from klik_portal.satisfaction.models import SurveyAnswer
from libraries.models import Desa, Library, LibraryType, MemberKind
from libraries.operations import memberships, registry
from scheduling import offers
from scheduling.availability import Stretch
from scheduling.models import Mode, Readiness, Side
from scheduling.operations import (
    actions,
    appointments,
    hours,
    proposals,
    routes,
    trips,
    visit_requests,
)

PASSWORD = "klik-demo-2026"  # noqa: S105 -- example accounts only exist in demo mode
PEOPLE = (
    (
        "Pengelola perpustakaan desa",
        "siti@contoh.id",
        "+6281234567801",
        "Siti Aminah",
        Role.APPLICANT,
    ),
    ("Petugas", "budi@contoh.id", "+6281234567802", "Budi Santoso", Role.OFFICER),
    ("Koordinator", "rina@contoh.id", "+6281234567803", "Rina Wulandari", Role.COORDINATOR),
    ("Pimpinan", "pimpinan@contoh.id", "+6281234567804", "Pimpinan Contoh", Role.HEAD),
    ("Admin sistem", "admin@contoh.id", "+6281234567805", "Admin Sistem", Role.SYSADMIN),
)
ACCOUNTS = [(label, email, PASSWORD) for label, email, _phone, _name, _role in PEOPLE]

GOOD_AT = (5, 4, 4, 3, 2, 4, 1)  # how a demo library answers, over and over
TARGETS = {2021: 3, 2022: 3, 2023: 3, 2024: 3, 2025: 5, 2026: 6}
ACHIEVED = {2021: 2, 2022: 5, 2023: 7, 2024: 10, 2025: 4, 2026: 3}
GRADES = (("B", "82.70"), ("A", "92.15"), ("C", "68.94"), ("B", "78.40"), ("A", "94.82"))
SCHOOLS = (LibraryType.PRIMARY_SCHOOL, LibraryType.JUNIOR_SCHOOL, LibraryType.SENIOR_SCHOOL)
SCHOOL_NAMES = {
    LibraryType.PRIMARY_SCHOOL: "Perpustakaan SD Contoh {place}",
    LibraryType.JUNIOR_SCHOOL: "Perpustakaan SMP Contoh {place}",
    LibraryType.SENIOR_SCHOOL: "Perpustakaan SMA Contoh {place}",
}
DETAILS = {
    "contact_position": "Pengelola perpustakaan",
    "contact_phone": "0812 3456 7801",
    "parent_head_name": "Kepala Desa Contoh",
    "title_count": "1.120",
    "staff_count": "2",
    "help_wanted": "Kami ingin diperiksa kesiapannya dan didampingi melengkapi buku induk.",
}


def is_seeded() -> bool:
    return User.objects.filter(email=PEOPLE[0][1]).exists()


@transaction.atomic
def seed(*, now: datetime) -> None:
    """Everything a visitor wants to click through; runs once."""
    people = {
        role: _person(email, phone, name, role) for _label, email, phone, name, role in PEOPLE
    }
    officer, coordinator, keeper = (
        people[Role.OFFICER],
        people[Role.COORDINATOR],
        people[Role.APPLICANT],
    )
    certificate = intake.enter(
        kept=_inspected("certificate", "CONTOH SERTIFIKAT AKREDITASI"), by=officer, at=now
    )
    libraries = _libraries(officer, now)
    demo_registry.points(libraries, officer, now)
    _results(libraries, officer, certificate, now)
    _plan(coordinator, certificate, now)
    _hours(officer, now)
    _requests(libraries, keeper, officer, now)
    _visits(libraries, officer, now)
    demo_talk.file_for(libraries, officer, now)
    _renewal(officer, now)
    _survey(coordinator, now)


def _person(email: str, phone: str, name: str, role: Role) -> User:
    return User.objects.create_user(
        email,
        PASSWORD,
        phone=phone,
        phone_verified=True,
        name=name,
        role=role,
    )


BY_PHONE = {2: "+6281234567822"}  # has no mail: officers write to this one by WhatsApp


def _keeper(number: int) -> User:
    phone = BY_PHONE.get(number)
    email = None if phone else f"pengelola{number}@contoh.id"
    return User.objects.create_user(email, PASSWORD, phone=phone, name=f"Pengelola Contoh {number}")


PAPERS = {
    Slot.REQUEST_LETTER: "CONTOH SURAT PERMOHONAN",
    Slot.FOUNDING_DECREE: "CONTOH SK PENDIRIAN",
    "room": "CONTOH FOTO RUANG BACA",
    "shelf": "CONTOH FOTO RAK BUKU",
}


def _papers_of(library: Library, by: User, now: datetime) -> dict[str, StoredFile]:
    """Every library has papers of its own: one file in two places is what officers are warned of."""
    with ThreadPoolExecutor(max_workers=2) as pool:  # inspecting is slow and needs no database
        texts = [f"{text}\n{library.name}" for text in PAPERS.values()]
        kept = list(pool.map(_inspected, PAPERS, texts))
    return {
        kind: intake.enter(kept=one, by=by, at=now) for kind, one in zip(PAPERS, kept, strict=True)
    }


def _inspected(name: str, text: str) -> intake.Kept:
    """An example picture, taken in through the file door like any upload."""
    image = Image.new("RGB", (900, 640), "#fbfaf6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 880, 620), outline="#0b5563", width=6)
    draw.text((60, 240), text, fill="#14242b", font_size=42)
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return intake.inspect(chunks=[data.getvalue()], name=f"contoh-{name.replace('_', '-')}.jpg")


def _libraries(by: User, now: datetime) -> list[Library]:
    """One library for every third village, of every type, spread over all kecamatan."""
    villages = list(Desa.objects.select_related("kecamatan").order_by("code"))[::3]
    return [_library(index, village, by, now) for index, village in enumerate(villages)]


def _library(index: int, village: Desa, by: User, now: datetime) -> Library:
    kind, name = LibraryType.VILLAGE, f"Perpustakaan {village}"
    if index % 3 == 1:
        kind = SCHOOLS[index % len(SCHOOLS)]
        name = SCHOOL_NAMES[kind].format(place=village.name)
    elif index % 8 == 2:
        kind, name = LibraryType.WORSHIP, f"Perpustakaan Masjid Contoh {village.name}"
    facts = {
        "name": name, "type": kind, "desa": village, "address": "", "parent_body": str(village), "npp": "",
        "contact_name": "", "contact_phone": "", "contact_email": "", "title_count": 600 + index * 37 % 1900,
        "way_to_get_there": "Lewat jalan darat dari Tenggarong; saat air tinggi lewat sungai."
        if village.kecamatan.zone == "upriver" else "Jalan darat dari Tenggarong.",
        **demo_registry.facts_of(index, village),
    }  # fmt: skip
    return registry.register(facts=facts, by=by, at=now - timedelta(days=700))


def _results(libraries: list[Library], by: User, certificate: StoredFile, now: datetime) -> None:
    """Certificates from the plan's years: exactly ACHIEVED libraries a year."""
    rest = libraries[10:]
    waiting = iter(
        sorted(rest, key=lambda library: rest.index(library) * 29 % len(rest))
    )  # spread over the map
    for year, count in ACHIEVED.items():
        for number in range(count):
            grade, score = GRADES[number % len(GRADES)]
            decided_on = date(year, 3 + number % 8, 10 + number)
            weeks = 20 if number == 4 else 1  # one a year is entered after its quarter has ended
            entered = outcomes.record_earlier(
                library=next(waiting), grade=grade, score=Decimal(score), decided_on=decided_on,
                certificate_number=f"CONTOH/{number + 1:03d}/{year}", scan=certificate, by=by,
                at=min(now, clock.at_wita(decided_on + timedelta(weeks=weeks), 10)),
            )  # fmt: skip
        if year == 2025:
            outcomes.correct(
                outcome=entered, version=1, grade=entered.grade, score=entered.score, scan=None,
                certificate_number=entered.certificate_number, decided_on=entered.decided_on - timedelta(days=3),
                reason="Tanggal salah ketik, sesuai pindaian (contoh).", by=by, at=now,
            )  # fmt: skip


INDICATORS = (  # source, code, goal, name, unit, decimals, targets of 2024 to 2026
    ("valid_share", "IK-2", "", "Perpustakaan bersertifikat yang berlaku", "%", 2, (30, 35, 40)),
    ("coached_libraries", "IK-3", "", "Perpustakaan yang didampingi", "perpustakaan", 0, (10, 12, 15)),
    ("first_answers", "IK-4", "", "Tanggapan pertama dalam 1x24 jam kerja", "%", 1, (90, 95, 95)),
    ("satisfaction_index", "IK-6", "", "Indeks kepuasan masyarakat (IKM)", "indeks", 2, (80, 82, 84)),
    ("", "IK-5", "Meningkatnya budaya baca", "Tingkat kegemaran membaca (TGM)", "indeks", 2, (60, 62, 64)),
)  # fmt: skip
SPLIT_2026 = {"village": 3, "school": 2, "worship": 1}
QUARTERS_2026 = {1: 1, 2: 3, 3: 4, 4: 6}


NARRATIVE_2024 = {
    "introduction": "Laporan ini memuat capaian layanan akreditasi perpustakaan tahun 2024. Teks ini contoh.",
    "analysis": "Target tiga perpustakaan terlampaui: sepuluh terakreditasi.\nPendampingan lewat Zoom mempercepat persiapan sebelum kunjungan (contoh).",
    "obstacles": "Kecamatan hulu sulit dijangkau saat air surut (contoh).",
    "plans": "Perjalanan ke hulu dijadwalkan pada musim air tinggi (contoh).",
}  # fmt: skip


def _plan(by: User, proof: StoredFile, now: datetime) -> None:
    plan: StrategicPlan = plans.create_plan(
        name="Renstra", document_number="Contoh", first_year=2021, last_year=2026, by=by, at=now
    )
    main = plan.indicators.get()
    for year, value in TARGETS.items():
        targets.set_target(indicator=main, year=year, value=value, note="", by=by, at=now)
    for scope, value in SPLIT_2026.items():
        targets.set_target(
            indicator=main, year=2026, scope=scope, value=value, note="", by=by, at=now
        )
    for quarter, value in QUARTERS_2026.items():
        targets.set_target(
            indicator=main, year=2026, quarter=quarter, value=value, note="", by=by, at=now
        )
    for source, code, goal, name, unit, decimals, values in INDICATORS:
        facts = indicators.IndicatorFacts(
            goal or main.goal.name, code, name, unit, source, decimals, "up", "", "Bidang perpustakaan (contoh)"
        )  # fmt: skip
        indicator = indicators.add(plan=plan, facts=facts, by=by, at=now)
        for year, value in zip((2024, 2025, 2026), values, strict=True):
            targets.set_target(indicator=indicator, year=year, value=value, note="", by=by, at=now)
    for year, value in ((2024, Decimal("59.40")), (2025, Decimal("63.10"))):
        hand_values.enter(
            indicator=indicator, year=year, quarter=0, value=value, proof=proof, note="Angka contoh.", by=by, at=now
        )  # fmt: skip
    for year in range(2021, 2026):
        releases.release(year=year, note="Contoh rilis.", by=by, at=now)
    snapshots.freeze(year=2024, quarter=4, note="Angka LKjIP 2024 (contoh).", by=by, at=now)
    plans.change_plan(
        plan=plan, version=plan.version, by=by, at=now, reason="Nomor Perbup sudah terbit (contoh).",
        facts={"name": "Renstra", "document_number": "Contoh 12/2021", "period_note": "Diubah tahun 2023 (contoh)."},
    )  # fmt: skip
    narratives.write(year=2024, parts=NARRATIVE_2024, version=0, by=by, at=now)
    locks.lock(
        plan=plan, year=2024, reason="LKjIP 2024 sudah ditandatangani (contoh).", by=by, at=now
    )


SURVEYED = (  # year, month, service, worth of the nine elements, comment
    *((2025, month, service, worths, "") for month, service, worths in (
        (2, "coaching", "343443433"), (4, "visit", "444444434"), (5, "coaching", "333443332"),
        (7, "talk", "443443433"), (8, "visit", "344444434"), (10, "coaching", "433443433"), (11, "talk", "333433333"),
    )),
    (2026, 2, "coaching", "443444433", "Petugas sabar menjelaskan lewat Zoom."),
    (2026, 3, "visit", "343444434", "Mohon kabar lebih awal bila jadwal perahu berubah."),
    (2026, 5, "talk", "444444443", ""),
    (2026, 8, "coaching", "434443433", "Contoh SK sangat membantu."),
    (2026, 10, "visit", "444444434", ""),
)  # fmt: skip


def _survey(coordinator: User, now: datetime) -> None:
    """A dozen answers over two years, the first of them published."""
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            service=service, answered_on=date(year, month, 15), was_invited=True, comment=comment,
            **dict(zip(KEYS, map(int, worths), strict=True)),
        )
        for year, month, service, worths, comment in SURVEYED
    )  # fmt: skip
    satisfaction.publish(
        year=2025, follow_up="Waktu tanggapan diperpendek menjadi satu hari kerja.", by=coordinator, at=now
    )  # fmt: skip


def _requests(libraries: list[Library], siti: User, officer: User, now: datetime) -> None:
    """One request in each stage, the keeper's own one waiting for corrections."""
    own = next(
        lib
        for lib in libraries
        if lib.name == "Perpustakaan Desa Muara Muntai Ulu" or lib.type == LibraryType.VILLAGE
    )
    returned = _submitted(own, siti, officer, now - timedelta(days=6))
    corrections.return_with_corrections(
        application=returned,
        sentences={Slot.REQUEST_LETTER: "Stempel belum terlihat, mohon foto ulang.", Slot.PHOTOS: "Tambah foto rak dari depan."},
        due_on=clock.today() + timedelta(days=5), by=officer, at=now - timedelta(days=5),
    )  # fmt: skip
    demo_talk.talk(returned, siti, officer, now)
    demo_talk.ask(officer, now)
    stages = (
        "submitted",
        "submitted",
        "submitted",
        "mentoring",
        "proposing",
        "scheduled",
        "ready",
        "proposed",
        "draft",
    )
    others = [library for library in libraries if library != own][:9]
    for index, (stage, library) in enumerate(zip(stages, others, strict=True)):
        _in_stage(stage, library, index, officer, now)


def _renewal(officer: User, now: datetime) -> None:
    """The same keeper has begun anew, a few months before the certificate ends."""
    outcome, keeper = demo_renewal.soonest(now), _keeper(20)
    before = _submitted(outcome.library, keeper, officer, now - timedelta(days=2))
    demo_renewal.renew(before, outcome, keeper, now)


def _in_stage(
    stage: str, library: Library, index: int, officer: User, now: datetime
) -> Application:
    keeper = _keeper(index + 1)
    at = now - timedelta(days=index, hours=2)
    if stage == "draft":
        _confirmed(library, keeper, officer, at)
        return applications.start(library=library, by=keeper, at=at)
    application = _submitted(library, keeper, officer, at)
    if stage == "submitted":
        if index == 0:
            _review(application, officer, now)
        return application
    application = applications.advance(
        application=application, step="accept", by=officer, at=at + timedelta(hours=1)
    )
    if stage == "proposing":
        _wish(application, keeper, now)
    if stage == "scheduled":
        _talk(application, officer, now)
    if stage in ("ready", "proposed"):
        application = applications.advance(
            application=application, step="mark_ready", by=officer, at=at + timedelta(hours=1)
        )
    if stage == "ready":
        recommendations.issue(
            application=application, number="", issued_on=clock.wita(now).date(), valid_until=None,
            by=officer, at=now,
        )  # fmt: skip
    if stage == "proposed":
        application = applications.advance(
            application=application, step="propose", by=officer, at=at + timedelta(hours=1)
        )
        # whom nothing reaches any more: its keeper took another post
        memberships.end(
            membership=library.memberships.get(), reason="Pindah tugas", by=officer, at=now
        )
    return application


UPRIVER = ("Kota Bangun", "Kembang Janggut", "Tabang")


def _visits(libraries: list[Library], officer: User, now: datetime) -> None:
    """Libraries upriver wait for a visit; a draft trip goes to the farthest two of them."""
    routes.load_shipped()
    free = [lib for lib in libraries if not lib.applications.exists() and not lib.outcomes.exists()]
    upriver = [next(lib for lib in free if lib.kecamatan.name == name) for name in UPRIVER]
    asked = [
        _in_stage("mentoring", library, 20 + index, officer, now)
        for index, library in enumerate(upriver)
    ]
    monday = clock.wita(now).date() + timedelta(days=14 - clock.wita(now).weekday())
    for index, application in enumerate(asked):
        is_later = index == len(asked) - 1
        wish = visit_requests.Wish(
            weeks=[monday, monday + timedelta(weeks=1 + index)],
            readiness=Readiness.LATER if is_later else Readiness.READY,
            ready_on=monday if is_later else None,
            way_to_get_there=application.library.way_to_get_there,
            note="Ruang baca baru selesai dicat." if is_later else "",
        )
        visit_requests.ask(
            application=application, wish=wish, version=0, by=application.created_by,
            at=now - timedelta(days=3 - index),
        )  # fmt: skip
    trip = trips.draft_for(
        applications=asked[1:], title="Perjalanan Belayan", by=officer, at=now - timedelta(hours=3)
    )
    budget = [
        trips.Line("Sewa mobil dan bahan bakar", Decimal(3), "hari", 900_000),
        trips.Line("Uang harian tim", Decimal(3), "hari", 380_000),
    ]
    trips.set_budget(trip=trip, lines=budget, version=trip.version, by=officer, at=now)


def _hours(officer: User, now: datetime) -> None:
    """Mornings and afternoons, Friday mornings only."""
    morning, afternoon = Stretch(time(8), time(12)), Stretch(time(13), time(16))
    week = {day: [morning, afternoon] for day in range(4)} | {4: [Stretch(time(8), time(11))]}
    hours.save_week(officer=officer, week=week, seen="", by=officer, at=now)


def _wish(application: Application, keeper: User, now: datetime) -> None:
    """Times of the library's own, for an officer to answer."""
    today = clock.wita(now).date()
    holidays = office.holidays_around(today)
    times = [
        clock.at_wita(working_days.add_working_days(today, days, holidays), 16) for days in (3, 4)
    ]
    proposals.propose(
        application=application, mode=Mode.ZOOM, times=times, agenda="Cara mengisi buku induk.", by=keeper, at=now
    )  # fmt: skip


def _talk(application: Application, officer: User, now: datetime) -> None:
    start = offers.next_free(
        officer=officer, earliest=now + timedelta(hours=20), length=timedelta(hours=1)
    )[0]
    appointments.schedule(
        application=application, mode=Mode.ZOOM, officer=officer, starts_at=start, length_minutes=60,
        join_url="https://zoom.us/j/1234567890", agenda="Melengkapi buku induk dan foto.", by=officer, at=now,
    )  # fmt: skip
    today = clock.wita(now).date()
    for what, side, who, days in (
        ("Lengkapi buku induk sampai 1.000 judul", Side.LIBRARY, "Pengelola", 14),
        ("Kirim contoh SK pendirian", Side.OFFICE, officer.name, 7),
    ):
        actions.agree(
            application=application, appointment=None, what=what, side=side, who=who,
            due_on=today + timedelta(days=days), by=officer, at=now,
        )  # fmt: skip


def _confirmed(library: Library, keeper: User, officer: User, at: datetime) -> None:
    membership = memberships.claim(
        library=library, kind=MemberKind.KEEPER, position="Pengelola", by=keeper, at=at
    )
    memberships.confirm(membership=membership, by=officer, at=at)


def _assess(application: Application, keeper: User, papers: dict, at: datetime) -> None:
    """A self-assessment that is good at some things and bare at others, with a few photos."""
    sheet = assessment.of_application(application, on=clock.wita(at).date())
    if sheet is None:
        return
    for place, section in enumerate(sheet.sections):
        chosen = {
            item.indicator.pk: item.worth(GOOD_AT[(place + number) % len(GOOD_AT)]).pk
            for number, item in enumerate(section.items)
        }
        answers.save(
            application=application, component=section.component, chosen=chosen, seen={}, by=keeper, at=at
        )  # fmt: skip
        for item, kind in zip(section.items, ("shelf", "room"), strict=False):
            evidence.add(
                application=application, indicator=item.indicator, file=papers[kind], by=keeper, at=at
            )  # fmt: skip


def _review(application: Application, officer: User, now: datetime) -> None:
    """An officer has begun: some indicators judged, two corrections prepared and not sent."""
    sheet = assessment.of_application(application, on=clock.wita(now).date())
    if sheet is None:
        return
    for item in sheet.items[:5]:
        found = reviews.Judgement(
            "indicator", "", item.indicator, item.worth(max(1, item.value - 1))
        )
        reviews.judge(application=application, found=found, version=0, by=officer, at=now)
    second = sheet.items[1].indicator
    for wanted in (
        corrections.Wanted("indicator", "Foto rak belum terbaca, mohon ambil ulang.", None, second),
        corrections.Wanted(Slot.PHOTOS, "Tambah foto ruang baca dari pintu masuk."),
    ):
        corrections.prepare(application=application, wanted=wanted, version=0, by=officer, at=now)


def _submitted(library: Library, keeper: User, officer: User, at: datetime) -> Application:
    _confirmed(library, keeper, officer, at)
    application = applications.start(library=library, by=keeper, at=at)
    letter_date = f"{clock.wita(at).date():%d-%m-%Y}"
    typed = {
        **application.details,
        **DETAILS,
        "contact_name": keeper.name,
        "letter_date": letter_date,
    }
    applications.save_details(
        application=application, version=application.version, typed=typed, by=keeper, at=at
    )
    papers = _papers_of(library, keeper, at)
    _assess(application, keeper, papers, at)
    for slot, kind in (
        (Slot.REQUEST_LETTER, Slot.REQUEST_LETTER), (Slot.FOUNDING_DECREE, Slot.FOUNDING_DECREE),
        (Slot.PHOTOS, "room"), (Slot.PHOTOS, "shelf"),
    ):  # fmt: skip
        documents.add(application=application, slot=slot, file=papers[kind], by=keeper, at=at)
    return applications.advance(application=application, step="submit", by=keeper, at=at)
