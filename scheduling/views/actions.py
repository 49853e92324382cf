"""Doors of minutes and agreed actions."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.views.applicant import visible_application
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from scheduling import agreed, attendance
from scheduling.forms.actions import (
    ActionFilter,
    ActionForm,
    DropForm,
    EditActionForm,
    FinishForm,
    ResultForm,
)
from scheduling.models import AgreedAction, Appointment
from scheduling.operations import actions, minutes


def appointment_result(request: HttpRequest, code: str) -> HttpResponse:
    appointment = get_object_or_404(
        Appointment.objects.visible_to(request.user).with_case().select_related("zoom"), code=code
    )
    if request.method == "GET" and not appointment.is_scheduled:
        raise Http404
    present = _attendance(appointment)
    form = ResultForm(
        request.POST if request.method == "POST" else None, initial=_seen(appointment, present)
    )
    if request.method == "POST" and form.is_valid():
        try:
            minutes.close_meeting(
                appointment=appointment,
                attended=form.cleaned_data["attended"] == "yes",
                note=form.cleaned_data["note"],
                agreed=form.agreed(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Hasil pertemuan tersimpan."))
            return redirect(appointment.application)
    context = {"appointment": appointment, "form": form, "attendance": present}
    return render(
        request, "scheduling/appointment_result.html", context, status=422 if form.errors else 200
    )


def _attendance(appointment: Appointment) -> attendance.Attendance | None:
    meeting = getattr(appointment, "zoom", None)
    return attendance.of_meeting(meeting, at=clock.now()) if meeting else None


def _seen(appointment: Appointment, present: attendance.Attendance | None) -> dict[str, str]:
    """What Zoom saw is proposed; the officer decides."""
    if present and present.took_place(without=appointment.officer.display_name):
        return {"attended": "yes"}
    return {}


def action_list(request: HttpRequest) -> HttpResponse:
    form = ActionFilter(request.GET)
    today = clock.today()
    page = agreed.open_actions(user=request.user, wanted=form.wanted(), today=today)
    asked = {key: value for key, value in request.GET.items() if key in form.fields and value}
    context = {
        "form": form,
        "rows": [(action, action.is_overdue(today)) for action in page.rows],
        "is_filtered": bool(asked),
        "next_url": "?" + urlencode({**asked, "setelah": page.next_cursor})
        if page.next_cursor
        else "",
    }
    return render(request, "scheduling/action_list.html", context)


def action_new(request: HttpRequest, code: str) -> HttpResponse:
    """For a request; with `?pertemuan=` it is noted under that meeting."""
    application = visible_application(request, code)
    appointment = application.appointments.filter(code=request.GET.get("pertemuan", "")).first()
    form = ActionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree(
                application=application, appointment=appointment, by=request.user,
                at=clock.now(), **form.cleaned_data,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tindak lanjut tersimpan. Perpustakaan diberi tahu."))
            return redirect(appointment or application)
    return _form_page(request, application, form, _("Tindak lanjut baru"))


def action_edit(request: HttpRequest, token: str) -> HttpResponse:
    action = _visible(request, token)
    form = EditActionForm(request.POST if request.method == "POST" else None, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(action=action, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tindak lanjut diubah."))
            return redirect(action.application)
    return _form_page(request, action.application, form, _("Ubah tindak lanjut"), action)


def action_drop(request: HttpRequest, token: str) -> HttpResponse:
    action = _visible(request, token)
    form = DropForm(
        request.POST if request.method == "POST" else None, initial={"version": action.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop(action=action, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Dicatat: tidak jadi."))
            return redirect(action.application)
    return _form_page(request, action.application, form, _("Tidak jadi dikerjakan"), action)


def action_finish(request: HttpRequest, token: str) -> HttpResponse:
    action = _visible(request, token)
    if not actions.may_finish(action=action, user=request.user):
        raise Http404
    form = FinishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish(
                action=action, note=form.cleaned_data["note"], by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Ditandai selesai. Terima kasih."))
            return redirect(action.application)
    return _form_page(request, action.application, form, _("Tandai selesai"), action)


def _visible(request: HttpRequest, token: str) -> AgreedAction:
    rows = AgreedAction.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("application__library__desa", "application__library__kecamatan"),
        token=token,
    )


def _form_page(
    request: HttpRequest,
    application: Application,
    form: Any,
    title: str,
    action: AgreedAction | None = None,
) -> HttpResponse:
    context = {"application": application, "form": form, "title": title, "action": action}
    return render(
        request, "scheduling/action_form.html", context, status=422 if form.errors else 200
    )
