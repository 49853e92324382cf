"""A coordinator changes the words of a message and sees exactly what will be sent."""

import re
from html import unescape
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications import queries, texts
from klik_portal.notifications.models import OutboxMessage, TextVersion
from klik_portal.notifications.operations import delivery, outbox, wordings
from klik_portal.notifications.texts import Wording
from tests.notifications.conftest import AT

pytestmark = pytest.mark.django_db

EVENT = "membership.confirmed"
OWN = Wording("Mulai sekarang: {perpustakaan}", "Anda mengelola {perpustakaan}.\nSelamat bekerja!")


def keep(by, wording=OWN, seen=0):
    return wordings.keep(event=EVENT, wording=wording, seen=seen, by=by, at=AT)


def restore(by, version, seen):
    return wordings.restore(event=EVENT, version=version, seen=seen, by=by, at=AT)


def tell(person, library="TBM Sungai Mariam", dedupe="a"):
    return outbox.enqueue(
        recipient=person, event=EVENT, dedupe=dedupe, values={"perpustakaan": library}, at=AT
    )


class TestKeeping:
    def test_the_next_message_carries_the_new_words(self, rina, wati):
        keep(rina)

        assert tell(wati)[0].subject == "Mulai sekarang: TBM Sungai Mariam"

    def test_every_version_stays_with_who_and_when(self, rina):
        keep(rina)
        keep(rina, Wording("Kedua", "Isi"), seen=1)

        assert [
            (v.version, v.subject, v.made_by, v.made_at) for v in queries.versions_of(EVENT)
        ] == [
            (2, "Kedua", rina, AT),
            (1, OWN.subject, rina, AT),
        ]
        noted = AuditEvent.objects.filter(subject_kind="message_text", subject_code=EVENT)
        assert [e.payload["before"] for e in noted.order_by("sequence")] == [
            "Anda terkonfirmasi: {perpustakaan}",
            OWN.subject,
        ]

    def test_the_same_words_again_are_no_new_version(self, rina):
        keep(rina)

        assert keep(rina, seen=1) is None
        assert TextVersion.objects.count() == 1

    def test_words_that_cannot_be_filled_are_refused_with_all_reasons(self, rina):
        with pytest.raises(Refused) as refusal:
            keep(rina, Wording("{nama}", "{"))

        assert len(refusal.value.reasons) == 2
        assert not TextVersion.objects.exists()

    def test_who_comes_second_is_shown_both_texts(self, rina):
        keep(rina)

        with pytest.raises(Conflict) as conflict:
            keep(rina, Wording("Lain", "Isi lain"), seen=0)

        assert conflict.value.theirs == [("Judul", OWN.subject), ("Isi pesan", OWN.body)]
        assert conflict.value.yours == [("Judul", "Lain"), ("Isi pesan", "Isi lain")]

    def test_only_a_coordinator_may(self, budi):
        for attempt in (keep, lambda by: restore(by, 0, 0)):
            with pytest.raises(Refused):
                attempt(budi)


class TestGoingBack:
    def test_to_the_shipped_words(self, rina, wati):
        keep(rina)
        restore(rina, version=0, seen=1)

        assert tell(wati)[0].subject == "Anda terkonfirmasi: TBM Sungai Mariam"

    def test_to_an_earlier_version(self, rina):
        keep(rina)
        keep(rina, Wording("Kedua", "Isi"), seen=1)
        made = restore(rina, version=1, seen=2)

        assert (made.version, queries.wording_of(EVENT)) == (3, OWN)

    @pytest.mark.parametrize(("version", "seen"), [(1, 1), (7, 1), (-1, 1)])
    def test_not_to_the_present_one_nor_to_one_that_never_was(self, rina, version, seen):
        keep(rina)

        with pytest.raises(Refused):
            restore(rina, version, seen)

    def test_not_over_words_one_has_not_seen(self, rina):
        keep(rina)
        keep(rina, Wording("Kedua", "Isi"), seen=1)

        with pytest.raises(Conflict):
            restore(rina, version=0, seen=1)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_make_one_version_and_one_conflict(rina):
    line_up, met = Barrier(2), []

    def save(word):
        line_up.wait()
        try:
            keep(rina, Wording(word, "Isi"))
            met.append("kept")
        except Conflict:
            met.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=save, args=[word]) for word in ("Satu", "Dua")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(met) == ["conflict", "kept"]
    assert TextVersion.objects.count() == 1


class TestPages:
    url = reverse("mailroom:text-edit", args=[EVENT])

    def press(self, client, act="", **typed):
        body = {"subject": OWN.subject, "body": OWN.body, "seen": "0", "act": act}
        return client.post(self.url, body | typed)

    def shown(self, response):
        """The plain mail on the page, as somebody reads it."""
        return unescape(re.search(r"<pre>(.*?)</pre>", response.content.decode(), re.S)[1])

    def test_the_list_tells_what_was_changed_and_by_whom(self, rina, budi, client_of):
        keep(rina)
        page = client_of(budi).get(reverse("mailroom:text-list")).content.decode()

        assert page.count(">Diubah<") == 1
        assert OWN.subject in page
        assert rina.display_name in page
        assert self.url not in page  # officers read; the way in is the coordinator's
        assert self.url in client_of(rina).get(reverse("mailroom:text-list")).content.decode()

    def test_without_an_occasion_the_preview_is_filled_with_examples(self, rina, client_of):
        page = self.press(client_of(rina), "preview")

        assert "Anda mengelola Perpustakaan Desa Muara Enggelam." in self.shown(page)
        assert "diisi dengan contoh" in page.content.decode()

    def test_a_line_that_is_mostly_absent_is_absent_from_the_examples_too(self, rina, client_of):
        url = reverse("mailroom:text-edit", args=["reminder.correction"])
        page = client_of(rina).get(url)

        assert "ditunggu sampai" in self.shown(page)
        assert "terlambat" not in self.shown(page)
        assert "Pengingat ini terlambat." in page.content.decode()  # beside, as what it may say

    def test_the_preview_is_filled_with_the_last_real_message_and_keeps_nothing(
        self, rina, wati, client_of
    ):
        tell(wati, "TBM Lama", "a")
        tell(wati, "TBM Baru", "b")

        page = self.press(client_of(rina), "preview")

        assert "Anda mengelola TBM Baru.\nSelamat bekerja!" in self.shown(page)
        assert "Belum disimpan." in page.content.decode()
        assert not TextVersion.objects.exists()

    def test_what_is_previewed_is_what_is_sent(self, rina, wati, client_of, sink):
        tell(wati, "TBM Baru", "a")
        client = client_of(rina)
        shown = self.press(client, "preview")
        html = self.press(client, "html").content.decode()
        assert self.press(client).status_code == 302
        OutboxMessage.objects.all().delete()

        tell(wati, "TBM Baru", "b")
        delivery.deliver_due(now=AT)

        (mail,) = sink.mails
        text, sent_html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert mail["Subject"] == shown.context["preview"].subject
        assert text.replace("\r\n", "\n").strip() == self.shown(shown).strip()
        assert sent_html.splitlines() == html.splitlines()

    def test_the_html_stands_alone_and_can_run_nothing(self, rina, wati, client_of):
        tell(wati, "<script>alert(1)</script>")
        page = self.press(client_of(rina), "html")

        assert page["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "<script" not in page.content.decode()
        assert "&lt;script&gt;alert(1)" in page.content.decode()

    def test_an_unknown_placeholder_is_refused_and_what_was_typed_stays(self, rina, client_of):
        page = self.press(client_of(rina), body="Halo {nama_lengkap}")

        assert page.status_code == 422
        assert "Klik tidak mengenal {nama_lengkap} di pesan ini." in page.content.decode()
        assert "Halo {nama_lengkap}</textarea>" in page.content.decode()
        assert not TextVersion.objects.exists()

    def test_a_conflict_shows_both_texts_and_the_next_save_is_a_knowing_one(self, rina, client_of):
        keep(rina, Wording("Punya rekan", "Isi rekan"))
        client = client_of(rina)

        page = self.press(client)

        told = page.content.decode()
        assert page.status_code == 409
        assert "Punya rekan" in told
        assert "Selamat bekerja!</textarea>" in told
        assert page.context["form"]["seen"].value() == 1
        assert self.press(client, seen="1").status_code == 302
        assert queries.wording_of(EVENT) == OWN

    def test_a_version_is_taken_back_with_a_button(self, rina, client_of):
        keep(rina)
        page = client_of(rina).post(
            reverse("mailroom:text-restore", args=[EVENT]), {"version": "0", "seen": "1"}
        )

        assert page.url == self.url
        assert queries.wording_of(EVENT) == texts.text_of(EVENT).shipped

    def test_an_unknown_occasion_is_no_page(self, rina, client_of):
        client = client_of(rina)

        assert client.get(reverse("mailroom:text-edit", args=["no.such"])).status_code == 404
        assert client.post(reverse("mailroom:text-restore", args=["no.such"])).status_code == 404

    def test_a_sample_goes_to_oneself_only_and_with_the_typed_words(self, rina, client_of, sink):
        page = self.press(client_of(rina), "sample")
        delivery.deliver_due(now=clock.now())

        (mail,) = sink.mails
        assert (mail["To"], mail["Subject"]) == (
            rina.email,
            "Contoh: Mulai sekarang: Perpustakaan Desa Muara Enggelam",
        )
        assert "Selamat bekerja!" in mail.get_body(("plain",)).get_content()
        assert f"Contoh dikirim ke {rina.email}." in page.content.decode()
        assert queries.last_of(EVENT) is None

    def test_samples_have_a_limit(self, rina, client_of, monkeypatch):
        monkeypatch.setattr(wordings, "SAMPLES_AN_HOUR", 1)
        self.press(client_of(rina), "sample")
        page = self.press(client_of(rina), "sample")

        assert page.status_code == 422
        assert "Sudah banyak contoh" in page.content.decode()
        assert OutboxMessage.objects.count() == 1
