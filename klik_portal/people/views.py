"""The office's screens for people's accounts."""

import re

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from klik_portal.accounts import queries
from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.people import operations
from klik_portal.people.forms import ContactForm, HandCodeForm, NewUserForm, RoleForm, UserSearch

MOST = 100
SHOWN_ONCE = "handed_code"  # session key, gone when the page was shown


def user_list(request: HttpRequest) -> HttpResponse:
    form = UserSearch(request.GET)
    people = User.objects.order_by("name", "pk")
    if form.is_valid():
        words, role = form.cleaned_data["q"], form.cleaned_data["peran"]
        if words:
            fits = Q(name__icontains=words) | Q(email__icontains=words)
            if digits := _as_kept(words):
                fits |= Q(phone__contains=digits)
            people = people.filter(fits)
        if role:
            people = people.filter(role=role)
    return render(request, "people/user_list.html", {"form": form, "people": people[:MOST]})


def _as_kept(words: str) -> str:
    """Part of a number as rows keep it: 0812-55, +62 812 55 and 62812 55 all become 81255."""
    if not re.fullmatch(r"[0-9 +().-]+", words):
        return ""
    return re.sub(r"[^0-9]", "", words).removeprefix("62").lstrip("0")


def user_new(request: HttpRequest) -> HttpResponse:
    form = NewUserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = operations.create(by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Akun dibuat untuk %s.") % user.display_name)
            return redirect("people:user-detail", user.public_id)
    return render(
        request, "people/user_new.html", {"form": form}, status=422 if form.errors else 200
    )


def user_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(User, public_id=public_id)
    form = RoleForm(
        request.POST if request.method == "POST" else None, initial={"role": person.role}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_role(
                user=person, role=form.cleaned_data["role"], by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Peran tersimpan dan berlaku sekarang."))
            if person.is_applicant and form.cleaned_data["role"] != Role.APPLICANT:
                messages.info(
                    request, _("Minta ia membuat kata sandi baru lewat “Lupa kata sandi”.")
                )
            return redirect("people:user-detail", public_id)
    return render(
        request,
        "people/user_detail.html",
        {"person": person, "form": form},
        status=422 if form.errors else 200,
    )


def contact_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where an applicant is reached, put right by an officer."""
    person = get_object_or_404(User, public_id=public_id, role=Role.APPLICANT)
    theirs: list[tuple[str, str]] = []
    form = ContactForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            operations.correct_contact(
                user=person, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Conflict as conflict:
            theirs = conflict.theirs
            form.catch_up(User.objects.get(pk=person.pk))
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Kontak tersimpan."))
            return redirect("people:contact-edit", public_id)
    status = 409 if theirs else 422 if form.errors else 200
    context = {"person": person, "form": form, "theirs": theirs}
    return render(request, "people/contact_edit.html", context, status=status)


def user_activity(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(User, public_id=public_id)
    try:
        operations.set_active(
            user=person, active=request.POST.get("active") == "1", by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Tersimpan."))
    return redirect("people:user-detail", public_id)


@never_cache
def hand_code(request: HttpRequest) -> HttpResponse:
    """Make a code and show it once, on the page that follows; a form sent twice makes one code."""
    form = HandCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = queries.by_login(form.cleaned_data["login"])
        if person is None:
            form.add_error(
                "login",
                _("Tidak ada akun pemohon dengan nomor atau surel ini. Minta ia mendaftar dulu."),
            )
        else:
            try:
                code = operations.hand_code(user=person, by=request.user, at=clock.now())
            except Refused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                request.session[SHOWN_ONCE] = [person.display_name, code]
                return redirect("people:hand-code")
    person_name, code = request.session.pop(SHOWN_ONCE, ("", ""))
    context = {"form": form, "code": code, "person_name": person_name}
    return render(request, "people/hand_code.html", context, status=422 if form.errors else 200)
