"""Doors of the review: the list of items, one item with its evidence, corrections to be sent later."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import file_hints, pages, policies, queries, review, tickets
from accreditation.completeness import DETAILS
from accreditation.models import (
    Application,
    CorrectionDraft,
    CorrectionReason,
    ItemReview,
)
from accreditation.operations import corrections, reviews, second_looks
from accreditation.review_forms import CorrectionForm, ReasonForm, ReviewForm
from accreditation.views.officer import worked_on
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused


def _reviewed(request: HttpRequest, code: str) -> Application:
    """The request with its second look, for somebody who handles cases."""
    return worked_on(request, code, "second_look")


def review_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every item of the request with what the library says and what the office found."""
    application = _reviewed(request, code)
    if _is_blind(request, application):
        return redirect("accreditation:second-look", code)
    whole = review.Review(application)
    wanted = request.GET.get("tampil", "")
    capacities = queries.capacities_of(user=request.user, application=application)
    context = {
        "application": application,
        "review": whole,
        "groups": whole.filtered(wanted),
        "filters": [(key, label) for key, label in review.FILTERS if key != review.CHANGED or whole.since],
        "wanted": wanted,
        "next": whole.next_unseen(),
        "may_return": policies.may_prepare_corrections(
            application=application, capacities=capacities
        ),
        "may_ask_second_look": request.user.is_coordinator and not hasattr(application, "second_look"),
    }  # fmt: skip
    return render(request, "accreditation/review_list.html", context)


def review_rounds(request: HttpRequest, code: str) -> HttpResponse:
    """Every correction of every round, with before and after."""
    application = _reviewed(request, code)
    context = {"application": application, "rounds": tickets.rounds(application)}
    return render(request, "accreditation/review_rounds.html", context)


def review_item(request: HttpRequest, code: str, item: str) -> HttpResponseBase:
    """One item: evidence beside the officer's own answer and note."""
    application = _reviewed(request, code)
    if _is_blind(request, application):
        return redirect("accreditation:second-look", code)
    page = _ItemPage(request, application, item)
    form = page.review_form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = reviews.Judgement(
            page.key.item, form.cleaned_data["note"], page.indicator,
            form.chosen_option,
        )  # fmt: skip
        try:
            reviews.judge(
                application=application, found=found, version=form.cleaned_data["version"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Pemeriksaan “%s” tersimpan.") % page.place.title)
            return redirect(page.way_on(stay="stay" in request.POST))
    return page.rendered(form=form, correction_form=page.correction_form(None))


def correction_draft(request: HttpRequest, code: str, item: str) -> HttpResponseBase:
    """Prepare a correction for this item, or drop it again."""
    application = _reviewed(request, code)
    page = _ItemPage(request, application, item)
    if "drop" in request.POST:
        try:
            corrections.drop(
                application=application, item=page.key.item, indicator=page.indicator, by=request.user
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, " ".join(refusal.reasons))
        else:
            messages.success(request, _("Catatan perbaikan dihapus."))
        return redirect(review.url_of(application, page.key))
    form = page.correction_form(request.POST)
    if form.is_valid():
        wanted = corrections.Wanted(
            page.key.item, form.cleaned_data["sentence"], form.cleaned_data["due_on"],
            page.indicator, form.cleaned_data["reason"],
        )  # fmt: skip
        try:
            corrections.prepare(
                application=application, wanted=wanted, version=form.cleaned_data["version"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Conflict as conflict:
            conflict.back_url = review.url_of(application, page.key)
            raise
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Catatan disiapkan. Pemohon belum melihatnya."))
            return redirect(page.way_on(stay=False))
    return page.rendered(form=page.review_form(None), correction_form=form)


class _ItemPage:
    """What both forms of the page of one item stand on."""

    def __init__(self, request: HttpRequest, application: Application, item: str) -> None:
        place = review.place_of(application, item)
        if place is None:
            raise Http404
        self.request, self.application, self.place = request, application, place
        self.key, self.indicator = place.key, place.indicator
        self.review = self._mine(ItemReview, "option", "reviewed_by")
        self.draft = self._mine(CorrectionDraft, "reason", "written_by")

    def _mine(self, model: type, *related: str) -> Any:
        rows = model.objects.filter(
            application=self.application, item=self.key.item, indicator=self.indicator
        )
        return rows.select_related(*related).first()

    def review_form(self, data: Any) -> ReviewForm:
        options = self.indicator.options.all() if self.indicator else ()
        return ReviewForm(data, review=self.review, options=options)

    def correction_form(self, data: Any) -> CorrectionForm:
        return CorrectionForm(data, draft=self.draft)

    def way_on(self, *, stay: bool) -> str:
        """The next item, or back to the list behind the last one."""
        if stay:
            return review.url_of(self.application, self.key)
        if self.place.after is None:
            return reverse("accreditation:review", args=[self.application.code])
        return review.url_of(self.application, self.place.after)

    def rendered(self, *, form: ReviewForm, correction_form: CorrectionForm) -> HttpResponse:
        capacities = queries.capacities_of(user=self.request.user, application=self.application)
        about = {"application": self.application, "capacities": capacities}
        before, after = self.place.before, self.place.after
        context = {
            "application": self.application,
            "place": self.place,
            "answer": self._answer(),
            "files": file_hints.attach(
                self._files(), application=self.application, capacities=capacities
            ),
            "answers": pages.answers(application=self.application, today=clock.today())
            if self.key.item == DETAILS
            else None,
            "review": self.review,
            "second": self._second_score(),
            "draft": self.draft,
            "rounds": tickets.rounds(
                self.application, item=self.key.item, indicator=self.indicator and self.indicator.pk
            ),
            "form": form,
            "correction_form": correction_form,
            "may_review": policies.may_review(**about),
            "may_correct": policies.may_prepare_corrections(**about),
            "before_url": before and review.url_of(self.application, before),
            "after_url": after and review.url_of(self.application, after),
        }
        status = 422 if form.errors or correction_form.errors else 200
        return render(self.request, "accreditation/review_item.html", context, status=status)

    def _answer(self) -> Any:
        if self.indicator is None:
            return None
        given = self.application.answers.filter(indicator=self.indicator)
        return given.select_related("option", "answered_by").first()

    def _files(self) -> list:
        if self.indicator:
            rows = self.application.evidence.current().filter(indicator=self.indicator)
        else:
            rows = self.application.documents.current().filter(slot=self.key.item)
        return list(rows.select_related("file"))

    def _second_score(self) -> Any:
        """What the second officer found, once both are done."""
        look = getattr(self.application, "second_look", None)
        if look is None or look.finished_at is None or self.indicator is None:
            return None
        return look.scores.filter(indicator=self.indicator).select_related("option").first()


def _is_blind(request: HttpRequest, application: Application) -> bool:
    """Whoever still has a second look to do must not see the first officer's answers."""
    look = getattr(application, "second_look", None)
    return look is not None and look.officer_id == request.user.pk and look.finished_at is None


def second_look_ask(request: HttpRequest, code: str) -> HttpResponse:
    application = _reviewed(request, code)
    try:
        second_looks.ask_for(application=application, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Penilaian kedua diminta. Petugas lain dapat mengambilnya."))
    return redirect("accreditation:review", code)


def reason_list(request: HttpRequest) -> HttpResponse:
    """The list that officers pick from; coordinators keep it."""
    context = {"reasons": CorrectionReason.objects.all()}
    return render(request, "accreditation/reason_list.html", context)


def reason_form(request: HttpRequest, token: str = "") -> HttpResponse:
    reason = get_object_or_404(CorrectionReason, token=token) if token else None
    form = ReasonForm(request.POST if request.method == "POST" else None, reason=reason)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.keep_reason(
                reason=reason, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Daftar alasan tersimpan."))
            return redirect("accreditation:reason-list")
    context = {"form": form, "reason": reason}
    return render(
        request, "accreditation/reason_form.html", context, status=422 if form.errors else 200
    )


def reason_retire(request: HttpRequest, token: str) -> HttpResponse:
    """Take a reason off the list, or put it back."""
    reason = get_object_or_404(CorrectionReason, token=token)
    corrections.set_reason_retired(
        reason=reason, is_retired="back" not in request.POST, by=request.user, at=clock.now()
    )
    messages.success(request, _("Daftar alasan tersimpan."))
    return redirect("accreditation:reason-list")
