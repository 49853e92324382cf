"""Coordinators bring sheets in and out by Excel, see what a new one touches, and publish it once."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accreditation import assessment, sheet
from accreditation.documents import instrument_sheet
from accreditation.models import Indicator, InstrumentEdition
from accreditation.operations import answers, instruments
from klik_portal.core import spreadsheets
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def village():
    return next(e for e in instruments.load_shipped(at=MONDAY) if e.library_type == "village")


def send(client, data, **more):
    body = {"library_type": "village", "name": "Lembar 2026", "valid_from": "01-06-2026", **more}
    upload = SimpleUploadedFile("lembar.xlsx", data)
    return client.post(reverse("accreditation:instrument-new"), {**body, "components": upload})


def edited(edition, change):
    """The edition's own spreadsheet with every row passed through `change`."""
    rows = [change(dict(row)) for row in spreadsheets.read(instrument_sheet.workbook(edition))]
    return spreadsheets.write(title="x", columns=list(instrument_sheet.COLUMNS), rows=rows)


def test_a_sheet_goes_out_and_comes_back_the_same(client_of, rina, village):
    send(client_of(rina), instrument_sheet.workbook(village))

    draft = InstrumentEdition.objects.get(name="Lembar 2026")
    assert instrument_sheet.rows_of(instrument_sheet.workbook(draft)) == instrument_sheet.rows_of(
        instrument_sheet.workbook(village)
    )
    assert not draft.is_published


def test_every_wrong_row_is_named_and_nothing_is_kept(client_of, rina, village):
    before = InstrumentEdition.objects.count()

    answer = send(
        client_of(rina), edited(village, lambda row: row | {"upaya 1-9": "banyak"}), name="Salah"
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Baris 2: Upaya harus angka 1 sampai 9." in page
    assert "Baris 42:" in page
    assert 'value="Salah"' in page
    assert InstrumentEdition.objects.count() == before


def test_a_photo_is_no_sheet(client_of, rina):
    answer = send(client_of(rina), b"\xff\xd8\xff\xe0 foto")

    assert "bukan Excel" in answer.content.decode()


def test_publishing_says_whom_it_touches(client_of, rina, siti, enggelam, tabang, village):
    kept = ApplicationFactory(library=enggelam, created_by=siti, edition=village)
    ApplicationFactory(library=tabang)
    send(client_of(rina), instrument_sheet.workbook(village))
    draft = InstrumentEdition.objects.get(name="Lembar 2026")
    address = reverse("accreditation:instrument-detail", args=[draft.token])

    touched = client_of(rina).get(address).context["touched"]
    client_of(rina).post(reverse("accreditation:instrument-publish", args=[draft.token]))

    kept.refresh_from_db()
    assert (touched.keeping_theirs, touched.beginning_with_it) == (1, 1)
    assert kept.edition == village
    overview = client_of(siti).get(reverse("accreditation:assessment", args=[kept.code]))
    assert overview.context["has_newer"]


def test_what_is_published_is_neither_replaced_nor_thrown_away(client_of, rina, village):
    client = client_of(rina)
    before = instrument_sheet.rows_of(instrument_sheet.workbook(village))

    client.post(
        reverse("accreditation:instrument-detail", args=[village.token]),
        {
            "components": SimpleUploadedFile(
                "x.xlsx", edited(village, lambda row: row | {"bukti": "lain"})
            )
        },
    )
    client.post(reverse("accreditation:instrument-discard", args=[village.token]))

    village.refresh_from_db()
    assert instrument_sheet.rows_of(instrument_sheet.workbook(village)) == before


def test_answers_move_to_a_newer_sheet_where_the_question_is_the_same(
    client_of, siti, rina, enggelam, village
):
    application = ApplicationFactory(library=enggelam, created_by=siti)
    section = assessment.of_application(application, on=TODAY).sections[0]
    answers.save(
        application=application, component=section.component, seen={}, by=siti, at=MONDAY,
        chosen={item.indicator.pk: item.worth(4).pk for item in section.items[:3]},
    )  # fmt: skip
    rows = instruments.shipped_sheet("village")
    first = rows[0].indicators[0]
    rows[0].indicators[0] = sheet.IndicatorSheet(
        **{**vars(first), "topic": "Judul buku, cara hitung baru"}
    )
    newer = instruments.create(
        facts=instruments.Facts("village", "Baru", date(2026, 6, 1)),
        components=rows,
        by=rina,
        at=MONDAY,
    )
    instruments.publish(edition=newer, by=rina, at=MONDAY)

    url = reverse("accreditation:assessment-move", args=[application.code])
    before = client_of(siti).get(url)
    client_of(siti).post(url)

    application.refresh_from_db()
    kept = Indicator.objects.filter(pk__in=application.answers.values("indicator"))
    assert application.edition == newer
    assert [i.topic for i in kept] == [item.indicator.topic for item in section.items[1:3]]
    assert before.context["kept_count"] == 2
    assert [indicator.topic for indicator in before.context["lost"]] == [first.topic]


def test_a_drafts_facts_can_be_changed_until_it_is_published(client_of, rina, village):
    facts = instruments.Facts("special", "Draf", date(2026, 6, 1))
    draft = instruments.create(
        facts=facts, components=instruments.shipped_sheet("village"), by=rina, at=MONDAY
    )
    url = reverse("accreditation:instrument-edit", args=[draft.token])
    typed = {
        "library_type": "special", "name": "Draf baru", "valid_from": "01-07-2026",
        "valid_until": "31-12-2027", "version": "1",
    }  # fmt: skip

    client_of(rina).post(url, typed)
    stale = client_of(rina).post(url, {**typed, "name": "Terlambat"})

    draft.refresh_from_db()
    assert (draft.name, draft.valid_until, stale.status_code) == (
        "Draf baru",
        date(2027, 12, 31),
        409,
    )
    published = reverse("accreditation:instrument-edit", args=[village.token])
    assert client_of(rina).get(published).status_code == 404


def test_an_edition_ends_after_it_begins(client_of, rina, village):
    answer = client_of(rina).post(
        reverse("accreditation:instrument-new"),
        {
            "library_type": "special",
            "name": "X",
            "valid_from": "02-01-2026",
            "valid_until": "01-01-2026",
        },
    )

    assert "Tanggal akhir harus sesudah tanggal mulai." in answer.content.decode()
