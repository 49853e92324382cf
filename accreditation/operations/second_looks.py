"""The blind second score: a sample of requests is scored again by somebody who has not seen the first."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.models import AnswerOption, Application, SecondLook, SecondScore
from klik_portal.accounts.models import User
from klik_portal.audit import operations as audit
from klik_portal.core.verdict import Refused
from klik_portal.office import queries as office


def draw(*, application: Application, at: datetime) -> SecondLook | None:
    """Called when a request was found ready: takes the office's share of them, by chance of the number."""
    if not is_sampled(application.code, office.office().second_look_percent):
        return None
    return _drawn(application, at)


def is_sampled(code: str, percent: int) -> bool:
    """The same answer every time, spread evenly over the numbers."""
    return int(sha256(code.encode()).hexdigest(), 16) % 100 < percent


@transaction.atomic
def ask_for(*, application: Application, by: User, at: datetime) -> SecondLook:
    """A coordinator wants a second score for a request that chance left out."""
    if not by.is_coordinator:
        raise Refused(_("Hanya koordinator yang meminta penilaian kedua."))
    look = _drawn(application, at)
    if look is None:
        raise Refused(_("Belum ada jawaban petugas pertama untuk dibandingkan."))
    audit.record(
        kind="application", code=application.code, verb="second_look_asked", actor=by, at=at
    )
    return look


def _drawn(application: Application, at: datetime) -> SecondLook | None:
    if not application.item_reviews.filter(option__isnull=False).exists():
        return None
    return SecondLook.objects.get_or_create(application=application, defaults={"drawn_at": at})[0]


@transaction.atomic
def take(*, look: SecondLook, by: User, at: datetime) -> SecondLook:
    """Become the second officer: nobody who judged this request may."""
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.officer_id == by.pk:
        return look
    if look.officer_id:
        raise Refused(_("Penilaian kedua ini sudah diambil petugas lain."))
    if look.application.item_reviews.filter(reviewed_by=by).exists():
        raise Refused(_("Anda sudah memeriksa permohonan ini; penilaian kedua untuk petugas lain."))
    look.officer = by
    look.save(update_fields=["officer"])
    audit.record(
        kind="application", code=look.application.code, verb="second_look_taken", actor=by, at=at
    )
    return look


@transaction.atomic
def score(*, look: SecondLook, chosen: Mapping[int, AnswerOption], by: User, at: datetime) -> None:
    """Keep the second officer's answers, indicator -> option. Half a sheet is welcome."""
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.officer_id != by.pk:
        raise Refused(_("Penilaian kedua ini bukan tugas Anda."))
    if look.finished_at:
        raise Refused(_("Penilaian kedua ini sudah selesai dan tidak berubah lagi."))
    for indicator, option in chosen.items():
        SecondScore.objects.update_or_create(
            look=look, indicator_id=indicator, defaults={"option": option}
        )


@transaction.atomic
def finish(*, look: SecondLook, by: User, at: datetime) -> SecondLook:
    """Close it; from now on both scores may be seen beside each other."""
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.officer_id != by.pk:
        raise Refused(_("Penilaian kedua ini bukan tugas Anda."))
    if not look.scores.exists():
        raise Refused(_("Nilai sedikitnya satu butir dulu."))
    if look.finished_at is None:
        look.finished_at = at
        look.save(update_fields=["finished_at"])
        audit.record(
            kind="application",
            code=look.application.code,
            verb="second_look_finished",
            actor=by,
            at=at,
        )
    return look
