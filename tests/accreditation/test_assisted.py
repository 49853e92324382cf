"""An officer files for a library by telephone: labelled everywhere, and the library says yes with a code."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accreditation.models import Application, ConfirmationCode, Correction
from accreditation.operations import applications, assisted, corrections
from accreditation.workflow import State
from klik_portal.accounts.models import User
from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Refused
from klik_portal.notifications.models import OutboxMessage
from libraries.models import LibraryMembership
from libraries.operations import memberships
from tests.factories.accreditation import (
    COMPLETE_DETAILS,
    MONDAY,
    ApplicationFactory,
    add_papers,
)
from tests.factories.libraries import LibraryFactory

pytestmark = pytest.mark.django_db
CALLER = assisted.Caller("Ibu Ani", "0812 3456 7899", "Sekretaris desa")


@pytest.fixture
def case(enggelam, siti, budi):
    """A complete draft that Budi opened for Siti."""
    application = assisted.start(library=enggelam, keeper=siti, caller=None, by=budi, at=MONDAY)
    add_papers(application)
    return applications.save_details(
        application=application, version=application.version, typed=COMPLETE_DETAILS, by=budi, at=MONDAY
    )  # fmt: skip


def step(case, name, by, **more):
    return applications.advance(application=case, step=name, by=by, at=MONDAY, **more)


def said_yes(case, budi):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)
    assert assisted.confirm(number=case.code, typed=code, by=None, at=MONDAY)


def test_the_draft_belongs_to_the_keeper_and_names_the_officer(case, siti, budi):
    assert (case.created_by, case.filed_on_behalf_by, case.is_unconfirmed) == (siti, budi, True)
    assert case.details["contact_name"] == "Siti Aminah"
    begun = AuditEvent.objects.get(verb="started")
    assert (begun.actor_id, begun.payload["on_behalf_of"]) == (budi.pk, "Siti")


def test_the_keeper_is_told_and_sees_the_draft(case, siti):
    told = OutboxMessage.objects.get(event="application.assisted", channel="email")

    assert told.recipient == siti
    assert Application.objects.visible_to(siti).get() == case


def test_a_caller_nobody_knows_gets_an_account_and_waits_to_be_confirmed_as_keeper(budi):
    library = LibraryFactory()

    case = assisted.start(library=library, keeper=None, caller=CALLER, by=budi, at=MONDAY)

    ani = User.objects.get(name="Ibu Ani")
    membership = LibraryMembership.objects.get(user=ani, library=library)
    assert (case.created_by, membership.is_confirmed) == (ani, False)
    assert membership.position == "Sekretaris desa"


def test_a_stranger_cannot_be_filed_for_where_a_keeper_is_confirmed(enggelam, siti, budi):
    with pytest.raises(Refused):
        assisted.start(library=enggelam, keeper=None, caller=CALLER, by=budi, at=MONDAY)

    assert not Application.objects.exists()
    assert not User.objects.filter(name="Ibu Ani").exists()


@pytest.mark.parametrize("name", ["siti", "joko", "kepala", "admin"])
def test_only_officers_file_for_others(request, enggelam, siti, name):
    with pytest.raises(Refused):
        assisted.start(
            library=enggelam, keeper=siti, caller=None, by=request.getfixturevalue(name), at=MONDAY
        )

    assert not Application.objects.exists()


def test_the_officer_submits_like_the_applicant_and_does_not_become_its_judge(case, budi):
    submitted = step(case, "submit", budi)

    assert (submitted.state, submitted.assigned_to) == (State.SUBMITTED, None)
    assert submitted.history.get().by == budi


def test_any_other_draft_stays_invisible_to_officers(tabang, joko, budi):
    draft = ApplicationFactory(library=tabang, created_by=joko)

    assert draft not in Application.objects.visible_to(budi)
    with pytest.raises(Refused):
        step(draft, "submit", budi)


def test_heads_do_not_see_drafts_of_either_kind(case, kepala):
    assert not Application.objects.visible_to(kepala).exists()


def test_the_officer_answers_corrections_of_such_a_library(case, budi, rina):
    step(case, "submit", budi)
    corrections.return_with_corrections(
        application=case, sentences={"details": "Tulis jumlah judulnya."},
        due_on=MONDAY.date() + timedelta(days=5), by=rina, at=MONDAY,
    )  # fmt: skip

    corrections.answer(
        correction=Correction.objects.get(), text="Seribu judul, kata Bu Siti.", by=budi, at=MONDAY
    )

    assert step(case, "resubmit", budi).state == State.SUBMITTED


def test_without_the_librarys_yes_it_cannot_become_ready(case, budi):
    step(case, "submit", budi)
    step(case, "accept", budi)

    with pytest.raises(Refused) as refusal:
        step(case, "mark_ready", budi)

    assert refusal.value.reasons == (
        "Permohonan ini diisi petugas. Perpustakaan harus mengonfirmasinya dulu dengan kode.",
    )
    said_yes(case, budi)
    assert step(case, "mark_ready", budi).state == State.READY


def test_a_code_is_kept_hashed_and_works_once(case, budi):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)

    assert re.fullmatch(r"\d{8}", code)
    assert code not in ConfirmationCode.objects.get().code_hash
    assert assisted.confirm(number=case.code, typed=code, by=None, at=MONDAY) == case
    assert assisted.confirm(number=case.code, typed=code, by=None, at=MONDAY) is None
    case.refresh_from_db()
    assert case.confirmed_by_library_at == MONDAY


def test_after_five_wrong_tries_even_the_right_code_is_spent(case, budi):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)

    for _try in range(5):
        assert assisted.confirm(number=case.code, typed="00000000", by=None, at=MONDAY) is None

    assert assisted.confirm(number=case.code, typed=code, by=None, at=MONDAY) is None


def test_a_code_dies_after_a_week_and_with_a_newer_one(case, budi):
    first = assisted.make_code(application=case, by=budi, at=MONDAY)
    second = assisted.make_code(application=case, by=budi, at=MONDAY)
    late = MONDAY + timedelta(days=7, minutes=1)

    assert assisted.confirm(number=case.code, typed=first, by=None, at=MONDAY) is None
    assert assisted.confirm(number=case.code, typed=second, by=None, at=late) is None


def test_the_code_of_one_request_does_not_confirm_another(case, tabang, joko, budi):
    other = assisted.start(library=tabang, keeper=joko, caller=None, by=budi, at=MONDAY)
    code = assisted.make_code(application=case, by=budi, at=MONDAY)
    assisted.make_code(application=other, by=budi, at=MONDAY)

    assert assisted.confirm(number=other.code, typed=code, by=None, at=MONDAY) is None


def test_a_request_the_library_filed_itself_gets_no_code(enggelam, siti, budi):
    own = ApplicationFactory(library=enggelam, created_by=siti, state=State.SUBMITTED)

    with pytest.raises(Refused):
        assisted.make_code(application=own, by=budi, at=MONDAY)


def test_a_visitor_confirms_with_number_and_code(case, budi, client):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)
    ConfirmationCode.objects.update(expires_at=MONDAY.replace(year=2100))
    url = reverse("accreditation:confirm")

    wrong = client.post(url, {"number": case.code, "code": "00000000"})
    unknown = client.post(url, {"number": "KLK-2026-9999", "code": code})
    right = client.post(url, {"number": case.code.lower(), "code": f"{code[:4]} {code[4:]}"})

    assert (wrong.status_code, unknown.status_code, right.status_code) == (422, 422, 200)
    assert wrong.context["form"].errors == unknown.context["form"].errors
    case.refresh_from_db()
    assert not case.is_unconfirmed


def test_the_label_stands_wherever_the_request_is_shown(case, siti, budi, client_of):
    step(case, "submit", budi)
    pages = {
        siti: [
            "desks:home", "accreditation:application-list", "desks:case", "accreditation:application-receipt",
            "accreditation:conversation", "accreditation:documents",
        ],
        budi: ["accreditation:queue", "accreditation:assisted-list", "desks:case", "accreditation:review"],
    }  # fmt: skip
    for person, names in pages.items():
        for name in names:
            lists = name.endswith(("home", "list", "queue"))
            page = client_of(person).get(reverse(name, args=[] if lists else [case.code]))
            assert "Dibantu petugas, belum dikonfirmasi" in page.content.decode(), name


def test_the_officer_fills_in_and_uploads_through_the_same_pages(case, budi, rina, client_of):
    for name in ("application-details", "documents", "application-submit"):
        page = client_of(budi).get(reverse(f"accreditation:{name}", args=[case.code]))
        assert page.status_code == 200, name

    answer = client_of(rina).post(
        reverse("accreditation:application-details", args=[case.code]),
        {"version": case.version, **COMPLETE_DETAILS, "help_wanted": "Mohon dikunjungi."},
    )

    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.details["help_wanted"] == "Mohon dikunjungi."


def test_an_officer_picks_a_keeper_without_typing_anything(enggelam, siti, budi, client_of):
    url = reverse("accreditation:assisted-new", args=[enggelam.code])

    answer = client_of(budi).post(
        url, {"keeper": siti.public_id, "name": "", "login": "", "position": ""}
    )

    case = Application.objects.get()
    assert answer.url == reverse("accreditation:application-details", args=[case.code])
    assert (case.created_by, case.filed_on_behalf_by) == (siti, budi)


def test_the_code_is_shown_once(case, budi, client_of):
    client, url = client_of(budi), reverse("accreditation:confirmation-code", args=[case.code])

    shown = client.post(url, follow=True)
    again = client.get(url)

    code = shown.context["code"]
    assert re.fullmatch(r"\d{8}", code)
    assert code in shown.context["text"]
    assert code not in again.content.decode()


def test_a_keeper_who_left_cannot_be_filed_for(enggelam, siti, budi):
    memberships.end(membership=siti.memberships.get(), reason="Pindah.", by=budi, at=MONDAY)

    with pytest.raises(Refused):
        assisted.start(library=enggelam, keeper=siti, caller=None, by=budi, at=MONDAY)


@pytest.mark.parametrize("name", ["budi", "rina", "kepala", "admin"])
def test_the_office_cannot_say_yes_in_the_librarys_name(request, case, budi, client_of, name):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)
    ConfirmationCode.objects.update(expires_at=MONDAY.replace(year=2100))

    answer = client_of(request.getfixturevalue(name)).post(
        reverse("accreditation:confirm"), {"number": case.code, "code": code}
    )

    assert answer.status_code == 422
    assert "bukan oleh petugas" in answer.content.decode()
    case.refresh_from_db()
    assert case.is_unconfirmed
    assert assisted.confirm(number=case.code, typed=code, by=None, at=MONDAY)  # it was not spent


def test_a_yes_typed_behind_the_librarys_back_does_not_stay_unheard(case, siti, budi):
    said_yes(case, budi)

    told = OutboxMessage.objects.filter(event="application.confirmed_by_code", recipient=siti)
    assert {message.channel for message in told} == {"in_app", "email"}
    assert "Bukan Anda atau rekan Anda?" in told.first().body_text


def test_it_is_on_record_who_was_signed_in_while_typing_the_code(case, siti, budi, client_of):
    code = assisted.make_code(application=case, by=budi, at=MONDAY)
    ConfirmationCode.objects.update(expires_at=MONDAY.replace(year=2100))

    client_of(siti).post(reverse("accreditation:confirm"), {"number": case.code, "code": code})

    assert AuditEvent.objects.get(verb="library_confirmed").actor_id == siti.pk
