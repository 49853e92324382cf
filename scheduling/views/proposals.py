"""Doors of the office's answers to proposed times."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from scheduling import offers, queries
from scheduling.forms.talks import ConfirmForm, OfferForm
from scheduling.models import TimeProposal
from scheduling.operations import proposals


def proposal_list(request: HttpRequest) -> HttpResponse:
    context = {
        "proposals": queries.waiting_proposals(),
        "talks": queries.talks_without_link(now=clock.now()),
    }
    return render(request, "scheduling/proposal_list.html", context)


def proposal_answer(request: HttpRequest, token: str) -> HttpResponse:
    proposal = _visible(request, token)
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, proposal=proposal, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            appointment = proposals.confirm(
                proposal=proposal,
                starts_at=form.cleaned_data["start"],
                officer=form.cleaned_data["officer"],
                join_url=form.cleaned_data.get("join_url", ""),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Jadwal tersimpan. Undangan sudah dikirim."))
            return redirect(appointment)
    context = {
        "proposal": proposal,
        "form": form,
        "free": offers.free_officers(starts=proposal.wishes),
    }
    return render(
        request, "scheduling/proposal_answer.html", context, status=422 if form.errors else 200
    )


def proposal_offer(request: HttpRequest, token: str) -> HttpResponse:
    proposal = _visible(request, token)
    form = OfferForm(
        request.POST if request.method == "POST" else None, proposal=proposal, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            proposals.offer(
                proposal=proposal,
                version=form.cleaned_data["version"],
                times=form.times(),
                officer=form.cleaned_data["officer"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tawaran terkirim. Perpustakaan memilih salah satu."))
            return redirect(proposal.application)
    context = {
        "proposal": proposal,
        "form": form,
        "free": offers.next_offers(application=proposal.application, at=clock.now()),
    }
    return render(
        request, "scheduling/proposal_offer.html", context, status=422 if form.errors else 200
    )


def _visible(request: HttpRequest, token: str) -> TimeProposal:
    rows = TimeProposal.objects.open().select_related(
        "application__library__desa", "application__library__kecamatan", "application__assigned_to"
    )
    return get_object_or_404(rows, token=token)
