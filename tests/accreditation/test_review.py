"""An officer checks item by item; nothing reaches the library before it is sent, nothing is overwritten."""

import gzip
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation import review, tickets, workload
from accreditation.models import (
    Answer,
    CorrectionDraft,
    CorrectionReason,
    Evidence,
    Indicator,
    SecondLook,
)
from accreditation.operations import (
    answers,
    applications,
    corrections,
    evidence,
    instruments,
    reviews,
    second_looks,
)
from accreditation.review import BARE, CHANGED, UNSEEN, ItemKey
from accreditation.sheet import USUAL_ANSWERS, ComponentSheet, IndicatorSheet
from accreditation.workflow import State
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.office.models import Office
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    StoredFileFactory,
    add_papers,
)
from tests.factories.people import UserFactory
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
NEXT_WEEK = date(2026, 11, 30)
LATER = MONDAY + timedelta(hours=5)


@pytest.fixture
def submitted(siti, enggelam):
    edition = next(
        e for e in instruments.load_shipped(at=MONDAY) if e.library_type == enggelam.type
    )
    application = ApplicationFactory(
        library=enggelam, created_by=siti, state=State.SUBMITTED, edition=edition
    )
    add_papers(application)
    return application


@pytest.fixture
def titles(submitted):
    return Indicator.objects.get(
        component__edition=submitted.edition, component__code="A", number=1
    )


@pytest.fixture
def other(submitted):
    return Indicator.objects.get(
        component__edition=submitted.edition, component__code="A", number=2
    )


def judged(application, indicator, value, by, *, version=0, note="", at=MONDAY):
    return reviews.judge(
        application=application,
        found=reviews.Judgement(
            "indicator", note, indicator, indicator.options.filter(value=value).first()
        ),
        version=version, by=by, at=at,
    )  # fmt: skip


def prepared(application, by, *, sentence="Foto gelap.", indicator=None, item="photos", version=0):
    wanted = corrections.Wanted("indicator" if indicator else item, sentence, NEXT_WEEK, indicator)
    return corrections.prepare(
        application=application, wanted=wanted, version=version, by=by, at=MONDAY
    )


def returned(application, by, at=MONDAY):
    return corrections.return_with_corrections(
        application=application, sentences={}, due_on=NEXT_WEEK, by=by, at=at
    )


class TestJudging:
    def test_an_officers_answer_stands_beside_the_librarys(self, submitted, titles, budi, siti):
        claimed = titles.options.get(value=5)
        Answer.objects.create(
            application=submitted, indicator=titles, option=claimed, answered_by=siti, answered_at=MONDAY
        )  # fmt: skip

        judged(submitted, titles, 2, budi, note="Buku induk 800 judul.")

        row = next(r for r in review.Review(submitted).rows if r.indicator == titles)
        assert (row.claimed, row.found, row.differs) == (5, 2, True)

    def test_the_second_officer_gets_both_texts_and_nothing_is_lost(
        self, submitted, titles, budi, rina
    ):
        judged(submitted, titles, 2, budi, note="800 judul.")

        with pytest.raises(Conflict) as conflict:
            judged(submitted, titles, 4, rina, note="1.020 judul.")

        theirs, yours = dict(conflict.value.theirs), dict(conflict.value.yours)
        assert theirs["Catatan"] == "800 judul."
        assert yours["Catatan"] == "1.020 judul."
        assert submitted.item_reviews.get().note == "800 judul."

    def test_the_same_finding_twice_is_no_quarrel(self, submitted, titles, budi, rina):
        first = judged(submitted, titles, 2, budi, note="800 judul.")

        assert judged(submitted, titles, 2, rina, note="800 judul.") == first

    def test_whoever_has_seen_it_may_change_it(self, submitted, titles, budi, rina):
        judged(submitted, titles, 2, budi)

        changed = judged(submitted, titles, 4, rina, version=1)

        assert (changed.option.value, changed.reviewed_by, changed.version) == (4, rina, 2)

    def test_an_answer_of_another_indicator_is_refused(self, submitted, titles, other, budi):
        foreign = reviews.Judgement("indicator", "", titles, other.options.first())

        with pytest.raises(Refused):
            reviews.judge(application=submitted, found=foreign, version=0, by=budi, at=MONDAY)

    @pytest.mark.parametrize("state", [State.DRAFT, State.PROPOSED, State.WITHDRAWN])
    def test_nobody_judges_what_is_not_in_review(self, enggelam, budi, siti, state):
        application = ApplicationFactory(library=enggelam, created_by=siti, state=state)

        with pytest.raises(Refused):
            reviews.judge(
                application=application, found=reviews.Judgement("photos", "x"), version=0, by=budi, at=MONDAY
            )  # fmt: skip

    def test_the_librarys_people_do_not_judge(self, submitted, siti):
        with pytest.raises(Refused):
            reviews.judge(
                application=submitted, found=reviews.Judgement("photos", "x"), version=0, by=siti, at=MONDAY
            )  # fmt: skip


class TestPreparedCorrections:
    def test_nothing_of_it_reaches_the_library_before_it_is_sent(
        self, submitted, titles, budi, siti, client_of
    ):
        prepared(submitted, budi, sentence="RAHASIA-SATU", indicator=titles)
        prepared(submitted, budi, sentence="RAHASIA-DUA")
        keeper = client_of(siti)

        seen = [
            keeper.get(reverse(f"accreditation:{name}", args=[submitted.code])).content.decode()
            for name in ("corrections", "assessment", "application-details", "documents")
        ] + [keeper.get(submitted.get_absolute_url()).content.decode()]

        assert CorrectionDraft.objects.count() == 2
        assert not [page for page in seen if "RAHASIA" in page]
        assert not OutboxMessage.objects.exists()

    def test_one_message_carries_them_all(self, submitted, titles, budi, siti):
        prepared(submitted, budi, sentence="Hitung lagi.", indicator=titles)
        prepared(submitted, budi)

        returned(submitted, budi)

        mails = OutboxMessage.objects.filter(recipient=siti, channel="email")
        assert len(mails) == 1
        assert f"- {titles.topic}: Hitung lagi." in mails[0].lines
        assert "- Foto ruang dan koleksi: Foto gelap." in mails[0].lines
        assert not CorrectionDraft.objects.exists()

    def test_a_colleagues_draft_is_not_overwritten(self, submitted, budi, rina):
        prepared(submitted, budi, sentence="Terlalu gelap.")

        with pytest.raises(Conflict) as conflict:
            prepared(submitted, rina, sentence="Kurang satu foto.")

        assert "Terlalu gelap." in conflict.value.theirs[0][1]
        assert "Kurang satu foto." in conflict.value.yours[0][1]

    def test_a_reason_lends_its_sentence(self, submitted, budi):
        corrections.load_shipped_reasons()
        reason = CorrectionReason.objects.get(label="Tidak terbaca")

        draft = corrections.prepare(
            application=submitted, wanted=corrections.Wanted("photos", " ", reason=reason),
            version=0, by=budi, at=MONDAY,
        )  # fmt: skip

        assert draft.sentence == reason.sentence
        assert draft.due_on == NEXT_WEEK  # five working days

    def test_without_sentence_and_reason_it_says_what_is_missing(self, submitted, budi):
        with pytest.raises(Refused, match="Tulis apa yang perlu diperbaiki"):
            prepared(submitted, budi, sentence="  ")

    def test_a_dropped_draft_is_not_sent(self, submitted, budi):
        prepared(submitted, budi)
        corrections.drop(application=submitted, item="photos", indicator=None, by=budi)

        with pytest.raises(applications.TransitionRefused):
            returned(submitted, budi)

    def test_a_draft_whose_day_has_passed_is_named(self, submitted, budi):
        prepared(submitted, budi)

        with pytest.raises(Refused, match="Foto ruang dan koleksi: Batas waktu"):
            corrections.return_with_corrections(
                application=submitted, sentences={}, due_on=NEXT_WEEK + timedelta(days=9), by=budi,
                at=MONDAY + timedelta(days=7),
            )  # fmt: skip


class TestReturnedIndicators:
    @pytest.fixture
    def back(self, submitted, titles, budi, siti):
        Answer.objects.create(
            application=submitted, indicator=titles, option=titles.options.get(value=5),
            answered_by=siti, answered_at=MONDAY - timedelta(days=1),
        )  # fmt: skip
        old = StoredFileFactory(original_name="lama.jpg")
        Evidence.objects.create(
            application=submitted, indicator=titles, file=old, added_by=siti, added_at=MONDAY - timedelta(days=1)
        )  # fmt: skip
        prepared(submitted, budi, sentence="Hitung lagi.", indicator=titles)
        return returned(submitted, budi)

    def answer(self, application, indicator, value, by):
        option = indicator.options.get(value=value)
        return answers.save(
            application=application, component=indicator.component, chosen={indicator.pk: option.pk},
            seen={}, by=by, at=LATER,
        )  # fmt: skip

    def test_only_what_was_asked_unlocks(self, back, titles, other, siti):
        self.answer(back, titles, 4, siti)

        with pytest.raises(Refused, match="tidak diminta diperbaiki"):
            self.answer(back, other, 4, siti)

        with pytest.raises(Refused, match="tidak diminta diperbaiki"):
            evidence.add(
                application=back, indicator=other, file=StoredFileFactory(), by=siti, at=LATER
            )

    def test_the_page_shows_which_ones(self, back, titles, other, siti, client_of):
        url = reverse("accreditation:assessment-component", args=[back.code, "A"])

        page = client_of(siti).get(url).content.decode()

        locked = [part.partition("</legend>")[0] for part in page.split("<fieldset")[1:] if "disabled" in part.partition(">")[0]]  # fmt: skip
        assert not any(titles.topic in legend for legend in locked)
        assert any(other.topic in legend for legend in locked)

    def test_words_or_work_are_wanted_before_it_counts_as_done(self, back, siti):
        with pytest.raises(Refused, match="Ganti dulu"):
            corrections.answer(correction=back.corrections.get(), text="", by=siti, at=LATER)

    def test_before_and_after_stand_beside_each_other(self, back, titles, siti):
        self.answer(back, titles, 3, siti)
        new = StoredFileFactory(original_name="baru.jpg")
        evidence.remove(evidence=back.evidence.get(), by=siti, at=LATER)
        evidence.add(application=back, indicator=titles, file=new, by=siti, at=LATER)
        corrections.answer(
            correction=back.corrections.get(), text="", by=siti, at=LATER + timedelta(minutes=1)
        )

        [round_] = tickets.rounds(back)
        [ticket] = round_.tickets

        assert [(c.before, c.after) for c in ticket.changes] == [
            (titles.options.get(value=5).text, titles.options.get(value=3).text)
        ]
        assert [row.file.original_name for row in ticket.files_before] == ["lama.jpg"]
        assert [row.file.original_name for row in ticket.files_after] == ["baru.jpg"]

    def test_the_officer_reads_on_the_case_what_was_done_about_it(
        self, back, siti, budi, client_of
    ):
        corrections.answer(
            correction=back.corrections.get(), text="Sudah dihitung ulang: 1.004.", by=siti, at=LATER
        )  # fmt: skip
        applications.advance(application=back, step="resubmit", by=siti, at=LATER)

        seen = client_of(budi).get(back.get_absolute_url()).content.decode()

        assert "Hitung lagi." in seen
        assert "Sudah dihitung ulang: 1.004." in seen

    def test_an_answered_correction_keeps_what_it_said_then(self, back, titles, siti, budi):
        self.answer(back, titles, 3, siti)
        corrections.answer(correction=back.corrections.get(), text="", by=siti, at=LATER)
        Answer.objects.update(option=titles.options.get(value=1))

        [ticket] = tickets.latest(back)

        assert ticket.changes[0].after == titles.options.get(value=3).text

    def test_the_sheet_is_not_changed_under_an_open_correction(self, back, siti):
        with pytest.raises(Refused, match="Jawab dulu catatan petugas"):
            answers.move_to_newest(application=back, by=siti, at=LATER)

    def test_the_second_round_counts_and_shows_what_changed(self, back, titles, siti, budi):
        self.answer(back, titles, 3, siti)
        corrections.answer(correction=back.corrections.get(), text="", by=siti, at=LATER)
        applications.advance(application=back, step="resubmit", by=siti, at=LATER)
        whole = review.Review(back)

        changed = [row.title for group in whole.filtered(CHANGED) for row in group.rows]
        prepared(back, budi, sentence="Masih keliru.", indicator=titles)
        returned(back, budi, at=LATER + timedelta(hours=1))

        assert changed == [titles.topic]
        assert [r.number for r in tickets.rounds(back)] == [2, 1]
        assert [t.correction.sentence for t in tickets.latest(back)] == ["Masih keliru."]

    def test_a_new_file_may_come_with_the_answer(self, back, siti, client_of):
        url = reverse(
            "accreditation:correction-answer", args=[back.code, back.corrections.get().token]
        )

        client_of(siti).post(url, {"files": [SimpleUploadedFile("baru.jpg", jpeg())], "answer": ""})

        assert back.evidence.current().count() == 2
        assert back.corrections.get().answered_by == siti


class TestList:
    def test_filters_keep_what_they_promise(self, submitted, titles, other, budi, siti):
        Evidence.objects.create(
            application=submitted, indicator=titles, file=StoredFileFactory(), added_by=siti, added_at=MONDAY
        )  # fmt: skip
        judged(submitted, titles, 4, budi)
        whole = review.Review(submitted)

        def kept(wanted):
            return {row.title for group in whole.filtered(wanted) for row in group.rows}

        assert titles.topic not in kept(UNSEEN)
        assert other.topic in kept(UNSEEN)
        assert titles.topic not in kept(BARE)
        assert other.topic in kept(BARE)
        assert kept(CHANGED) == set()
        assert whole.seen_count == 1

    def test_an_unknown_item_does_not_exist(self, submitted, budi, client_of):
        client = client_of(budi)
        for item in ("A-999", "Z-1", "A--1", "A-1-1", "other", "A-", "-1", "A-٣", "x" * 200):
            url = f"/permohonan/{submitted.code}/pemeriksaan/{item}/"
            assert client.get(url).status_code == 404, item

    @pytest.mark.parametrize("text", ["photos", "details", "A-3", "AB-12"])
    def test_an_items_address_leads_back_to_it(self, text):
        assert str(ItemKey.parse(text)) == text

    def test_saving_leads_to_the_next_item(self, submitted, titles, budi, client_of):
        url = reverse("accreditation:review-item", args=[submitted.code, "A-1"])

        answer = client_of(budi).post(
            url, {"option": titles.options.first().key, "note": "baik", "version": "0"}
        )

        assert answer.url == reverse("accreditation:review-item", args=[submitted.code, "A-2"])
        assert submitted.item_reviews.get().note == "baik"

    def test_70_indicators_and_120_photos_cost_12_queries_and_30_kb(
        self, siti, enggelam, budi, client_of
    ):
        sheet = [
            ComponentSheet(code, f"Komponen {code}", Decimal(20), [
                IndicatorSheet(
                    topic=f"Butir {code}{n} tentang koleksi dan layanan perpustakaan", subcomponent="", hint="",
                    evidence="Foto", source="", effort=2, blocks_below=None, blocker="", in_quick_check=False,
                    tier_question="", answers={"": tuple(map(str, USUAL_ANSWERS))},
                )
                for n in range(14)
            ])
            for code in "ABCDE"
        ]  # fmt: skip
        edition = instruments.create(
            facts=instruments.Facts(enggelam.type, "Lembar", date(2026, 1, 1)),
            components=sheet,
            by=None,
            at=MONDAY,
        )
        application = ApplicationFactory(
            library=enggelam, created_by=siti, state=State.SUBMITTED, edition=edition
        )
        indicators = list(Indicator.objects.filter(component__edition=edition))
        assert len(indicators) == 70
        for number in range(120):
            Evidence.objects.create(
                application=application, indicator=indicators[number % 70], file=StoredFileFactory(),
                added_by=siti, added_at=MONDAY,
            )  # fmt: skip
        for indicator in indicators:
            Answer.objects.create(
                application=application, indicator=indicator, option=indicator.options.first(),
                answered_by=siti, answered_at=MONDAY,
            )  # fmt: skip
            judged(application, indicator, 3, budi)
        client = client_of(budi)

        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("accreditation:review", args=[application.code]))

        assert len(queries) <= 12
        assert len(gzip.compress(page.content)) <= 30 * 1024 - 6500  # beside stylesheet and script


class TestSecondLook:
    @pytest.fixture
    def look(self, submitted, titles, budi):
        judged(submitted, titles, 4, budi)
        return SecondLook.objects.create(application=submitted, drawn_at=MONDAY)

    @pytest.fixture
    def wati(self):
        return UserFactory(email="wati@contoh.id", name="Wati", role="officer")

    def test_about_the_asked_share_is_drawn(self):
        drawn = sum(second_looks.is_sampled(f"KLK-2026-{n:04d}", 10) for n in range(5000))

        assert 400 <= drawn <= 600
        assert not any(second_looks.is_sampled(f"KLK-2026-{n:04d}", 0) for n in range(100))

    def test_found_ready_a_request_may_be_drawn(self, submitted, titles, budi):
        Office.objects.update(second_look_percent=100)
        judged(submitted, titles, 4, budi)
        applications.advance(application=submitted, step="accept", by=budi, at=MONDAY)

        applications.advance(application=submitted, step="mark_ready", by=budi, at=MONDAY)

        assert SecondLook.objects.get().application == submitted

    def test_the_first_officer_cannot_be_the_second(self, look, budi):
        with pytest.raises(Refused, match="penilaian kedua untuk petugas lain"):
            second_looks.take(look=look, by=budi, at=MONDAY)

    def test_only_one_takes_it(self, look, wati, rina):
        second_looks.take(look=look, by=wati, at=MONDAY)

        with pytest.raises(Refused, match="sudah diambil"):
            second_looks.take(look=look, by=rina, at=MONDAY)

    def test_the_second_officer_is_kept_from_the_first_ones_answers(
        self, look, submitted, titles, budi, wati, client_of
    ):
        judged(submitted, titles, 4, budi, version=1, note="CATATAN-PERTAMA")
        second_looks.take(look=look, by=wati, at=MONDAY)
        client = client_of(wati)

        pages = [
            client.get(reverse(f"accreditation:{name}", args=[submitted.code, *args]), follow=True)
            for name, args in (
                ("review", ()), ("review-item", ("A-1",)), ("review-rounds", ()),
                ("second-look", ()), ("second-look-component", ("A",)),
            )
        ]  # fmt: skip

        assert all(page.status_code == 200 for page in pages)
        assert not [page for page in pages if "CATATAN-PERTAMA" in page.content.decode()]

    def test_what_both_found_is_held_against_each_other(self, look, titles, wati):
        second_looks.take(look=look, by=wati, at=MONDAY)
        second_looks.score(
            look=look, chosen={titles.pk: titles.options.get(value=2)}, by=wati, at=MONDAY
        )
        assert review.calibration() == []  # not before it is finished

        second_looks.finish(look=look, by=wati, at=MONDAY)

        [gap] = review.calibration()
        assert (gap.indicator, gap.count, gap.mean, gap.spread) == (titles, 1, -2, 2)

    def test_a_finished_look_does_not_change(self, look, titles, wati):
        second_looks.take(look=look, by=wati, at=MONDAY)
        chosen = {titles.pk: titles.options.get(value=2)}
        second_looks.score(look=look, chosen=chosen, by=wati, at=MONDAY)
        second_looks.finish(look=look, by=wati, at=MONDAY)

        with pytest.raises(Refused, match="tidak berubah lagi"):
            second_looks.score(look=look, chosen=chosen, by=wati, at=MONDAY)

    def test_the_page_keeps_half_a_sheet(self, look, submitted, titles, wati, client_of):
        second_looks.take(look=look, by=wati, at=MONDAY)
        url = reverse("accreditation:second-look-component", args=[submitted.code, "A"])

        client_of(wati).post(url, {"q1": titles.options.get(value=3).key})

        assert look.scores.get().option.value == 3

    def test_a_coordinator_may_ask_for_one(self, submitted, titles, budi, rina):
        with pytest.raises(Refused, match="Belum ada jawaban petugas pertama"):
            second_looks.ask_for(application=submitted, by=rina, at=MONDAY)
        judged(submitted, titles, 4, budi)
        with pytest.raises(Refused, match="Hanya koordinator"):
            second_looks.ask_for(application=submitted, by=budi, at=MONDAY)

        assert second_looks.ask_for(application=submitted, by=rina, at=MONDAY).officer is None


class TestReasons:
    def test_coordinators_keep_the_list(self, rina, client_of):
        client = client_of(rina)
        client.post(
            reverse("accreditation:reason-new"),
            {"label": "Buram", "sentence": "Foto ulang.", "position": "5", "version": "0"},
        )
        reason = CorrectionReason.objects.get(label="Buram")

        client.post(reverse("accreditation:reason-retire", args=[reason.token]))

        reason.refresh_from_db()
        assert reason.retired_at is not None

    def test_a_retired_reason_is_not_offered(self, submitted, budi, client_of):
        CorrectionReason.objects.create(label="USANG", retired_at=MONDAY)
        url = reverse("accreditation:review-item", args=[submitted.code, "photos"])

        assert "USANG" not in client_of(budi).get(url).content.decode()

    def test_two_coordinators_do_not_overwrite_each_other(self, rina):
        reason = corrections.keep_reason(
            reason=None, label="Buram", sentence="", position=1, version=0, by=rina, at=MONDAY
        )

        with pytest.raises(Conflict):
            corrections.keep_reason(
                reason=reason, label="Gelap", sentence="", position=1, version=0, by=rina, at=MONDAY
            )

    def test_loading_the_list_twice_changes_nothing(self):
        assert corrections.load_shipped_reasons() == 9
        CorrectionReason.objects.filter(label="Lainnya").delete()

        assert corrections.load_shipped_reasons() == 0


class TestWorkload:
    def test_little_to_do_and_already_nearby_is_suggested_first(self, budi, rina, enggelam, tabang):
        ApplicationFactory(library=enggelam, state=State.SUBMITTED, assigned_to=budi)
        ApplicationFactory(library=tabang, state=State.SUBMITTED, assigned_to=rina)
        loads = workload.workload(at=MONDAY)

        here = workload.suggested(loads, kecamatan=enggelam.kecamatan.name)
        there = workload.suggested(loads, kecamatan=tabang.kecamatan.name)

        assert [load.officer for load in here] == [budi, rina]
        assert [load.officer for load in there] == [rina, budi]

    def test_too_much_work_outweighs_the_short_way(self, budi, rina, enggelam):
        for _ in range(5):
            ApplicationFactory(library__desa=enggelam.desa, state=State.SUBMITTED, assigned_to=budi)
        loads = workload.workload(at=MONDAY)

        here = workload.suggested(loads, kecamatan=enggelam.kecamatan.name)

        assert [load.officer for load in here] == [rina, budi]

    def test_it_counts_what_waits_for_the_office_and_what_is_late(self, budi, enggelam):
        ApplicationFactory(library=enggelam, state=State.SUBMITTED, assigned_to=budi)

        [load] = workload.workload(at=MONDAY + timedelta(days=1))

        assert (load.open, load.waiting, load.overdue) == (1, 1, 1)
