"""What a row of libraries means, what becomes of it, and how it is taken back."""

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.imports.operations import deciding
from libraries.models import Library
from libraries.operations import registry
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.import_sheets import text
from tests.factories.libraries import DesaFactory, LibraryFactory, MembershipFactory
from tests.imports.conftest import told, worked
from tests.imports.tables import dump

pytestmark = pytest.mark.django_db
HEADING = ("Kode", "Nama", "Jenis", "Desa", "NPP", "Alamat", "Jumlah judul", "No. HP / WA")
NPP = "6402182D1000001"


def confirmed(batch, by):
    deciding.confirm(batch=batch, by=by, at=MONDAY)
    return worked(batch)


def undone(batch, by):
    deciding.undo(batch=batch, by=by, at=MONDAY)
    return worked(batch)


# --- what it is ------------------------------------------------------------------------------------


def test_a_row_is_found_by_code_then_npp_then_name_and_village(send, enggelam):
    numbered = LibraryFactory(name="Perpustakaan Masjid Nurul Huda", type="worship", npp=NPP, desa=enggelam.desa)  # fmt: skip

    batch = send(
        [
            HEADING,
            (enggelam.code, "Nama Lain Sekali", "desa", "Muara Enggelam"),
            ("", "Masjid Nurul Huda", "masjid", "Muara Enggelam", "6402.182.D.1000001"),
            ("", "PERPUSTAKAAN  DESA MUARA ENGGELAM", "Desa", "Desa MUARA ENGGELAM"),
            ("", "Perpustakaan SDN 004", "SD", "Muara Enggelam"),
        ]
    )

    rows = list(batch.rows.all())
    assert [(row.verdict, row.target) for row in rows] == [
        ("changes", enggelam.code),
        ("changes", numbered.code),
        ("error", enggelam.code),  # the first row is this library already
        ("new", ""),
    ]
    assert rows[0].changes == [["Nama perpustakaan", "Perpustakaan Desa Muara Enggelam", "Nama Lain Sekali"]]  # fmt: skip


def test_a_look_alike_is_skipped_until_somebody_decides(send, budi, enggelam):
    rows = [
        HEADING,
        ("", "Perpustakaan Desa Muara Enggelem", "desa", "Muara Enggelam", "", "Jalan Danau"),
        ("", "Perpustakaan Muara Enggelam Jaya", "desa", "Muara Enggelam"),
    ]
    batch = send(rows)
    assert [verdict for verdict, _said in told(batch).values()] == ["suspect", "suspect"]

    deciding.decide(batch=batch, decisions={2: enggelam.code, 3: "new"}, by=budi, at=MONDAY)
    with pytest.raises(Refused):
        deciding.decide(batch=batch, decisions={3: "PRP-1999-0001"}, by=budi, at=MONDAY)

    done = confirmed(batch, budi)
    enggelam.refresh_from_db()
    assert (done.made, done.changed) == (1, 1)
    assert (enggelam.name, enggelam.address) == ("Perpustakaan Desa Muara Enggelem", "Jalan Danau")


def test_nobody_saves_what_a_colleague_decided_meanwhile(client_of, send, budi, rina, enggelam):
    batch = send(
        [
            HEADING,
            ("", "Perpustakaan Muara Enggelam Jaya", "desa", "Muara Enggelam"),
            ("", "Perpustakaan SDN 004", "SD", "Muara Enggelam"),
        ]
    )
    url = reverse("imports:confirm", args=[batch.token])
    seen = {"outlook": batch.outlook}
    assert batch.outlook in client_of(budi).get(batch.get_absolute_url()).content.decode()
    deciding.decide(batch=batch, decisions={2: "new"}, by=rina, at=MONDAY)

    page = client_of(budi).post(url, seen, follow=True).content.decode()

    batch.refresh_from_db()
    assert "baru saja berubah" in page
    assert (batch.state, batch.confirmed_at) == ("checked", None)
    client_of(budi).post(url, {"outlook": batch.outlook})
    batch.refresh_from_db()
    assert batch.state == "applying"


def test_undecided_look_alikes_are_left_alone(send, budi, enggelam):
    batch = send([HEADING, ("", "Perpustakaan Muara Enggelam Jaya", "desa", "Muara Enggelam")])

    assert confirmed(batch, budi).made == 0
    assert Library.objects.count() == 1


def test_the_same_sheet_again_changes_nothing(send, budi, enggelam):
    rows = [
        HEADING,
        ("", "Perpustakaan Desa Muara Enggelam", "desa", "Muara Enggelam", NPP, "Jalan Danau", "1.000", "0812 3456 7890"),
        ("", "SDN 001 Muara Enggelam", "sd", "Muara Enggelam", "", "", 250, "81234567891"),
    ]  # fmt: skip
    confirmed(send(rows), budi)
    enggelam.refresh_from_db()
    assert (enggelam.title_count, enggelam.contact_phone) == (1000, "+6281234567890")
    assert Library.objects.get(type="primary_school").contact_phone == "+6281234567891"
    before = dump()

    again = send(rows)

    assert (again.same, again.good) == (2, 0)
    assert confirmed(again, budi).made == 0
    assert dump() == before


def test_an_empty_cell_says_nothing(send, budi, enggelam):
    Library.objects.update(address="Jalan Danau", title_count=9)

    batch = send([("Kode", "Alamat", "Judul"), (enggelam.code, "-", 10)])

    confirmed(batch, budi)
    enggelam.refresh_from_db()
    assert (enggelam.address, enggelam.title_count) == ("Jalan Danau", 10)


def test_columns_go_by_many_names_below_a_title(send, enggelam):
    batch = send(
        [
            ("Daftar Perpustakaan Kecamatan Muara Wis",),
            ("Tahun 2026",),
            ("No", "NAMA PERPUSTAKAAN *", "Tipe", "Nama Desa", "Catatan"),
            (1, "SDN 004", "SD", "Muara Enggelam", "bagus"),
        ]
    )

    assert (batch.state, batch.keys) == ("mapping", ["", "name", "type", "desa", ""])
    assert batch.unknown_headings == ["No", "Catatan"]


def test_somebody_says_what_a_column_means(send, budi, enggelam):
    batch = send([("Sebutan", "Jenis", "Desa"), ("SDN 004", "SD", "Muara Enggelam")])
    assert batch.state == "mapping"
    for keys in (["", "type", "desa"], ["name", "name", "desa"], ["name", "type"], ["x", "type", "desa"]):  # fmt: skip
        with pytest.raises(Refused):
            deciding.check(batch=batch, keys=keys, by=budi, at=MONDAY)

    deciding.check(batch=batch, keys=["name", "type", "desa"], by=budi, at=MONDAY)

    assert worked(batch).count("new") == 1


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252")],
)
def test_csv_is_understood_as_offices_write_it(send, enggelam, delimiter, encoding):
    rows = [HEADING, ("", "Perpustakaan André; Cinta, Buku", "desa", "Muara Enggelam")]

    batch = send([], upload=text(rows, delimiter=delimiter, encoding=encoding))

    assert batch.rows.get().label == "Perpustakaan André; Cinta, Buku"
    assert batch.count("new") == 1


def test_what_klik_put_in_front_of_a_formula_is_taken_off_again(send, budi, enggelam):
    batch = send([], upload=text([HEADING, ("", "'=SDN 1", "sd", "Muara Enggelam", "", "'bukan rumus")]))  # fmt: skip

    confirmed(batch, budi)

    library = Library.objects.get(type="primary_school")
    assert (library.name, library.address) == ("=SDN 1", "'bukan rumus")


# --- meanwhile -------------------------------------------------------------------------------------


def test_what_changed_since_the_check_is_left_and_said(send, budi, enggelam):
    batch = send(
        [
            HEADING,
            (enggelam.code, "", "", "", "", "Jalan Baru"),
            ("", "SDN 001", "sd", "Muara Enggelam"),
            ("", "SDN 002", "sd", "Muara Enggelam", NPP),
        ]
    )
    registry.update(library=enggelam, version=1, facts={"address": "Jalan Lain"}, by=budi, at=MONDAY)  # fmt: skip
    LibraryFactory(name="SDN 001", type="primary_school", desa=enggelam.desa)
    LibraryFactory(name="Masjid", type="worship", npp=NPP)

    done = confirmed(batch, budi)

    assert (done.made, done.changed, done.count("left")) == (0, 0, 3)
    remarks = list(done.rows.values_list("remark", flat=True))
    assert "berubah sesudah diperiksa" in remarks[0]
    assert "sudah didaftarkan" in remarks[1]
    assert "NPP ini milik Masjid" in remarks[2]
    assert done.can_be_mended


# --- taken back ------------------------------------------------------------------------------------


@pytest.fixture
def imported(send, budi, enggelam):
    Library.objects.filter(pk=enggelam.pk).update(title_count=5, travel_hours="2.5", decree_date="2019-01-31")  # fmt: skip
    rows = [
        (*HEADING, "Tanggal SK", "Lama perjalanan"),
        (enggelam.code, "", "", "", NPP, "Jalan Baru", 7, "", "01-02-2020", "3,5"),
        *(("", f"SDN {number:03d}", "sd", "Muara Enggelam") for number in range(1, 6)),
    ]
    before = dump()
    return before, confirmed(send(rows), budi)


def test_undo_puts_every_fact_back(imported, budi):
    before, batch = imported
    assert dump() != before

    assert undone(batch, budi).count("undone") == 6
    assert dump() == before
    assert undone(batch, budi).count("undone") == 6  # a second time


def test_what_was_touched_since_is_left_and_named(imported, budi, siti, enggelam):
    _before, batch = imported
    schools = list(Library.objects.filter(type="primary_school").order_by("code"))
    registry.update(library=schools[0], version=1, facts={"address": "Baru"}, by=budi, at=MONDAY)
    ApplicationFactory(library=schools[1], created_by=siti)
    MembershipFactory(library=schools[2], user=siti)
    enggelam.refresh_from_db()
    registry.update(library=enggelam, version=2, facts={"address": "Lain"}, by=budi, at=MONDAY)

    done = undone(batch, budi)

    assert (done.count("undone"), done.kept) == (2, 4)
    assert set(done.rows.filter(result="kept").values_list("target", flat=True)) == {
        enggelam.code, *(school.code for school in schools[:3])
    }  # fmt: skip
    assert "permohonan" in done.rows.get(target=schools[1].code).remark
    assert set(Library.objects.filter(type="primary_school")) == set(schools[:3])


def test_each_library_tells_by_which_sheet_it_came(imported, budi, client_of):
    _before, batch = imported
    code = batch.rows.filter(result="made").first().target

    page = client_of(budi).get(reverse("libraries:registry-detail", args=[code]))
    assert batch.get_absolute_url() in page.content.decode()
    event = AuditEvent.objects.get(subject_code=code)
    assert (event.verb, event.payload["sheet"]) == ("imported", batch.token)

    undone(batch, budi)

    assert not Library.objects.filter(code=code).exists()
    assert AuditEvent.objects.filter(subject_code=code, verb="import_removed").exists()


def test_rows_to_mend_come_back_as_they_were_sent(send, client_of, budi, enggelam):
    sent = [
        ("Nama", "Jenis", "Desa"),
        ("=1+1", "warung", "Atlantis"),
        ("SDN 9", "sd", "Muara Enggelam"),
    ]
    batch = send([], upload=text(sent))
    client = client_of(budi)
    url = reverse("imports:to-mend", args=[batch.token])

    again = send([], upload=sheet_of(client.get(url)))

    assert again.state == "checked"
    assert again.heading == ["Nama", "Jenis", "Desa", "Yang perlu diperbaiki"]
    assert again.rows.get().cells[:3] == ["=1+1", "warung", "Atlantis"]
    assert "Jenis: Pilih salah satu" in again.rows.get().cells[3]


def test_the_template_is_a_sheet_klik_reads_itself(send, client_of, budi, enggelam):
    DesaFactory()
    url = reverse("imports:template", args=["libraries"])

    with pytest.raises(Refused, match="tidak berisi baris"):  # its example is not imported
        send([], upload=sheet_of(client_of(budi).get(url)))


def sheet_of(response):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("lembar.xlsx", response.content)
