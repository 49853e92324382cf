"""What stands in a message: filled, checked, and in the office's own words when it has some."""

import pytest

from klik_portal.notifications import queries, texts
from klik_portal.notifications.models import OutboxMessage, TextVersion
from klik_portal.notifications.operations import outbox
from klik_portal.notifications.texts import Placeholder, Wording
from tests.notifications.conftest import AT

TEXT = texts.MessageText(
    "test.text", "Uji", "Siapa saja", "Kabar {nama}", "{nama}\n- {hal}\nCatatan: {catatan}",
    {
        "nama": Placeholder("Nama", "Siti"),
        "hal": Placeholder("Hal, satu per baris", ("Satu", "Dua")),
        "lain": Placeholder("Hal lain, satu per baris", ("Tiga",)),
        "catatan": Placeholder("Catatan, boleh kosong", "Baik."),
    },
)  # fmt: skip


def filled(body, subject="Kabar", **values):
    everything = {"nama": "Siti", "hal": [], "lain": [], "catatan": ""}
    return texts.fill(TEXT, Wording(subject, body), everything | values)


class TestFilling:
    def test_a_name_in_braces_becomes_its_value_everywhere(self):
        assert filled("{nama}, {nama}!", "Kabar {nama}") == texts.Filled(
            "Kabar Siti", "Siti, Siti!"
        )

    def test_a_value_is_never_read_as_a_placeholder(self):
        assert filled("{nama}", nama="{catatan} {{x}}", catatan="rahasia").body == "{catatan} {{x}}"

    def test_doubled_braces_write_one(self):
        assert filled("a {{nama}} b }} {nama}").body == "a {nama} b } Siti"

    def test_a_list_repeats_its_line(self):
        assert (
            filled("- {hal} untuk {nama}", hal=["a", "b"]).body == "- a untuk Siti\n- b untuk Siti"
        )

    @pytest.mark.parametrize("empty", ["", []])
    def test_a_line_that_only_holds_empty_values_disappears(self, empty):
        assert filled("Satu.\nCatatan: {catatan}\nDua.", catatan=empty).body == "Satu.\nDua."

    def test_a_line_with_another_value_stays(self):
        assert filled("{nama}: {catatan}").body == "Siti: "

    def test_the_heading_of_an_empty_list_disappears_with_it(self):
        body = "Satu.\nYang perlu diperbaiki:\n- {hal}\nDua."

        assert filled(body).body == "Satu.\nDua."
        assert filled(body, hal=["a"]).body == "Satu.\nYang perlu diperbaiki:\n- a\nDua."

    def test_what_disappears_leaves_no_hole(self):
        assert filled("\nSatu.\n\n{catatan}\n\nDua.\n\n").body == "Satu.\n\nDua."

    def test_the_subject_is_one_line_of_the_length_a_mail_takes(self):
        told = filled("Isi.", "Kabar  {nama}", nama="a\r\nBcc: x@contoh.id " + "b" * 300)

        assert told.subject.startswith("Kabar a Bcc: x@contoh.id bbb")
        assert len(told.subject) == texts.MAX_SUBJECT

    @pytest.mark.parametrize("values", [{}, {"nama": "Siti", "hal": [], "lain": [], "lupa": ""}])
    def test_values_and_placeholders_are_the_same_names(self, values):
        with pytest.raises(ValueError, match=r"test\.text: values and placeholders differ in"):
            texts.fill(TEXT, TEXT.shipped, values)


class TestChecking:
    def objections(self, subject="Kabar", body="Isi."):
        return texts.objections(TEXT, Wording(subject, body))

    def test_the_shipped_words_are_fine(self):
        assert texts.objections(TEXT, TEXT.shipped) == {}

    def test_an_unknown_name_is_told_once_and_where_it_stands(self):
        assert self.objections(body="{nomer} {nomer}") == {
            "body": ["Klik tidak mengenal {nomer} di pesan ini. Pilih dari daftar isian otomatis."]
        }

    @pytest.mark.parametrize(
        "body",
        ["{", "}", "{nama", "{Nama}", "{nama.__class__}", "{nama!r}", "{0}", "{}", "{nama:>9}"],
    )
    def test_anything_else_in_braces_is_refused(self, body):
        assert list(self.objections(body=body)) == ["body"]

    def test_doubled_braces_are_fine(self):
        assert self.objections(body="{{apa saja}}") == {}

    def test_a_list_does_not_fit_into_a_subject(self):
        assert self.objections(subject="Kabar {hal}") == {
            "subject": ["{hal} berisi beberapa baris, jadi hanya untuk isi pesan."]
        }

    def test_two_lists_need_two_lines(self):
        assert self.objections(body="{hal} {lain}") == {
            "body": ["Pisahkan {hal} {lain} ke baris sendiri-sendiri."]
        }
        assert self.objections(body="{hal}\n{lain}") == {}

    def test_both_are_needed_and_neither_is_endless(self):
        assert self.objections(" ", "\n") == {
            "subject": ["Wajib diisi."],
            "body": ["Wajib diisi."],
        }
        assert self.objections("x" * 201, "x" * 4001) == {
            "subject": ["Terlalu panjang: paling banyak 200 huruf."],
            "body": ["Terlalu panjang: paling banyak 4000 huruf."],
        }


@pytest.mark.django_db
class TestSending:
    EVENT = "membership.confirmed"

    def send(self, person, dedupe="a"):
        return outbox.enqueue(
            recipient=person, event=self.EVENT, dedupe=dedupe, at=AT,
            values={"perpustakaan": "TBM Sungai Mariam"}, channels=["email"],
        )[0]  # fmt: skip

    def version(self, rina, number=1, **columns):
        return TextVersion.objects.create(
            event=self.EVENT, version=number, made_by=rina, made_at=AT, **columns
        )

    def test_without_own_words_the_shipped_ones_are_sent(self, wati):
        assert self.send(wati).subject == "Anda terkonfirmasi: TBM Sungai Mariam"

    def test_the_offices_own_words_are_sent_and_the_values_kept(self, wati, rina):
        self.version(rina, subject="Selamat datang di {perpustakaan}", body="Ayo {perpustakaan}!")

        row = self.send(wati)

        assert (row.subject, row.body_text) == (
            "Selamat datang di TBM Sungai Mariam",
            "Ayo TBM Sungai Mariam!",
        )
        assert row.values == {"perpustakaan": "TBM Sungai Mariam"}

    def test_the_newest_version_counts_and_may_be_the_shipped_words(self, wati, rina):
        self.version(rina, 1, subject="Satu", body="Isi")
        self.version(rina, 2, subject="Dua", body="Isi")
        assert self.send(wati, "a").subject == "Dua"

        self.version(rina, 3, is_shipped=True)
        assert self.send(wati, "b").subject == "Anda terkonfirmasi: TBM Sungai Mariam"

    def test_words_that_can_no_longer_be_filled_do_not_stop_anything(self, wati, rina):
        self.version(rina, subject="{dahulu}", body="Isi")

        assert self.send(wati).subject == "Anda terkonfirmasi: TBM Sungai Mariam"

    def test_finding_the_words_is_one_read(self, wati, rina, django_assert_num_queries):
        self.version(rina, subject="Satu", body="Isi")

        with django_assert_num_queries(1):
            assert queries.wording_of(self.EVENT) == Wording("Satu", "Isi")

    def test_an_occasion_without_a_text_is_told_to_the_programmer(self, wati):
        with pytest.raises(LookupError, match=r"no\.such has no registered text"):
            outbox.enqueue(recipient=wati, event="no.such", dedupe="x", values={}, at=AT)
        assert not OutboxMessage.objects.exists()


def test_one_occasion_has_one_text():
    with pytest.raises(ValueError, match="two message texts for membership"):
        texts.register("Uji", [texts.text_of("membership.asked"), TEXT.__class__(
            "membership.asked", "", "", "", "", {}
        )])  # fmt: skip
