"""Doors of the question box: ask, come back, answer, move, put away, make a guide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import questions as reading
from accreditation.models import Question
from accreditation.operations import questions
from accreditation.question_forms import AnswerQuestionForm, AskForm, MoveForm
from klik_portal.accounts import limits
from klik_portal.core import clock, once
from klik_portal.core.verdict import Refused
from klik_portal.guides import queries as guides

TRAP = "website"  # a field nobody sees; only programs fill it in


def ask(request: HttpRequest) -> HttpResponse:
    """The question first, then guides that may answer it already, then it is sent."""
    is_sent = request.method == "POST"
    if is_sent and request.POST.get(TRAP):
        return redirect("desks:front")
    has_seen = is_sent and request.POST.get("seen") == "1"
    form = AskForm(
        request.POST if is_sent else None,
        with_contact=not request.user.is_authenticated,
        has_seen=has_seen,
    )
    suggested = []
    if is_sent and form.is_valid():
        if has_seen:
            return _asked(request, form)
        typed = form.cleaned_data
        suggested = guides.suggest(text=typed["body"], library_type=typed["kind"])
        form = AskForm(
            {**request.POST.dict(), "seen": "1"},
            with_contact=not request.user.is_authenticated,
            has_seen=True,
        )
    context = {
        "form": form,
        "suggested": suggested,
        "is_second_step": form.has_seen,
        "promised_at": questions.promised(clock.now()),
    }
    return render(request, "accreditation/ask.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: AskForm) -> HttpResponse:
    if not limits.may_try(request, "ask"):
        return render(request, "429.html", status=429)
    digest = once.digest_of(request) if request.POST.get(once.FIELD) else None
    secret = questions.secret_for(digest)
    by = request.user if request.user.is_authenticated else None
    questions.ask(asked=form.asked, secret=secret, by=by, at=clock.now())
    return redirect("accreditation:question-status", secret)


def question_status(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever holds the link: the promise, then the answer."""
    user = request.user if request.user.is_authenticated else None
    question = reading.found(secret=secret, user=user)
    if question is None:
        if limits.too_many(request, "wrong_tap"):
            return render(request, "429.html", status=429)
        raise Http404
    context = {"question": question, "url": questions.status_url(secret)}
    response = render(request, "accreditation/question_status.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def question_list(request: HttpRequest) -> HttpResponse:
    is_closed = request.GET.get("tampil") == "selesai"
    context = {
        "is_closed": is_closed,
        "rows": [] if is_closed else reading.waiting(user=request.user, at=clock.now()),
        "closed": reading.closed(user=request.user) if is_closed else [],
    }
    return render(request, "accreditation/question_list.html", context)


def question_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Read and answer."""
    question = _kept(request, token)
    is_sent = request.method == "POST"
    form = AnswerQuestionForm(
        request.POST if is_sent else None, initial={"version": question.version}
    )
    if is_sent and form.is_valid():
        try:
            questions.answer(
                question=question, text=form.cleaned_data["answer"],
                version=form.cleaned_data["version"], by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Jawaban terkirim."))
            return redirect("accreditation:question-detail", token)
    return _detail(request, question, form, MoveForm(applications=_threads(question)))


def question_move(request: HttpRequest, token: str) -> HttpResponse:
    question = _kept(request, token)
    form = MoveForm(request.POST, applications=_threads(question))
    if form.is_valid():
        try:
            questions.move(
                question=question, application=form.chosen, by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Pertanyaan dilanjutkan di percakapan permohonan."))
            return redirect("accreditation:conversation", form.chosen.code)
    answer = AnswerQuestionForm(initial={"version": question.version})
    return _detail(request, question, answer, form)


def _threads(question: Question) -> list:
    return reading.threads_of(question.asked_by) if question.is_open else []


def _detail(
    request: HttpRequest, question: Question, form: AnswerQuestionForm, move_form: MoveForm
) -> HttpResponse:
    context = {
        "question": question,
        "form": move_form if move_form.errors else form,
        "answer_form": form,
        "move_form": move_form,
    }
    status = 422 if form.errors or move_form.errors else 200
    return render(request, "accreditation/question_detail.html", context, status=status)


def question_put_away(request: HttpRequest, token: str) -> HttpResponse:
    questions.put_away(question=_kept(request, token), by=request.user, at=clock.now())
    messages.success(request, _("Pertanyaan ditutup tanpa jawaban."))
    return redirect("accreditation:question-list")


def question_guide(request: HttpRequest, token: str) -> HttpResponse:
    try:
        article = questions.make_guide(
            question=_kept(request, token), by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("accreditation:question-detail", token)
    messages.success(request, _("Draf panduan dibuat. Hapus nama dan data pribadi sebelum terbit."))
    return redirect("guides:article-edit", article.slug)


def _kept(request: HttpRequest, token: str) -> Question:
    rows = Question.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("asked_by", "closed_by", "application", "article"), token=token
    )
