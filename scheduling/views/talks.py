"""Doors of a library's own talks: pick an offered time, propose one, change, give back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation import queries as requests
from accreditation.models import Application
from accreditation.views.applicant import visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused, Verdict
from scheduling import offers, policies, queries
from scheduling.forms.talks import (
    GiveBackForm,
    MoveTalkForm,
    OfferedStarts,
    ProposalForm,
    StartField,
    TalkForm,
    start_key,
)
from scheduling.models import Appointment, BookingRules, Mode, TimeProposal
from scheduling.operations import booking, proposals, talks


def talk_new(request: HttpRequest, code: str) -> HttpResponse:
    """The offered times; whoever was too slow chooses again among those that are left."""
    application = visible_application(request, code)
    typed = request.POST if request.method == "POST" else None
    form = _talk_form(application, typed)
    if typed is not None and form.is_valid():
        try:
            appointment = talks.book(
                application=application,
                mode=form.cleaned_data["mode"],
                starts_at=form.cleaned_data["start"],
                agenda=form.cleaned_data["agenda"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            _too_late(form, refusal)
        else:
            messages.success(request, _("Waktu Anda terpesan. Undangan sudah dikirim."))
            return redirect(appointment)
    return _talk_page(request, application, form)


def _talk_form(application: Application, typed: object) -> TalkForm:
    def ask() -> list[offers.Offer]:
        return offers.offered(application=application, rules=BookingRules.current(), at=clock.now())

    return TalkForm(typed, ask=ask, favourite=application.assigned_to_id)


def _too_late(form: OfferedStarts, refusal: Refused) -> None:
    """What was typed stays; a time that is gone is said beside the times that are left."""
    is_about_time = isinstance(refusal, booking.SlotTaken)
    form.add_error("start" if is_about_time else None, list(refusal.reasons))


def _talk_page(request: HttpRequest, application: Application, form: TalkForm) -> HttpResponse:
    proposal = queries.open_proposal(application)
    context = {
        "application": application,
        "form": form,
        "verdict": _may_ask(request, application),
        "proposal": proposal,
        "offered": [(start_key(start), start) for start in proposal.offers] if proposal else [],
    }
    status = 422 if form.errors else 200
    return render(request, "scheduling/talk_new.html", context, status=status)


def proposal_new(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            proposals.propose(
                application=application,
                mode=form.cleaned_data["mode"],
                times=form.times(),
                agenda=form.cleaned_data["agenda"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Usulan terkirim. Petugas menjawabnya di sini."))
            return redirect("scheduling:talk-new", code)
    context = {
        "application": application,
        "form": form,
        "verdict": _may_ask(request, application),
    }
    return render(
        request, "scheduling/proposal_new.html", context, status=422 if form.errors else 200
    )


def proposal_pick(request: HttpRequest, code: str) -> HttpResponse:
    """Take one of the times the office offered instead."""
    application = visible_application(request, code)
    proposal = _open_proposal(application)
    try:
        start = StartField().clean(request.POST.get("start"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("scheduling:talk-new", code)
    return _answered(
        request,
        code,
        lambda: proposals.pick(proposal=proposal, starts_at=start, by=request.user, at=clock.now()),
        _("Waktu Anda terpesan. Undangan sudah dikirim."),
    )


def proposal_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    application = visible_application(request, code)
    proposal = _open_proposal(application)
    return _answered(
        request,
        code,
        lambda: proposals.withdraw(proposal=proposal, by=request.user, at=clock.now()),
        _("Usulan ditarik."),
    )


def _answered(
    request: HttpRequest, code: str, act: Callable[[], object], done: str
) -> HttpResponse:
    try:
        result = act()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return redirect("scheduling:talk-new", code)
    messages.success(request, done)
    if isinstance(result, Appointment):
        return redirect(result)
    return redirect("scheduling:talk-new", code)


def _open_proposal(application: Application) -> TimeProposal:
    proposal = queries.open_proposal(application)
    if proposal is None:
        raise Http404
    proposal.application = application
    return proposal


def talk_move(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _own_talk(request, code)
    typed = request.POST if request.method == "POST" else None
    rules = BookingRules.current()
    form = _move_form(appointment, rules, typed)
    if typed is not None and form.is_valid():
        try:
            talks.move(
                appointment=appointment,
                version=form.cleaned_data["version"],
                starts_at=form.cleaned_data["start"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            _too_late(form, refusal)
        else:
            messages.success(request, _("Waktu diganti. Semua sudah diberi tahu."))
            return redirect(appointment)
    context = {
        "appointment": appointment,
        "form": form,
        "verdict": _may_rearrange(request, appointment, rules),
    }
    return render(request, "scheduling/talk_move.html", context, status=422 if form.errors else 200)


def _move_form(appointment: Appointment, rules: BookingRules, typed: object) -> MoveTalkForm:
    def ask() -> list[offers.Offer]:
        found = offers.offered(
            application=appointment.application, rules=rules, at=clock.now(), besides=appointment
        )
        return [offer for offer in found if offer.start != appointment.starts_at]

    form = MoveTalkForm(typed, ask=ask, favourite=appointment.officer_id)
    form.initial["version"] = appointment.version
    return form


def talk_cancel(request: HttpRequest, code: str) -> HttpResponse:
    appointment = _own_talk(request, code)
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            talks.cancel(
                appointment=appointment,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Konsultasi dibatalkan. Semua sudah diberi tahu."))
            return redirect(appointment)
    context = {
        "appointment": appointment,
        "form": form,
        "verdict": _may_rearrange(request, appointment, BookingRules.current()),
    }
    return render(
        request, "scheduling/talk_cancel.html", context, status=422 if form.errors else 200
    )


def _own_talk(request: HttpRequest, code: str) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).with_case()
    return get_object_or_404(rows.exclude(mode=Mode.ON_SITE), code=code)


def _may_ask(request: HttpRequest, application: Application) -> Verdict:
    return policies.may_ask_for_talk(
        application=application,
        capacities=requests.capacities_of(user=request.user, application=application),
        at=clock.now(),
    )


def _may_rearrange(request: HttpRequest, appointment: Appointment, rules: BookingRules) -> Verdict:
    return policies.may_rearrange(
        appointment=appointment,
        capacities=requests.capacities_of(user=request.user, application=appointment.application),
        rules=rules,
        at=clock.now(),
    )
