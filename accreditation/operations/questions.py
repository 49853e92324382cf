"""Take a question in at any hour, answer it once, move it to a thread, or put it away."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accreditation.models import Application, Question, QuestionState
from accreditation.operations import conversation
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.core.tokens import hashed, new_token
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides.models import Article
from klik_portal.guides.operations import articles
from klik_portal.notifications.operations import outbox, strangers
from klik_portal.office import queries as office
from klik_portal.office import working_days

KIND = "question"
EXCERPT = 120


@dataclass(frozen=True)
class Asked:
    """What somebody typed; a way to reach them may be missing, the link is enough."""

    body: str
    name: str = ""
    email: str = ""
    phone: str = ""


def secret_for(form_digest: str | None) -> str:
    """The link's secret: the same for a form that arrives twice, else of no likeness to anything."""
    if not form_digest:
        return new_token()
    return salted_hmac("klik.question", form_digest, algorithm="sha256").hexdigest()[:32]


def promised(at: datetime) -> datetime:
    """Within 1x24 hours of working days."""
    return working_days.answer_due(at, office.holidays_around(clock.wita(at).date()))


@transaction.atomic
def ask(*, asked: Asked, secret: str, by: User | None, at: datetime) -> Question:
    """Keep the question and tell the office, once until it has emptied its box."""
    question = Question(
        secret_hash=hashed(secret), body=asked.body, name=asked.name, email=asked.email,
        phone=asked.phone, asked_by=by, asked_at=at, due_at=promised(at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError:  # the same form once more
        return Question.objects.get(secret_hash=question.secret_hash)
    audit.record(kind=KIND, code=question.token, verb="question_asked", actor=by, at=at)
    _tell_office(at)
    return question


def _tell_office(at: datetime) -> None:
    oldest = Question.objects.open().order_by("pk").first()
    for officer in User.objects.caseworkers():
        outbox.enqueue(
            recipient=officer,
            event="question.asked",
            dedupe=f"question:box:{oldest.pk}",
            values={},
            at=at,
            link=reverse("accreditation:question-list"),
            about_kind=KIND,
            channels=("in_app",),
        )


@transaction.atomic
def answer(*, question: Question, text: str, version: int, by: User, at: datetime) -> Question:
    """Raises Conflict with both texts when a colleague answered meanwhile."""
    question = _locked(question, by)
    if question.version != version and question.answer != text.strip():
        raise Conflict(
            theirs=[(str(QuestionState(question.state).label), question.answer)],
            yours=[(_("Jawaban Anda"), text)],
        )
    if not question.is_open:
        return question
    if not text.strip():
        raise Refused(_("Tulis jawabannya dulu."))
    question.answer = text.strip()
    _close(question, QuestionState.ANSWERED, "question_answered", by, at)
    _tell_asker(question, at)
    return question


def _tell_asker(question: Question, at: datetime) -> None:
    """To the account, else to the address that was typed, else by the link alone."""
    told = {
        "values": {"pertanyaan": _excerpt(question.body), "jawaban": question.answer.splitlines()},
        "dedupe": f"question:{question.token}:answered",
        "at": at,
        "about_kind": KIND,
        "about_code": question.token,
    }
    if question.asked_by:
        link = reverse("accreditation:question-status", args=[question.token])
        outbox.enqueue(recipient=question.asked_by, event="question.answered", link=link, **told)
    elif question.email:
        strangers.enqueue_mail(address=question.email, event="question.answered", **told)


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"


@transaction.atomic
def move(*, question: Question, application: Application, by: User, at: datetime) -> Question:
    """Into the thread of a request, as the message of the person who asked."""
    question = _locked(question, by)
    if not question.is_open:
        return question
    if question.asked_by is None:
        raise Refused(_("Penanya ini tanpa akun, jadi tidak punya percakapan. Jawab di sini."))
    conversation.send(application=application, text=question.body, by=question.asked_by, at=at)
    question.application = application
    _close(question, QuestionState.MOVED, "question_moved", by, at)
    return question


@transaction.atomic
def put_away(*, question: Question, by: User, at: datetime) -> Question:
    """Advertising and the like: nobody is answered, and no way to reach anybody is kept."""
    question = _locked(question, by)
    if question.is_open:
        question.name = question.email = question.phone = ""
        _close(question, QuestionState.SPAM, "question_put_away", by, at)
    return question


def _close(question: Question, state: QuestionState, verb: str, by: User, at: datetime) -> None:
    question.state, question.closed_by, question.closed_at = state, by, at
    question.version += 1
    question.save()
    audit.record(kind=KIND, code=question.token, verb=verb, actor=by, at=at)


@transaction.atomic
def make_guide(*, question: Question, by: User, at: datetime) -> Article:
    """A draft with question and answer; whoever edits it takes personal things out by hand."""
    question = _locked(question, by)
    if question.state != QuestionState.ANSWERED:
        raise Refused(_("Jawab dulu pertanyaannya; jawabannya yang menjadi panduan."))
    if question.article is None:
        body = f"> {_quoted(question.body)}\n\n{question.answer}"
        question.article = articles.start_draft(
            title=_excerpt(question.body), body=body, by=by, at=at
        )
        question.save(update_fields=["article"])
    return question.article


def _quoted(text: str) -> str:
    return "\n> ".join(text.splitlines())


def _locked(question: Question, by: User) -> Question:
    if not by.is_caseworker:
        raise Refused(_("Hanya petugas yang mengurus pertanyaan."))
    return Question.objects.select_for_update().get(pk=question.pk)


def status_url(secret: str) -> str:
    """The whole address, to be kept by who asked."""
    path = reverse("accreditation:question-status", args=[secret])
    return settings.BASE_URL.rstrip("/") + path
