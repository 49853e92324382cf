"""Doors of the self-assessment: the sheet, one component a page, and the coach."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import assessment, charts, policies, queries, renewal
from accreditation.forms import ComponentForm
from accreditation.models import Application
from accreditation.operations import answers
from accreditation.views.applicant import AUTOSAVE, filled_application, visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused, Verdict
from klik_portal.guides import queries as guides


def _sheet(application: Application, *, with_options: bool = True) -> assessment.Assessment:
    sheet = assessment.of_application(application, on=clock.today(), with_options=with_options)
    if sheet is None:
        raise Http404  # no sheet for this type of library
    return sheet


def assessment_overview(request: HttpRequest, code: str) -> HttpResponse:
    mine = Application.objects.visible_to(request.user).with_library().select_related("edition")
    application = get_object_or_404(queries.with_newest_edition(mine, on=clock.today()), code=code)
    capacities = queries.capacities_of(user=request.user, application=application)
    context = {
        "application": application,
        "sheet": _sheet(application, with_options=False),
        "verdict": policies.may_assess(application=application, capacities=capacities),
        "carried": renewal.carried_indicators(application),
        "has_newer": application.edition_id not in (None, application.newest_edition_id),
    }
    return render(request, "accreditation/assessment_overview.html", context)


def assessment_move(request: HttpRequest, code: str) -> HttpResponse:
    """Go over to the newest sheet: first what goes along and what must be answered anew, then the step."""
    application = filled_application(request, code)
    newest = assessment.newest_for(application, clock.today())
    if newest is None or newest.pk == application.edition_id:
        return redirect("accreditation:assessment", code)
    if request.method == "POST":
        try:
            answers.move_to_newest(application=application, by=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, " ".join(refusal.reasons))
        else:
            messages.success(
                request, _("Penilaian memakai lembar terbaru. Jawaban yang sama ikut pindah.")
            )
        return redirect("accreditation:assessment", code)
    capacities = queries.capacities_of(user=request.user, application=application)
    moves = assessment.moves_to(newest, application)
    context = {
        "application": application,
        "newest": newest,
        "lost": [move.asked for move in moves if move.is_lost],
        "kept_count": sum(move.indicator is not None for move in moves),
        "verdict": policies.may_change_edition(application=application, capacities=capacities),
    }
    return render(request, "accreditation/assessment_move.html", context)


def assessment_component(request: HttpRequest, code: str, component: str) -> HttpResponse:
    """One component a page. Saves whatever is there; "belum tahu" is an answer too."""
    application = visible_application(request, code)
    sheet = _sheet(application)
    section = next((s for s in sheet.sections if s.component.code == component), None)
    if section is None:
        raise Http404
    capacities = queries.capacities_of(user=request.user, application=application)
    unlocked = policies.unlocked_indicators(application)
    verdict = policies.may_assess(application=application, capacities=capacities, unlocked=unlocked)
    locked = _locked(section, verdict, unlocked)
    form = ComponentForm(
        request.POST if request.method == "POST" else None, section=section, locked=locked
    )
    overtaken: list[answers.Overtaken] = []
    if request.method == "POST" and form.is_valid():
        try:
            overtaken = answers.save(
                application=application, component=section.component, chosen=form.chosen(),
                seen=form.seen(), by=request.user, at=clock.now(),
                is_seen=request.headers.get("X-Requested-With") != AUTOSAVE,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            if not overtaken:
                return _saved(request, application, sheet, section)
            section = next(s for s in _sheet(application).sections if s.component.code == component)
            form = ComponentForm(None, section=section, locked=locked)
    status = 409 if overtaken else 422 if form.errors else 200
    if status != 200 and request.headers.get("X-Requested-With") == AUTOSAVE:
        return JsonResponse({}, status=status)
    context = {
        "application": application, "sheet": sheet, "section": section, "form": form,
        "verdict": verdict, "overtaken": overtaken, "place": section.component.position,
        "carried": renewal.carried_indicators(application),
        "guides": guides.suggest(
            text=section.component.name, indicator=component, library_type=application.library.type
        ),
    }  # fmt: skip
    return render(request, "accreditation/assessment_component.html", context, status=status)


def _locked(
    section: assessment.Section, verdict: Verdict, unlocked: frozenset[int]
) -> frozenset[int]:
    """The indicators of this page that cannot be changed now."""
    everything = frozenset(item.indicator.pk for item in section.items)
    if not verdict:
        return everything
    return everything - unlocked if unlocked else frozenset()


def _saved(
    request: HttpRequest,
    application: Application,
    sheet: assessment.Assessment,
    section: assessment.Section,
) -> HttpResponse:
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return JsonResponse({"saved_at": f"{clock.wita(clock.now()):%H.%M}"})
    number = request.POST.get("evidence", "")
    if number in {str(item.indicator.number) for item in section.items}:
        # Saved first, so that nothing ticked is lost on the way to the evidence.
        return redirect(
            "accreditation:indicator-evidence", application.code, section.component.code, number
        )
    messages.success(request, _("%s tersimpan.") % section.component.name)
    if "stay" in request.POST:
        return redirect(
            "accreditation:assessment-component", application.code, section.component.code
        )
    later = sheet.sections[sheet.sections.index(section) + 1 :]
    if later:
        return redirect(
            "accreditation:assessment-component", application.code, later[0].component.code
        )
    return redirect("accreditation:coach", application.code)


def coach(request: HttpRequest, code: str) -> HttpResponse:
    """Where the library stands by its own answers, and the cheapest way to the next grade."""
    application = visible_application(request, code)
    sheet, history = _sheet(application), list(application.readiness.all())
    context = {
        "application": application,
        "sheet": sheet,
        "history": history,
        "line": charts.readiness_line(history, sheet.thresholds),
    }
    return render(request, "accreditation/coach.html", context)
