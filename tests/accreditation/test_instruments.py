"""Instruments are data: read from rows with every error named, frozen once published."""

from datetime import date
from decimal import Decimal

import pytest

from accreditation import sheet
from accreditation.models import InstrumentEdition
from accreditation.operations import instruments
from klik_portal.core.verdict import Refused
from libraries.models import LibraryType
from tests.factories.accreditation import MONDAY

ROW = {"component": "A", "component_name": "Koleksi", "weight": "100", "topic": "Jumlah judul"}


def errors_of(*rows):
    with pytest.raises(sheet.UnreadableSheet) as refusal:
        sheet.read(rows)
    return [(error.line, error.sentence) for error in refusal.value.errors]


def test_a_row_without_answers_gets_the_usual_five():
    [component] = sheet.read([ROW])

    assert component.weight == Decimal(100)
    assert component.indicators[0].answers == {"": tuple(map(str, sheet.USUAL_ANSWERS))}


def test_every_wrong_row_is_named_with_its_line():
    wrong = errors_of(
        ROW | {"weight": "banyak"}, ROW | {"topic": ""}, ROW | {"effort": "10"}, ROW | {"a5": "Ya"},
        ROW | {"blocks_below": "3"}, ROW | {"weight": "NaN"},
    )  # fmt: skip

    assert [line for line, _sentence in wrong] == [2, 3, 4, 5, 6, 7]
    assert wrong[1] == (3, "Butir belum diisi.")


def test_weights_add_up_to_a_hundred():
    assert errors_of(ROW | {"weight": "40"}) == [(1, "Jumlah bobot komponen 40, seharusnya 100.")]


def test_one_component_has_one_weight_and_each_indicator_once():
    other = ROW | {"topic": "Ragam"}

    assert errors_of(ROW, other | {"weight": "60"})[0][0] == 3
    assert errors_of(ROW, ROW)[0] == (3, "Butir ini sudah ada di komponen A.")


def test_an_indicator_with_tiers_takes_five_answers_for_each():
    small, large = (
        ROW
        | {"tier": tier, "tier_question": "Berapa rombel?"}
        | {f"a{n}": f"{tier} {n}" for n in range(1, 6)}
        for tier in ("1-6", "7-12")
    )

    [component] = sheet.read([small, large])

    assert set(component.indicators[0].answers) == {"1-6", "7-12"}
    assert component.indicators[0].answers["7-12"][0] == "7-12 5"


def test_an_empty_sheet_is_refused():
    assert errors_of() == [(1, "Lembar ini tidak berisi butir.")]


@pytest.mark.django_db
class TestEditions:
    def draft(self, by, valid_from=date(2026, 1, 1), valid_until=None):
        facts = instruments.Facts(LibraryType.SPECIAL, "Uji", valid_from, valid_until=valid_until)
        return instruments.create(facts=facts, components=sheet.read([ROW]), by=by, at=MONDAY)

    def in_force(self, on):
        return InstrumentEdition.objects.in_force(library_type=LibraryType.SPECIAL, on=on)

    def test_the_shipped_sheets_are_whole_and_harmless_to_repeat(self):
        first, again = instruments.load_shipped(at=MONDAY), instruments.load_shipped(at=MONDAY)

        assert {edition.library_type for edition in first} == {
            "village", "primary_school", "junior_school", "senior_school", "worship",
        }  # fmt: skip
        assert again == []
        for edition in first:
            assert not edition.is_official
            assert sum(c.weight for c in edition.components.all()) == 100
            assert edition.components.filter(indicators__in_quick_check=True).count() == 10
            assert not edition.components.filter(indicators__hint__contains="{").exists()

    def test_only_a_published_edition_counts_from_its_day_on(self, rina):
        draft = self.draft(rina)
        assert self.in_force(date(2026, 6, 1)) is None

        instruments.publish(edition=draft, by=rina, at=MONDAY)

        assert self.in_force(date(2025, 12, 31)) is None
        assert self.in_force(date(2026, 1, 1)) == draft

    def test_the_newest_edition_is_the_one_in_force(self, rina):
        old, new = self.draft(rina), self.draft(rina, valid_from=date(2026, 7, 1))
        for edition in (old, new):
            instruments.publish(edition=edition, by=rina, at=MONDAY)

        assert self.in_force(date(2026, 6, 30)) == old
        assert self.in_force(date(2026, 7, 1)) == new

    def test_an_edition_that_has_ended_is_no_longer_in_force(self, rina):
        draft = self.draft(rina, valid_until=date(2026, 6, 30))
        instruments.publish(edition=draft, by=rina, at=MONDAY)

        assert self.in_force(date(2026, 6, 30)) == draft
        assert self.in_force(date(2026, 7, 1)) is None

    def test_two_editions_never_begin_on_the_same_day(self, rina):
        instruments.publish(edition=self.draft(rina), by=rina, at=MONDAY)

        with pytest.raises(Refused, match="hari yang sama"):
            instruments.publish(edition=self.draft(rina), by=rina, at=MONDAY)

    def test_only_coordinators_look_after_instruments(self, budi):
        with pytest.raises(Refused, match="Hanya koordinator"):
            self.draft(budi)
