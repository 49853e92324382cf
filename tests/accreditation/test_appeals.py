"""An appeal says everything again and changes only what it is about; its result counts once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accreditation import assessment, policies
from accreditation.models import Answer, Application, ApplicationKind, Evidence, Outcome
from accreditation.operations import answers, appeals, applications, evidence, outcomes, renewals
from accreditation.queries import capacities_of
from accreditation.workflow import State
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from klik_portal.performance.operations import counts
from klik_portal.performance.queries import behind, lists
from tests.accreditation.test_renewals import edition, everything_of, indicators  # noqa: F401
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
    add_papers,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def former(enggelam, siti, edition):  # noqa: F811
    """Accredited B in June; every indicator answered, evidence beside the first."""
    done = ApplicationFactory(
        library=enggelam, created_by=siti, state=State.ACCREDITED, edition=edition,
    )  # fmt: skip
    add_papers(done)
    for indicator in indicators(edition):
        Answer.objects.create(
            application=done, indicator=indicator, option=indicator.options.get(value=3),
            answered_by=siti, answered_at=MONDAY,
        )  # fmt: skip
    Evidence.objects.create(
        application=done, indicator=indicators(edition)[0], file=StoredFileFactory(), added_by=siti, added_at=MONDAY
    )  # fmt: skip
    OutcomeFactory(
        library=enggelam, application=done, grade="B", certificate_number="B-1",
        decided_on=date(2026, 6, 1), valid_until=date(2030, 6, 1),
    )  # fmt: skip
    return done


def begin(former, by, **reasons):
    chosen = reasons.get("reasons") or {indicators(former.edition)[0].pk: "Rak sudah dilabeli."}
    return appeals.begin(former=former, reasons=chosen, by=by, at=MONDAY)


def proposed(appeal):
    Application.objects.filter(pk=appeal.pk).update(
        state=State.PROPOSED, turn="perpusnas", due_at=MONDAY, first_submitted_at=MONDAY
    )
    appeal.refresh_from_db()
    return appeal


def result(appeal, by, decided_on=date(2026, 9, 1), **facts):
    how = {
        "grade": "A", "score": Decimal("92"), "certificate_number": "A-1", "scan": None, "by": by, "at": MONDAY,
    }  # fmt: skip
    return outcomes.record(application=proposed(appeal), decided_on=decided_on, **how | facts)


class TestBeginning:
    def test_everything_is_said_again_by_reference(self, former, siti):
        appeal = begin(former, siti)

        assert (appeal.kind, appeal.follows, appeal.edition, appeal.state) == (
            ApplicationKind.APPEAL, former, former.edition, State.DRAFT,
        )  # fmt: skip
        assert appeal.details == former.details
        assert appeal.answers.count() == former.answers.count()
        assert not appeal.answers.filter(is_carried=True).exists()
        for files in ("documents", "evidence"):
            mine, theirs = (
                set(getattr(each, files).values_list("file", flat=True))
                for each in (appeal, former)
            )
            assert mine == theirs

    def test_the_former_request_stays_as_it_was(self, former, siti):
        before = everything_of(former)
        appeal = begin(former, siti)
        Answer.objects.filter(application=appeal).delete()

        assert everything_of(former) == before

    def test_an_officer_files_it_for_the_keeper(self, former, siti, budi):
        appeal = begin(former, budi)

        assert (appeal.created_by, appeal.filed_on_behalf_by) == (siti, budi)

    def test_an_officer_learns_that_nobody_keeps_the_library_before_typing(
        self, former, enggelam, budi, client_of
    ):
        for membership in enggelam.memberships.all():
            membership.end(by=budi, at=MONDAY, reason="Pindah tugas")
        url = reverse("accreditation:appeal-new", args=[former.code])

        page = client_of(budi).get(url).content.decode()

        assert "belum punya pengelola" in page
        assert "<textarea" not in page

    def test_before_sending_nobody_is_led_to_what_is_locked(self, former, siti, client_of):
        appeal = begin(former, siti)

        page = client_of(siti).get(reverse("accreditation:application-submit", args=[appeal.code]))

        sent = page.content.decode()
        assert "Ubah butir yang dibanding" in sent
        assert "Ubah isian" not in sent
        assert "Ubah berkas" not in sent

    @pytest.mark.parametrize(
        ("state", "grade", "sentence"),
        [
            (State.MENTORING, None, "Banding hanya untuk hasil di bawah peringkat A"),
            (State.WITHDRAWN, None, "Banding hanya untuk hasil di bawah peringkat A"),
            (State.ACCREDITED, "A", "Banding hanya untuk hasil di bawah peringkat A"),
        ],
    )  # fmt: skip
    def test_only_against_a_result_that_leaves_something_to_wish_for(
        self, former, siti, state, grade, sentence
    ):
        if grade:
            Outcome.objects.update(grade=grade)
        else:
            in_office = MONDAY if state == State.MENTORING else None
            Application.objects.filter(pk=former.pk).update(
                state=state, due_at=in_office, closed_at=None if in_office else MONDAY
            )

        with pytest.raises(Refused, match=sentence):
            begin(former, siti)

    def test_against_no_accreditation_too(self, former, siti):
        former.outcome.delete()
        Application.objects.filter(pk=former.pk).update(state=State.NOT_ACCREDITED)

        assert begin(former, siti).follows == former

    def test_not_while_another_request_runs_nor_after_a_newer_result(self, former, siti, enggelam):
        running = ApplicationFactory(library=enggelam, state=State.SUBMITTED)
        with pytest.raises(Refused, match="permohonan yang berjalan"):
            begin(former, siti)

        running.delete()
        OutcomeFactory(library=enggelam, decided_on=date(2026, 10, 1))
        with pytest.raises(Refused, match="hasil yang lebih baru"):
            begin(former, siti)

    def test_a_reason_is_wanted_and_only_indicators_of_the_sheet_count(self, former, siti):
        first = indicators(former.edition)[0].pk
        for reasons in ({first: "  "}, {first + 1_000_000: "Salah."}):
            with pytest.raises(Refused):
                begin(former, siti, reasons=reasons)

        assert Application.objects.count() == 1

    def test_not_by_a_helper_or_a_stranger(self, former, hadi, joko):
        for person in (hadi, joko, UserFactory()):
            with pytest.raises(Refused):
                begin(former, person)


class TestWhatIsOpen:
    def save(self, appeal, place, by):
        section = assessment.of_application(appeal, on=TODAY).sections[0]
        item = section.items[place]
        answers.save(
            application=appeal, component=section.component, chosen={item.indicator.pk: item.worth(5).pk},
            seen={}, by=by, at=MONDAY,
        )  # fmt: skip

    @pytest.mark.parametrize("state", [State.DRAFT, State.MENTORING])
    def test_the_chosen_indicator_and_no_other(self, former, siti, state):
        appeal = begin(former, siti)
        Application.objects.filter(pk=appeal.pk).update(
            state=state, due_at=MONDAY if state == State.MENTORING else None
        )
        appeal.refresh_from_db()

        self.save(appeal, 0, siti)
        with pytest.raises(Refused, match="terkunci"):
            self.save(appeal, 1, siti)

    def test_evidence_beside_the_chosen_one_only(self, former, siti):
        appeal = begin(former, siti)
        first, second, *_rest = indicators(former.edition)
        how = {"application": appeal, "by": siti, "at": MONDAY}

        evidence.add(indicator=first, file=StoredFileFactory(), **how)
        with pytest.raises(Refused, match="tidak termasuk banding"):
            evidence.add(indicator=second, file=StoredFileFactory(), **how)

    def test_neither_details_nor_papers_nor_another_sheet(self, former, siti):
        appeal = begin(former, siti)
        capacities = capacities_of(user=siti, application=appeal)
        how = {"application": appeal, "capacities": capacities}

        assert not policies.may_edit_details(**how)
        assert not policies.may_edit(item="photos", **how)
        assert not policies.may_change_edition(**how)

    def test_it_goes_the_way_of_every_request(self, former, siti, budi):
        appeal = begin(former, siti)
        for step, by in (
            ("submit", siti), ("accept", budi), ("mark_ready", budi), ("propose", budi)
        ):  # fmt: skip
            appeal = applications.advance(application=appeal, step=step, by=by, at=MONDAY)

        assert appeal.state == State.PROPOSED


class TestResult:
    def counted(self, year):
        return behind.accredited(
            behind.Wanted(measure="accredited", year=year, today=TODAY)
        ).count()

    @pytest.mark.parametrize("decided_on", [date(2026, 9, 1), date(2026, 11, 23)])
    def test_takes_the_place_of_the_certificate_and_counts_once(
        self, former, siti, budi, decided_on
    ):
        new = result(begin(former, siti), budi, decided_on)

        assert (new.replaces, former.outcome.standing, new.is_latest) == (former.outcome, new, True)
        assert (self.counted(2026), counts.differences()) == (1, {})
        [row], _more = lists.page(behind.Wanted(measure="accredited", year=2026, today=TODAY))
        assert "Peringkat A, A-1" in row.detail
        assert row.remark.startswith("semula B, setelah banding")

    def test_in_the_next_year_it_does_not_count_there_again(self, former, siti, budi):
        Outcome.objects.filter(pk=former.outcome.pk).update(decided_on=date(2025, 12, 20))
        appeal = begin(former, siti)
        result(appeal, budi, date(2026, 2, 1))
        counts.rebuild()

        assert (self.counted(2025), self.counted(2026), counts.differences()) == (1, 0, {})

    def test_after_no_accreditation_it_counts_on_its_own_day(self, former, siti, budi):
        former.outcome.delete()
        Application.objects.filter(pk=former.pk).update(state=State.NOT_ACCREDITED)
        former.refresh_from_db()

        new = result(begin(former, siti), budi)

        assert (new.replaces, self.counted(2026), counts.differences()) == (None, 1, {})

    def test_not_decided_before_what_it_is_about(self, former, siti, budi):
        with pytest.raises(Refused):
            result(begin(former, siti), budi, date(2026, 5, 31))

    def test_when_nothing_changes_the_certificate_stands_and_nobody_reads_otherwise(
        self, former, siti, budi
    ):
        appeal = applications.advance(
            application=proposed(begin(former, siti)), step="record_not_accredited", by=budi, at=MONDAY, note="Tetap B.",
        )  # fmt: skip

        assert (appeal.applicant_label, appeal.state_label) == ("Hasil tetap", "Hasil tetap")
        assert former.outcome.standing == former.outcome
        assert OutboxMessage.objects.filter(event="application.appeal_refused").exists()
        assert not OutboxMessage.objects.filter(event="application.not_accredited").exists()
        assert (self.counted(2026), counts.differences()) == (1, {})

    def test_a_renewal_later_brings_along_what_the_appeal_said(self, former, siti, budi, enggelam):
        appeal = begin(former, siti)
        result(appeal, budi)

        new = renewals.begin(library=enggelam, by=siti, at=MONDAY + timedelta(days=500))

        assert new.follows == appeal


class TestPages:
    def test_the_keeper_chooses_points_and_both_requests_name_each_other(
        self, former, siti, client_of
    ):
        client = client_of(siti)
        url = reverse("accreditation:appeal-new", args=[former.code])
        offered = client.get(former.get_absolute_url()).content.decode()

        page = client.post(url, {"A-1": "Rak sudah dilabeli."}, follow=True).content.decode()

        appeal = Application.objects.get(follows=former)
        assert url in offered
        assert "Butir yang dibanding" in page
        assert "Rak sudah dilabeli." in page
        assert former.code in page
        assert "Banding" in page
        assert appeal.code in client.get(former.get_absolute_url()).content.decode()

    def test_without_a_reason_it_says_so_and_keeps_what_was_typed(self, former, siti, client_of):
        url = reverse("accreditation:appeal-new", args=[former.code])

        answer = client_of(siti).post(url, {})

        assert answer.status_code == 422
        assert "sedikitnya satu butir" in answer.content.decode()

    def test_the_officers_button_speaks_of_the_appeal(self, former, siti, budi, client_of):
        appeal = proposed(begin(former, siti))

        assert (
            "Catat hasil tetap" in client_of(budi).get(appeal.get_absolute_url()).content.decode()
        )
