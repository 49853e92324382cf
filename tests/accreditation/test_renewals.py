"""A renewal begins with what the library said and showed before; the request before stays as it was."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from accreditation import assessment, renewal
from accreditation.completeness import Slot
from accreditation.models import (
    Answer,
    AnswerOption,
    Application,
    ApplicationKind,
    Component,
    Evidence,
    Indicator,
    InstrumentEdition,
)
from accreditation.operations import answers, applications, assisted, instruments, renewals
from accreditation.renewal import Before
from accreditation.workflow import State
from klik_portal.core.verdict import Refused
from libraries.operations import memberships
from tests.factories.accreditation import (
    MONDAY,
    ApplicationFactory,
    OutcomeFactory,
    StoredFileFactory,
    add_papers,
)

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def edition(enggelam):
    loaded = instruments.load_shipped(at=MONDAY)
    return next(each for each in loaded if each.library_type == enggelam.type)


@pytest.fixture
def previous(enggelam, siti, edition):
    """Accredited B, every indicator answered, evidence beside the first three."""
    done = ApplicationFactory(
        library=enggelam, created_by=siti, state=State.ACCREDITED, edition=edition,
        details={**ApplicationFactory.build(library=enggelam).details, "letter_number": "12/2024"},
    )  # fmt: skip
    add_papers(done)
    for number, indicator in enumerate(indicators(edition)):
        Answer.objects.create(
            application=done, indicator=indicator, option=indicator.options.get(value=3),
            answered_by=siti, answered_at=MONDAY,
        )  # fmt: skip
        if number < 3:
            Evidence.objects.create(
                application=done, indicator=indicator, file=StoredFileFactory(), added_by=siti, added_at=MONDAY
            )  # fmt: skip
    OutcomeFactory(
        library=enggelam, application=done, decided_on=date(2024, 6, 1), valid_until=date(2028, 6, 1)
    )  # fmt: skip
    return done


def indicators(edition):
    return list(
        Indicator.objects.filter(component__edition=edition)
        .select_related("component").prefetch_related("options").order_by("component__position", "number")
    )  # fmt: skip


@pytest.fixture
def newer(edition):
    """The next sheet: the first question is gone, the second has other answers, one is new."""
    new = InstrumentEdition.objects.create(
        library_type=edition.library_type, name="Lembar 2026", valid_from=date(2026, 11, 1), published_at=MONDAY
    )  # fmt: skip
    components = {
        old.code: Component.objects.create(
            edition=new, code=old.code, name=old.name, weight=old.weight, position=old.position
        )
        for old in edition.components.all()
    }
    for place, old in enumerate(indicators(edition)):
        topic = "Ruang baca anak" if place == 0 else old.topic
        asked = Indicator.objects.create(
            component=components[old.component.code], number=old.number, topic=topic
        )
        for option in old.options.all():
            text = f"Sekarang: {option.text}" if place == 1 else option.text
            AnswerOption.objects.create(
                indicator=asked, tier=option.tier, value=option.value, text=text
            )
    return new


def begin(library, by, **how):
    return renewals.begin(library=library, by=by, at=MONDAY, **how)


def everything_of(application):
    """Every row that hangs on a request."""
    kept = {"request": Application.objects.filter(pk=application.pk).values().get()}
    for model in apps.get_app_config("accreditation").get_models():
        names = {field.name for field in model._meta.get_fields()}
        if "application" in names and model is not Application:
            kept[model.__name__] = list(
                model.objects.filter(application=application).order_by("pk").values()
            )
    return kept


class TestWhatComesAlong:
    def test_details_papers_answers_and_evidence_marked_to_be_checked(
        self, previous, enggelam, siti
    ):
        new = begin(enggelam, siti)

        counts = renewal.unchecked(new)
        assert (new.follows, new.kind, new.state, new.edition) == (
            previous, ApplicationKind.REACCREDITATION, State.DRAFT, previous.edition,
        )  # fmt: skip
        assert (counts.documents, counts.answers, counts.evidence) == (
            3,
            previous.answers.count(),
            3,
        )
        assert new.details["parent_head_name"] == "Kepala Desa"
        assert "parent_head_name" in new.carried_details

    def test_a_stranger_who_claims_a_library_nobody_keeps_gets_nothing_of_it(
        self, previous, enggelam, siti, budi, joko, client_of
    ):
        """A claim that waits may begin a request, at night; it opens nobody's papers."""
        enggelam.contact_phone, enggelam.head_name = "+6281200001111", "Bu Tuti"
        enggelam.save()
        memberships.end(
            membership=siti.memberships.current().get(), reason="Pindah.", by=budi, at=MONDAY
        )
        memberships.claim(library=enggelam, kind="keeper", position="", by=joko, at=MONDAY)

        page = client_of(joko).get(reverse("accreditation:renewal", args=[enggelam.code]))
        new = begin(enggelam, joko)

        assert page.status_code == 404
        assert new.follows is None
        assert not new.documents.exists()
        assert not new.evidence.exists()
        assert not new.answers.exists()
        told = "".join(new.details.values())
        assert "81200001111" not in told
        assert "Bu Tuti" not in told
        assert "Kepala Desa" not in told

    def test_what_klik_knows_of_today_comes_first_and_needs_no_check(
        self, previous, enggelam, siti
    ):
        enggelam.title_count = 1500
        enggelam.save()

        new = begin(enggelam, siti)

        assert (new.details["title_count"], "title_count" in new.carried_details) == ("1500", False)

    def test_the_letter_is_a_new_one(self, previous, enggelam, siti):
        new = begin(enggelam, siti)

        assert not new.documents.filter(slot=Slot.REQUEST_LETTER).exists()
        assert {"letter_number", "letter_date"}.isdisjoint(new.details)

    def test_files_are_shown_by_reference_not_copied(self, previous, enggelam, siti):
        new = begin(enggelam, siti)

        assert set(new.evidence.values_list("file", flat=True)) == set(
            previous.evidence.values_list("file", flat=True)
        )

    def test_the_request_before_stays_as_it_was(self, previous, enggelam, siti, newer):
        before = everything_of(previous)

        new = begin(enggelam, siti)
        first = new.documents.first()
        first.removed_at, first.removed_by = MONDAY, siti
        first.save()
        Answer.objects.filter(application=new).delete()
        applications.save_details(
            application=new, version=new.version, typed={"contact_name": "Baru"}, by=siti, at=MONDAY
        )

        assert everything_of(previous) == before

    def test_a_file_taken_away_before_does_not_come_back(self, previous, enggelam, siti):
        previous.documents.filter(slot=Slot.PHOTOS).update(removed_at=MONDAY, removed_by=siti)

        assert set(begin(enggelam, siti).documents.values_list("slot", flat=True)) == {
            "founding_decree"
        }

    def test_an_officer_who_files_for_the_library_brings_it_along_too(
        self, previous, enggelam, siti, budi
    ):
        new = assisted.start(library=enggelam, keeper=siti, caller=None, by=budi, at=MONDAY)

        assert (new.follows, new.filed_on_behalf_by) == (previous, budi)


class TestANewerSheet:
    def test_answers_go_along_where_question_and_words_are_the_same(
        self, previous, enggelam, siti, newer
    ):
        new = begin(enggelam, siti)

        changes = renewal.changes_of(new, today=TODAY)
        first, second, *_rest = indicators(previous.edition)
        assert new.edition == newer
        assert new.answers.count() == previous.answers.count() - 2
        assert [change.indicator.topic for change in changes.added] == ["Ruang baca anak"]
        assert [change.indicator.topic for change in changes.altered] == [second.topic]
        assert [indicator.topic for indicator in changes.gone] == [first.topic]
        assert (changes.to_answer, changes.same_count) == (2, new.answers.count())

    def test_evidence_follows_its_question(self, previous, enggelam, siti, newer):
        new = begin(enggelam, siti)

        shown = set(new.evidence.values_list("indicator__topic", flat=True))
        assert shown == {i.topic for i in indicators(previous.edition)[1:3]}

    def test_the_page_says_what_is_to_be_answered(self, previous, enggelam, siti, newer, client_of):
        new = begin(enggelam, siti)

        page = (
            client_of(siti)
            .get(reverse("accreditation:renewal-changes", args=[new.code]))
            .content.decode()
        )

        assert "2 butir masih perlu dijawab." in page
        assert "Ruang baca anak" in page


class TestChecking:
    def test_saving_a_component_checks_its_answers_by_hand_but_not_by_itself(
        self, previous, enggelam, siti
    ):
        new = begin(enggelam, siti)
        section = assessment.of_application(new, on=TODAY).sections[0]
        chosen = {item.indicator.pk: item.chosen.pk for item in section.items}
        how = {
            "application": new,
            "component": section.component,
            "seen": {},
            "by": siti,
            "at": MONDAY,
        }
        left = len(renewal.carried_indicators(new))

        answers.save(chosen=chosen, is_seen=False, **how)
        by_itself = len(renewal.carried_indicators(new))
        answers.save(chosen=chosen, **how)

        assert (by_itself, len(renewal.carried_indicators(new))) == (
            left,
            left - len(section.items),
        )

    def test_a_changed_answer_needs_no_check(self, previous, enggelam, siti):
        new = begin(enggelam, siti)
        section = assessment.of_application(new, on=TODAY).sections[0]
        item = section.items[0]

        answers.save(
            application=new, component=section.component, chosen={item.indicator.pk: item.worth(5).pk},
            seen={}, by=siti, at=MONDAY, is_seen=False,
        )  # fmt: skip

        assert item.indicator.pk not in renewal.carried_indicators(new)

    def test_saving_the_details_checks_them(self, previous, enggelam, siti):
        new = begin(enggelam, siti)
        typed = {**new.details, "staff_count": "3"}
        how = {"application": new, "version": new.version, "typed": typed, "by": siti, "at": MONDAY}

        half = applications.save_details(is_seen=False, **how)
        assert "staff_count" not in half.carried_details
        assert "parent_head_name" in half.carried_details

        assert applications.save_details(**how | {"version": half.version}).carried_details == []

    def test_papers_and_evidence_by_a_tap(self, previous, enggelam, siti, client_of):
        new, client = begin(enggelam, siti), client_of(siti)
        first = indicators(previous.edition)[0]
        for item in ("founding_decree", f"{first.component.code}-{first.number}"):
            client.post(reverse("accreditation:renewal-check", args=[new.code, item]))

        counts = renewal.unchecked(new)
        assert (counts.documents, counts.evidence) == (2, 2)

    def test_what_is_not_checked_is_said_and_does_not_hold_the_request_up(
        self, previous, enggelam, siti, client_of
    ):
        new = begin(enggelam, siti)
        add_papers(new)
        new.details |= {"letter_date": "03-11-2026"}
        new.save()
        url = reverse("accreditation:application-submit", args=[new.code])

        assert "Belum diperiksa lagi" in client_of(siti).get(url).content.decode()
        client_of(siti).post(url, {"agreed": "on"})

        new.refresh_from_db()
        assert new.state == State.SUBMITTED

    def test_a_stranger_checks_nothing(self, previous, enggelam, siti, joko):
        new = begin(enggelam, siti)

        with pytest.raises(Refused):
            renewals.check_slot(application=new, slot=Slot.PHOTOS, by=joko, at=MONDAY)


class TestWhen:
    def certificate(self, library, decided_on, until):
        return OutcomeFactory(library=library, decided_on=decided_on, valid_until=until)

    def test_not_in_the_first_year_and_the_day_is_named(self, enggelam, siti):
        self.certificate(enggelam, date(2026, 1, 15), date(2030, 1, 15))

        with pytest.raises(Refused) as refusal:
            begin(enggelam, siti)

        assert refusal.value.reasons == (
            "Reakreditasi di SiPAPI baru dibuka setahun setelah penetapan: mulai Jumat, 15 Januari 2027.",
        )

    @pytest.mark.parametrize(
        ("decided_on", "until", "kind"),
        [
            (date(2025, 11, 23), date(2029, 11, 23), ApplicationKind.REACCREDITATION),  # a year to the day
            (date(2022, 11, 23), date(2026, 11, 23), ApplicationKind.REACCREDITATION),  # its last day
            (date(2022, 11, 22), date(2026, 11, 22), ApplicationKind.NEW),  # ended yesterday
        ],
    )  # fmt: skip
    def test_the_kind_follows_the_certificate(self, enggelam, siti, decided_on, until, kind):
        self.certificate(enggelam, decided_on, until)

        assert begin(enggelam, siti).kind == kind

    def test_one_open_request_a_library(self, previous, enggelam, siti):
        begin(enggelam, siti)

        with pytest.raises(Refused):
            begin(enggelam, siti)

    def test_a_certificate_from_before_klik_brings_nothing_and_says_so(
        self, enggelam, siti, client_of
    ):
        self.certificate(enggelam, date(2024, 6, 1), date(2028, 6, 1))
        url = reverse("accreditation:renewal", args=[enggelam.code])

        page = client_of(siti).get(url).content.decode()
        client_of(siti).post(url)

        new = Application.objects.get(library=enggelam)
        assert "dari sebelum Klik, jadi belum ada isian" in page
        assert (new.follows, new.carried_details, new.kind) == (
            None,
            [],
            ApplicationKind.REACCREDITATION,
        )

    def test_after_a_refusal_by_perpusnas_one_need_not_begin_from_nothing(
        self, previous, enggelam, siti
    ):
        previous.outcome.delete()
        Application.objects.filter(pk=previous.pk).update(state=State.NOT_ACCREDITED)

        new = begin(enggelam, siti)

        assert (new.kind, new.follows) == (ApplicationKind.NEW, previous)

    def test_what_was_withdrawn_is_not_the_last_word(self, previous, enggelam, siti):
        ApplicationFactory(library=enggelam, state=State.WITHDRAWN)

        assert Before(enggelam, TODAY).request == previous


class TestPages:
    def test_the_keeper_starts_it_from_the_library(self, previous, enggelam, siti, client_of):
        client = client_of(siti)
        library = client.get(
            reverse("libraries:library-detail", args=[enggelam.code])
        ).content.decode()
        url = reverse("accreditation:renewal", args=[enggelam.code])

        answer = client.post(url, follow=True)

        page = answer.content.decode()
        assert url in library
        assert "Dari permohonan sebelumnya" in page
        assert previous.code in page
        assert f'Melanjutkan</dt><dd><a href="{previous.get_absolute_url()}"' in page

    def test_the_request_before_names_the_one_that_follows(
        self, previous, enggelam, siti, client_of
    ):
        new = begin(enggelam, siti)

        assert new.code in client_of(siti).get(previous.get_absolute_url()).content.decode()

    def test_the_officer_does_not_see_a_draft_that_follows(
        self, previous, enggelam, siti, budi, client_of
    ):
        new = begin(enggelam, siti)

        assert new.code not in client_of(budi).get(previous.get_absolute_url()).content.decode()
