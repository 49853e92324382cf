"""The rules as coordinators change them, the trace, and what a person does not want."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.reminders.models import ReminderOptOut, ReminderRule, ReminderRung
from klik_portal.reminders.operations import climb
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.reminders import NoteFactory, RungFactory
from tests.reminders.conftest import mails

TYPED = {
    "side": "after", "days": "5", "to": "applicant", "way": "mail", "is_active": "on", "version": "1",
}  # fmt: skip


@pytest.fixture
def rule(shipped) -> ReminderRule:
    return ReminderRule.objects.get(code="draft-3")


@pytest.fixture
def edit(client_of, rina, rule):
    url = reverse("reminders:rule-edit", args=[rule.code])
    return lambda **typed: client_of(rina).post(url, {**TYPED, **typed})


class TestRules:
    def test_a_coordinator_changes_when_and_the_record_knows(self, edit, rule, rina):
        response = edit()

        rule.refresh_from_db()
        assert (response.status_code, rule.days, rule.version) == (302, 5, 2)
        event = AuditEvent.objects.get(verb="reminder_changed")
        assert (event.actor_id, event.payload) == (
            rina.pk, {"before": {"days": 3}, "after": {"days": 5}},
        )  # fmt: skip

    def test_every_rule_leads_to_its_words(self, shipped, client_of, rina):
        client = client_of(rina)
        rules = {(rule.kind, rule.to): rule for rule in ReminderRule.objects.all()}
        for rule in rules.values():
            page = client.get(reverse("reminders:rule-edit", args=[rule.code]))
            words = reverse("mailroom:text-edit", args=[page.context["text_event"]])

            assert f'<a href="{words}">Ubah teks pengingat ini</a>' in page.content.decode()
            assert client.get(words).status_code == 200
            ahead = f"{reverse('reminders:simulation')}?tentang={rule.kind}"
            assert f'href="{ahead}"' in page.content.decode()

    def test_before_is_counted_backwards(self, edit, rule):
        edit(side="before", days="2", hours="4")

        rule.refresh_from_db()
        assert (rule.days, rule.hours, rule.when) == (-2, -4, "2 hari 4 jam sebelum")

    def test_who_was_second_sees_both_versions_and_keeps_what_they_typed(self, edit, rule):
        edit()

        response = edit(days="9")

        page = response.content.decode()
        assert response.status_code == 409
        assert "5 hari setelah" in page
        assert 'value="9"' in page
        rule.refresh_from_db()
        assert rule.days == 5

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"side": "on"}, "Pilih sebelum atau setelah, atau kosongkan angkanya."),
            ({"side": "after", "days": ""}, "Isi berapa bulan, hari, atau jam."),
        ],
    )
    def test_what_makes_no_sense_is_asked_again(self, edit, typed, sentence):
        response = edit(**typed)

        assert response.status_code == 422
        assert sentence in response.content.decode()

    def test_loading_again_keeps_what_a_coordinator_changed(self, edit, rule):
        edit()
        ReminderRule.objects.filter(code="draft-10").update(days=99)

        call_command("load_reminder_rules", verbosity=0)

        rule.refresh_from_db()
        assert (rule.days, ReminderRule.objects.get(code="draft-10").days) == (5, 10)

    def test_a_changed_rule_does_not_remind_again_of_what_was_told(
        self, edit, enggelam, siti, only
    ):
        only("draft-3")
        ApplicationFactory(library=enggelam, created_by=siti)
        climb.climb(at=MONDAY + timedelta(days=3))

        edit(days="4")
        climb.climb(at=MONDAY + timedelta(days=4, hours=1))

        assert len(mails()) == 1

    def test_every_shipped_rule_belongs_to_a_subject_and_one_of_its_moments(self, shipped):
        from klik_portal.reminders import subjects

        for rule in ReminderRule.objects.all():
            assert rule.anchor in subjects.of_kind(rule.kind).anchors, rule.code


class TestTrace:
    def test_it_says_who_was_told_and_why_nobody_was(self, client_of, rina, siti, shipped):
        rule = ReminderRule.objects.get(code="draft-3")
        NoteFactory(rung=RungFactory(rule=rule), recipient=siti)
        RungFactory(rule=rule, outcome="over", about_code="KLK-2026-7777")

        page = client_of(rina).get(reverse("reminders:trace")).content.decode()

        assert "Siti: Dikirim" in page
        assert "KLK-2026-7777" in page
        assert "Lewat: sudah tidak berguna" in page
        assert "3 hari setelah terakhir diisi" in page

    def test_a_parked_one_is_taken_again(self, client_of, rina, enggelam, siti, only):
        only("draft-3")
        draft = ApplicationFactory(library=enggelam, created_by=siti)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(draft), "get_absolute_url", lambda self: 1 / 0)
            climb.climb(at=MONDAY + timedelta(days=3))
        parked = ReminderRung.objects.get(outcome="parked")

        client_of(rina).post(reverse("reminders:take-again", args=[parked.token]))
        climb.climb(at=MONDAY + timedelta(days=3, hours=1))

        assert len(mails()) == 1

    def test_what_is_not_parked_is_not_taken_again(self, client_of, rina, shipped):
        rung = RungFactory(rule=ReminderRule.objects.get(code="draft-3"))

        response = client_of(rina).post(
            reverse("reminders:take-again", args=[rung.token]), follow=True
        )

        assert "Pengingat ini tidak sedang diparkir." in response.content.decode()
        assert ReminderRung.objects.filter(pk=rung.pk).exists()


class TestWishes:
    def test_unticked_is_not_wanted_and_ticked_again_is(self, client_of, siti, shipped):
        url, client = reverse("reminders:wishes"), client_of(siti)

        client.post(url, {"wanted": ["turn", "talk"]})
        after_first = set(ReminderOptOut.objects.filter(user=siti).values_list("kind", flat=True))
        client.post(url, {"wanted": ["turn", "talk", "draft"]})

        assert "draft" in after_first
        assert not ReminderOptOut.objects.filter(user=siti, kind="draft").exists()

    def test_what_stays_says_why(self, client_of, siti, shipped):
        page = client_of(siti).get(reverse("reminders:wishes")).content.decode()

        told = "Perbaikan yang diminta petugas<br><small>Tetap tampil di Klik. Permohonan tertunda"
        assert told in page
        assert "Tanggapan pertama dinas" not in page  # no rule reminds applicants of it


def test_the_simulation_names_person_and_reason(client_of, rina, enggelam, siti, only):
    from klik_portal.core import clock

    only("draft-3")
    draft = ApplicationFactory(library=enggelam, created_by=siti, turn_since=clock.now())

    page = client_of(rina).get(reverse("reminders:simulation")).content.decode()

    assert draft.code in page
    assert "Siti" in page
    assert "3 hari setelah terakhir diisi" in page


def test_before_its_first_round_the_ladder_is_not_called_broken(client_of, rina, shipped):
    page = client_of(rina).get(reverse("reminders:rule-list")).content.decode()

    assert "Pengingat belum berjalan" in page
    assert "Pengingat diam" not in page
