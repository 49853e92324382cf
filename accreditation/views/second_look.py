"""Doors of the blind second score and of what it teaches."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation import assessment, review
from accreditation.forms import ComponentForm
from accreditation.models import Answer, AnswerOption, SecondLook
from accreditation.operations import second_looks
from accreditation.operations.answers import UNKNOWN
from accreditation.views.officer import worked_on
from klik_portal.core import clock
from klik_portal.core.verdict import Refused


def calibration(request: HttpRequest) -> HttpResponse:
    """Which requests wait for a second score, and on which indicators officers differ."""
    context = {"looks": review.open_looks(), "gaps": review.calibration()}
    return render(request, "accreditation/calibration.html", context)


def _look(request: HttpRequest, code: str) -> SecondLook:
    """The second look of this request, for everybody who did not judge it before."""
    application = worked_on(request, code, "second_look")
    look = getattr(application, "second_look", None)
    if look is None or application.edition is None:
        raise Http404
    look.application = application
    return look


def _sheet(look: SecondLook) -> assessment.Assessment:
    """The sheet with the second officer's answers, and nothing of the first's."""
    given = {score.indicator_id: score.option for score in look.scores.select_related("option")}
    return assessment.of_answers(
        look.application.edition, given, on=clock.today(), evidence_of=look.application
    )


def second_look(request: HttpRequest, code: str) -> HttpResponse:
    look = _look(request, code)
    context = {
        "application": look.application,
        "look": look,
        "sheet": _sheet(look),
        "is_mine": look.officer_id == request.user.pk,
    }
    return render(request, "accreditation/second_look.html", context)


def second_look_take(request: HttpRequest, code: str) -> HttpResponse:
    look = _look(request, code)
    try:
        second_looks.take(look=look, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("accreditation:calibration")
    return redirect("accreditation:second-look", code)


def second_look_finish(request: HttpRequest, code: str) -> HttpResponse:
    look = _look(request, code)
    try:
        second_looks.finish(look=look, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Penilaian kedua selesai. Terima kasih."))
    return redirect("accreditation:second-look", code)


def second_look_component(request: HttpRequest, code: str, component: str) -> HttpResponse:
    """One component a page, like the library's own assessment."""
    look = _look(request, code)
    sheet = _sheet(look)
    section = next((s for s in sheet.sections if s.component.code == component), None)
    if section is None or look.officer_id != request.user.pk or look.finished_at:
        raise Http404
    form = ComponentForm(request.POST if request.method == "POST" else None, section=section)
    if request.method == "POST" and form.is_valid():
        chosen = {pk: option for pk, option in form.chosen().items() if option != UNKNOWN}
        options = AnswerOption.objects.in_bulk(chosen.values())
        second_looks.score(
            look=look, chosen={pk: options[option] for pk, option in chosen.items()},
            by=request.user, at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("%s tersimpan.") % section.component.name)
        later = sheet.sections[sheet.sections.index(section) + 1 :]
        if later:
            return redirect("accreditation:second-look-component", code, later[0].component.code)
        return redirect("accreditation:second-look", code)
    claims = {
        answer.indicator_id: answer
        for answer in Answer.objects.filter(
            application=look.application, indicator__component=section.component
        ).select_related("option")
    }
    context = {
        "application": look.application, "section": section, "form": form,
        "rows": [(row, claims.get(row.item.indicator.pk)) for row in form.rows],
    }  # fmt: skip
    return render(
        request,
        "accreditation/second_look_component.html",
        context,
        status=422 if form.errors else 200,
    )
