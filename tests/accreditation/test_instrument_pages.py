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
    assert instrument_sheet.workbook(draft) == instrument_sheet.workbook(village)
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
    before = instrument_sheet.workbook(village)

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
    assert instrument_sheet.workbook(village) == before


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
        library_type="village", name="Baru", legal_base="", source_note="", is_official=True,
        valid_from=date(2026, 6, 1), components=rows, by=rina, at=MONDAY,
    )  # fmt: skip
    instruments.publish(edition=newer, by=rina, at=MONDAY)

    page = client_of(siti).post(
        reverse("accreditation:assessment-move", args=[application.code]), follow=True
    )

    application.refresh_from_db()
    kept = Indicator.objects.filter(pk__in=application.answers.values("indicator"))
    assert application.edition == newer
    assert [i.topic for i in kept] == [item.indicator.topic for item in section.items[1:3]]
    assert f"Jawab lagi karena pertanyaannya berubah: {first.topic}." in page.content.decode()
