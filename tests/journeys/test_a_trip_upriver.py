"""A journey up the Mahakam and the Belayan, on a real installation in a real browser.

An officer plans three days with four stops and fixes them; the invitations arrive. The day before, one
library answers "tunda" from its mail, without signing in; the officer takes another along and changes the
order. Whoever applied every mail to a calendar sees exactly the visits that are to be.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import Browser

from klik_portal.core.clock import WITA, wita
from tests.installation import Installation, installation
from tests.journeys.test_a_village_gets_accredited import PASSWORD, Person

pytestmark = [pytest.mark.browser]

OFFICER = "budi@contoh.id"
PLACES = {
    "Kota Bangun": "64.02.08", "Muara Muntai": "64.02.01", "Kembang Janggut": "64.02.10", "Tabang": "64.02.12",
    "Kenohan": "64.02.09",
}  # fmt: skip
FOUR = ("Kota Bangun", "Muara Muntai", "Kembang Janggut", "Tabang")
SETTING = f"""
from klik_portal.accounts.models import User
from klik_portal.core import clock
from accreditation.models import Application
from accreditation.workflow import State
from libraries.models import Desa, LibraryMembership
from libraries.operations import registry
from scheduling.models import VisitRequest
now = clock.now()
budi = User.objects.create_user("{OFFICER}", "{PASSWORD}", name="Budi Santoso", role="officer")
for place, code in {PLACES!r}.items():
    desa = Desa.objects.filter(kecamatan_id=code).order_by("code").first()
    facts = dict(name="Perpustakaan " + place, type="village", desa=desa, address="", parent_body="", npp="", contact_name="",
                 contact_phone="", contact_email="", title_count=900, way_to_get_there="")
    library = registry.register(facts=facts, by=budi, at=now)
    keeper = User.objects.create_user(place.lower().replace(" ", "-") + "@contoh.id", "{PASSWORD}", name="Pengelola " + place)
    LibraryMembership.objects.create(library=library, user=keeper, asked_at=now, confirmed_at=now, confirmed_by=budi)
    application = Application.objects.create(
        code="KLK-2026-9" + code[-2:] + "0", library=library, state=State.MENTORING, turn="officer", turn_since=now, created_by=keeper,
        created_at=now, first_submitted_at=now, submitted_at=now, due_at=now)
    VisitRequest.objects.create(application=application, asked_by=keeper, asked_at=now)
"""


def keeper(place: str) -> str:
    return f"{place.lower().replace(' ', '-')}@contoh.id"


@pytest.fixture
def klik(folder: Path) -> Iterator[Installation]:
    with installation(folder) as place:
        place.run(SETTING)
        yield place


class Calendar:
    """What a calendar program shows after it applied every mail to one person, in order of arrival."""

    def __init__(self, klik: Installation, person: str) -> None:
        self.events: dict[str, tuple[int, datetime, datetime, str]] = {}
        for mail in klik.smtp.mails:
            if mail["To"] == person:
                self._apply(mail)

    def _apply(self, mail: EmailMessage) -> None:
        for part in mail.walk():
            if part.get_content_type() != "text/calendar":
                continue
            calendar = vobject.readOne(part.get_content())
            event = calendar.vevent
            uid, sequence = event.uid.value, int(event.sequence.value)
            known = self.events.get(uid)
            if known and sequence < known[0]:
                continue
            if calendar.method.value == "CANCEL":
                self.events.pop(uid, None)
            else:
                self.events[uid] = (
                    sequence, wita(event.dtstart.value), wita(event.dtend.value), event.summary.value,
                )  # fmt: skip

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        return sorted((start, end) for _seq, start, end, _summary in self.events.values())


@pytest.mark.slow
def test_a_trip_upriver(browser: Browser, klik: Installation) -> None:
    officer = Person(browser, klik, width=1280, javascript=False)
    officer.signs_in_with_password(OFFICER)

    code = when_the_officer_plans_three_days_with_four_stops(officer)
    first_day = when_the_trip_is_fixed(officer, code)
    planned = then_everybodys_calendar_shows_the_plan(klik, first_day)

    when_the_day_before_comes(klik, planned["Kota Bangun"][0])
    when_one_library_puts_it_off_from_the_mail(browser, klik)
    then_the_trip_shows_it_with_a_suggestion(officer, code)
    assert Calendar(klik, keeper("Kota Bangun")).times == []

    when_the_officer_replans(officer, code)
    then_calendars_show_exactly_what_is_to_be(klik, code, planned)


def when_the_officer_plans_three_days_with_four_stops(officer: Person) -> str:
    officer.opens("/petugas/kunjungan/")
    form = officer.page.get_by_role("form", name="Belayan")
    for box in form.get_by_role("checkbox").all():
        label = box.locator("xpath=..").inner_text()
        box.set_checked(any(place in label for place in ("Kembang Janggut", "Tabang")))
    form.get_by_role("button", name="Rancang perjalanan").click()
    officer.page.wait_for_load_state()
    officer.sees("Rancangan dibuat.")
    code = re.search(r"PJL-\d{4}-\d{4}", officer.page.url)[0]
    for place in ("Kota Bangun", "Muara Muntai"):
        officer.opens(f"/petugas/perjalanan/{code}/tambah/")
        if not officer.page.get_by_role("button", name=f"Tambahkan Perpustakaan {place}").count():
            officer.fills("Nama, desa, atau kecamatan", place)
            officer.presses("Cari")
        officer.presses(f"Tambahkan Perpustakaan {place}")
        officer.sees(f"Perpustakaan {place} ditambahkan.")
    for place, day in zip(FOUR, (1, 1, 2, 3), strict=True):
        edits_stop(officer, place, day=day)
    officer.opens(f"/petugas/perjalanan/{code}/ubah/")
    starts = officer.page.get_by_label("Hari pertama").input_value()
    last = datetime.fromisoformat(starts).date() + timedelta(days=2)
    officer.fills("Hari terakhir", last.isoformat())
    officer.fills("Kendaraan atau perahu (boleh kosong)", "Mobil dan perahu ces")
    officer.presses("Simpan")
    officer.opens(f"/petugas/perjalanan/{code}/")
    officer.sees("4 perpustakaan")
    officer.sees("perkiraan")
    return code


def edits_stop(officer: Person, place: str, *, day: int) -> None:
    officer.follows(f"Ubah Perpustakaan {place}")
    officer.page.get_by_label("Hari", exact=True).select_option(str(day))
    officer.presses("Simpan")
    officer.sees("Perubahan tersimpan.")


def when_the_trip_is_fixed(officer: Person, code: str) -> datetime:
    officer.opens(f"/petugas/perjalanan/{code}/ubah/")
    first = officer.page.get_by_label("Hari pertama").input_value()
    officer.opens(f"/petugas/perjalanan/{code}/")
    officer.presses("Tetapkan dan undang")
    officer.sees("Perjalanan ditetapkan.")
    day = datetime.fromisoformat(first)
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=WITA)


def then_everybodys_calendar_shows_the_plan(
    klik: Installation, first_day: datetime
) -> dict[str, tuple[datetime, datetime]]:
    planned = {}
    for place in FOUR:
        klik.wait_for_mail(keeper(place), "Catat tanggalnya: Kunjungan")
        [planned[place]] = Calendar(klik, keeper(place)).times
    assert [(start - first_day).days for start, _end in planned.values()] == [0, 0, 1, 2]
    klik.wait_for_mail(OFFICER, "Perjalanan dinas")
    [(starts, ends)] = Calendar(klik, OFFICER).times
    assert starts == first_day
    assert ends > planned["Tabang"][1]
    return planned


def when_the_day_before_comes(klik: Installation, visit: datetime) -> None:
    klik.turn_clock_to(visit - timedelta(hours=20))
    klik.ring("scheduling.ask_readiness")
    klik.wait_for_mail(keeper("Kota Bangun"), "Mohon jawab")


def when_one_library_puts_it_off_from_the_mail(browser: Browser, klik: Installation) -> None:
    mail = klik.wait_for_mail(keeper("Kota Bangun"), "Mohon jawab")
    text = mail.get_body(("plain",)).get_content()
    path = re.search(r"/kesiapan/[\w-]+/", text)[0]
    villager = Person(browser, klik, width=360, javascript=False)
    villager.opens(path)
    villager.sees("Perpustakaan Kota Bangun")
    villager.page.get_by_label("Tunda, jangan datang dulu").check()
    villager.fills("Catatan untuk tim (boleh kosong)", "Balai desa kebanjiran")
    villager.presses("Kirim jawaban")
    villager.sees("Terima kasih, jawaban diterima")
    villager.opens(path)
    villager.sees("Terima kasih, jawaban diterima")
    klik.wait_for_mail(keeper("Kota Bangun"), "Batal: Kunjungan")
    klik.wait_for_mail(OFFICER, "Tunda: Perpustakaan Kota Bangun")


def then_the_trip_shows_it_with_a_suggestion(officer: Person, code: str) -> None:
    officer.opens(f"/petugas/perjalanan/{code}/")
    officer.sees("Balai desa kebanjiran")
    officer.sees("Ditunda")
    officer.sees("1 perpustakaan lain di jalur ini sudah siap, tambahkan?")


def when_the_officer_replans(officer: Person, code: str) -> None:
    officer.presses("Tambahkan Perpustakaan Kenohan")
    officer.sees("Perpustakaan Kenohan ditambahkan.")
    edits_stop(officer, "Kenohan", day=2)
    officer.page.get_by_role("button", name="Naikkan Perpustakaan Tabang").click()
    officer.page.wait_for_load_state()
    officer.sees("Urutan tersimpan.")
    officer.opens(f"/petugas/perjalanan/{code}/")


def then_calendars_show_exactly_what_is_to_be(
    klik: Installation, code: str, planned: dict[str, tuple[datetime, datetime]]
) -> None:
    told = klik.run(
        "from scheduling.models import Appointment\n"
        "for a in Appointment.objects.scheduled().select_related('application__library__kecamatan'):\n"
        "    print(a.application.library.kecamatan.name, a.starts_at.isoformat(), a.sequence, sep='|')"
    )
    rows = [line.split("|") for line in told.splitlines()]
    truth = {place: wita(datetime.fromisoformat(start)) for place, start, _sequence in rows}
    assert set(truth) == {"Muara Muntai", "Kenohan", "Kembang Janggut", "Tabang"}
    klik.turn_clock_to(klik.now() + timedelta(minutes=11))  # edits of a fixed trip are collected
    klik.wait_for_mail(keeper("Kenohan"), "Kunjungan")
    klik.wait_for_mail(keeper("Tabang"), "Jadwal berubah")
    waiting = "from klik_portal.notifications.models import OutboxMessage as M; print(M.objects.filter(channel='email', state__in=('queued', 'sending')).count())"
    deadline = 20
    while klik.run(waiting) != "0" and deadline:
        deadline -= 1
    for place, start in truth.items():
        assert [s for s, _end in Calendar(klik, keeper(place)).times] == [start], place
    assert Calendar(klik, keeper("Kota Bangun")).times == []
    assert truth["Muara Muntai"] == planned["Muara Muntai"][0]
    unmoved = [m for m in klik.smtp.mails if m["To"] == keeper("Muara Muntai")]
    assert not [m["Subject"] for m in unmoved if "berubah" in m["Subject"]]
    [(starts, _ends)] = Calendar(klik, OFFICER).times
    assert starts.hour == 8
    identities = [mail["Message-ID"] for mail in klik.smtp.mails]
    assert len(identities) == len(set(identities))
