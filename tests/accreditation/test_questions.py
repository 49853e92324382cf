"""The question box: open at night, a promised time, one answer, and from it a guide."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accreditation.models import Message, Question, QuestionState
from accreditation.operations import questions
from accreditation.workflow import State
from klik_portal.core.clock import at_wita
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides.models import Article, ArticleState
from klik_portal.guides.operations import articles
from klik_portal.notifications.models import Channel, OutboxMessage
from klik_portal.notifications.operations import delivery
from tests.factories.accreditation import MONDAY, ApplicationFactory

pytestmark = pytest.mark.django_db
URL = "/tanya/"
FRIDAY_NIGHT = at_wita(datetime(2026, 11, 27).date(), 22)
TYPED = {
    "body": "Apakah majalah dihitung sebagai judul?", "kind": "village", "name": "Ibu Rahma",
    "email": "rahma@contoh.id", "phone": "", "seen": "1",
}  # fmt: skip


def asked(by=None, secret="rahasia", at=MONDAY, body="Apakah majalah dihitung?", **contact):
    return questions.ask(asked=questions.Asked(body, **contact), secret=secret, by=by, at=at)


def answered(question, by, text="Ya, sebagai terbitan berseri."):
    return questions.answer(
        question=question, text=text, version=question.version, by=by, at=MONDAY
    )


def a_guide(by):
    text = articles.Text(
        kind="faq", title="Majalah dan koran", summary="Apakah majalah dihitung?", body="Ya."
    )
    article = articles.create(text=text, by=by, at=MONDAY)
    articles.publish(article=article, version=article.version, by=by, at=MONDAY)


def test_a_question_on_a_friday_night_is_promised_for_monday_night():
    assert asked(at=FRIDAY_NIGHT).due_at == at_wita(datetime(2026, 11, 30).date(), 22)


def test_guides_come_before_the_question_is_sent(client, budi):
    a_guide(budi)

    page = client.post(URL, {"body": TYPED["body"], "kind": "village"})

    assert "Majalah dan koran" in page.content.decode()
    assert "Ini belum menjawab, kirim pertanyaan" in page.content.decode()
    assert TYPED["body"] in page.content.decode()
    assert not Question.objects.exists()


def test_a_visitor_gets_a_link_that_shows_the_promise_and_later_the_answer(client, budi):
    with time_machine.travel(FRIDAY_NIGHT, tick=False):
        sent = client.post(URL, TYPED)
        page = client.get(sent.url)
    question = Question.objects.get()

    assert "Senin, 30 November 2026 pukul 22.00 WITA" in page.content.decode()
    assert page.context["url"].endswith(sent.url)
    answered(question, budi)
    assert "Ya, sebagai terbitan berseri." in client.get(sent.url).content.decode()


def test_the_secret_of_the_link_is_kept_hashed(client):
    secret = client.post(URL, TYPED).url.rstrip("/").rpartition("/")[2]

    kept = {str(value) for value in Question.objects.values()[0].values()}
    assert secret not in kept
    assert questions.hashed(secret) in kept


def test_a_form_that_arrives_twice_is_one_question_with_one_link(client):
    first, second = (client.post(URL, {**TYPED, "_once": "kunci"}) for _ in range(2))

    assert first.url == second.url
    assert Question.objects.count() == 1


def test_a_visitor_may_leave_no_way_to_be_reached(client):
    sent = client.post(URL, {"body": TYPED["body"], "email": "", "phone": "", "seen": "1"})

    assert client.get(sent.url).status_code == 200
    assert Question.objects.get().email == ""


def test_two_people_with_the_same_question_get_different_links(client):
    first, second = (client.post(URL, {**TYPED, "_once": key}) for key in ("satu", "dua"))

    assert first.url != second.url
    assert Question.objects.count() == 2


def test_a_program_that_fills_in_everything_is_quietly_ignored(client):
    answer = client.post(URL, {**TYPED, "website": "https://iklan.example"})

    assert answer.status_code == 302
    assert not Question.objects.exists()


def test_somebody_who_asks_on_and_on_is_slowed_down(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"ask": "2/h/ip", "ask_total": "100/h/key"}

    codes = [client.post(URL, {**TYPED, "_once": f"{n}"}).status_code for n in range(3)]

    assert codes == [302, 302, 429]
    assert Question.objects.count() == 2


def test_the_office_is_told_once_until_its_box_is_empty(budi, rina):
    first = asked(secret="1")
    asked(secret="2")
    told = OutboxMessage.objects.filter(event="question.asked").order_by("recipient__name")
    assert [(m.recipient, m.channel) for m in told] == [
        (budi, Channel.IN_APP), (rina, Channel.IN_APP)
    ]  # fmt: skip

    for question in Question.objects.all():
        answered(question, budi)
    asked(secret="3")

    assert OutboxMessage.objects.filter(event="question.asked").count() == 4
    assert first.pk


def test_an_answer_goes_to_the_address_a_stranger_left(budi, mailoutbox):
    answered(asked(email="rahma@contoh.id"), budi)

    message = OutboxMessage.objects.get(event="question.answered")
    assert (message.recipient, message.to_address) == (None, "rahma@contoh.id")
    delivery.deliver_due(now=MONDAY)
    assert [mail.to for mail in mailoutbox] == [["rahma@contoh.id"]]
    assert "Ya, sebagai terbitan berseri." in mailoutbox[0].body


def test_an_answer_to_an_account_arrives_there_and_opens_without_the_link(budi, joko, client_of):
    question = answered(asked(by=joko), budi)

    told = OutboxMessage.objects.filter(event="question.answered")
    assert {m.recipient for m in told} == {joko}
    page = client_of(joko).get(told[0].link)
    assert "Ya, sebagai terbitan berseri." in page.content.decode()
    assert question.state == QuestionState.ANSWERED


def test_the_link_of_an_account_opens_for_nobody_else(budi, joko, siti, client_of, client):
    link = reverse("accreditation:question-status", args=[asked(by=joko).token])

    assert client_of(joko).get(link).status_code == 200
    assert client_of(siti).get(link).status_code == 404
    assert client.get(link).status_code == 404


def test_a_message_to_nobody_at_all_cannot_be_kept():
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.create(
            dedupe_key="x", event="x", channel=Channel.EMAIL, due_at=MONDAY, created_at=MONDAY
        )


def test_two_officers_who_answer_at_once_see_both_texts(budi, rina):
    question = asked()
    seen = question.version
    answered(question, budi, "Ya.")

    with pytest.raises(Conflict) as conflict:
        questions.answer(question=question, text="Tidak.", version=seen, by=rina, at=MONDAY)

    assert conflict.value.theirs == [("Sudah dijawab", "Ya.")]
    assert conflict.value.yours == [("Jawaban Anda", "Tidak.")]


def test_the_box_shows_what_is_due_first_with_what_is_left(budi, client_of):
    asked(secret="2", body="Yang kedua", at=MONDAY + timedelta(hours=3))
    asked(secret="1", body="Yang pertama", at=MONDAY)

    with time_machine.travel(MONDAY + timedelta(hours=20), tick=False):
        page = client_of(budi).get(reverse("accreditation:question-list")).content.decode()

    assert page.index("Yang pertama") < page.index("Yang kedua")
    assert "sisa 4 jam kerja" in page


def test_an_answer_becomes_a_guide_in_one_step(budi, client_of):
    question = answered(asked(name="Rahma", phone="+6281234567899"), budi)

    answer = client_of(budi).post(reverse("accreditation:question-guide", args=[question.token]))

    article = Article.objects.get()
    assert answer.url == reverse("guides:article-edit", args=[article.slug])
    assert (article.title, article.state) == ("Apakah majalah dihitung?", ArticleState.DRAFT)
    assert "Ya, sebagai terbitan berseri." in article.body
    assert "Rahma" not in article.body
    assert "6281234567899" not in article.body


def test_the_same_answer_becomes_one_guide(budi):
    question = answered(asked(), budi)

    made = {questions.make_guide(question=question, by=budi, at=MONDAY).pk for _ in range(2)}

    assert len(made) == Article.objects.count() == 1


def test_what_is_not_answered_becomes_no_guide(budi):
    with pytest.raises(Refused):
        questions.make_guide(question=asked(), by=budi, at=MONDAY)

    assert not Article.objects.exists()


def test_a_question_about_ones_request_goes_on_in_its_thread(siti, budi, enggelam, client_of):
    case = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    question = asked(by=siti, body="Bagaimana foto saya?")

    client_of(budi).post(
        reverse("accreditation:question-move", args=[question.token]), {"application": case.code}
    )

    message = Message.objects.get()
    assert (message.author, message.body, message.application) == (
        siti,
        "Bagaimana foto saya?",
        case,
    )
    question.refresh_from_db()
    assert question.state == QuestionState.MOVED


def test_a_question_is_never_moved_into_somebody_elses_request(
    siti, joko, budi, enggelam, client_of
):
    case = ApplicationFactory(library=enggelam, state=State.MENTORING, created_by=siti)
    question = asked(by=joko)
    url = reverse("accreditation:question-move", args=[question.token])

    assert client_of(budi).post(url, {"application": case.code}).status_code == 422
    with pytest.raises(Refused):
        questions.move(question=question, application=case, by=budi, at=MONDAY)
    assert not Message.objects.exists()


def test_what_is_put_away_keeps_no_way_to_reach_anybody(budi):
    question = asked(name="Iklan", email="iklan@contoh.id", phone="+6281234567899")

    questions.put_away(question=question, by=budi, at=MONDAY)

    question.refresh_from_db()
    assert (question.state, question.name, question.email, question.phone) == (
        QuestionState.SPAM, "", "", ""
    )  # fmt: skip
    assert not OutboxMessage.objects.filter(event="question.answered").exists()


@pytest.mark.parametrize("name", ["siti", "kepala", "admin"])
def test_only_officers_answer(request, name):
    with pytest.raises(Refused):
        answered(asked(), request.getfixturevalue(name))

    assert not Question.objects.exclude(state=QuestionState.OPEN).exists()
