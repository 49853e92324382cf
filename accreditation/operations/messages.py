"""Who is told what when a request moves. Subjects start with what the reader should do."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import queries
from accreditation.models import Application, Correction, Outcome
from accreditation.workflow import Turn
from klik_portal.accounts.models import User
from klik_portal.core import wording
from klik_portal.notifications.operations import outbox
from klik_portal.office import queries as office
from klik_portal.office import working_days

KIND = "application"


def announce(*, application: Application, step: str, by: User, at: datetime, note: str) -> None:
    """Tell both sides about a step, in the transaction of the step."""
    _TEXTS[step](application, by, at, note)


def tell_applicants(
    application: Application,
    *,
    event: str,
    subject: str,
    lines: Sequence[str],
    at: datetime,
    link: str = "",
) -> None:
    for person in queries.applicants_of(application):
        _tell(person, application, event=event, subject=subject, lines=lines, at=at, link=link)


def tell_office(
    application: Application, *, event: str, subject: str, lines: Sequence[str], at: datetime
) -> None:
    """The assigned officer; while there is none, every caseworker, in Klik only."""
    if application.assigned_to_id:
        _tell(
            application.assigned_to, application, event=event, subject=subject, lines=lines, at=at
        )
        return
    for officer in User.objects.caseworkers():
        _tell(
            officer,
            application,
            event=event,
            subject=subject,
            lines=lines,
            at=at,
            channels=("in_app",),
        )


def _tell(
    person: User,
    application: Application,
    *,
    event: str,
    subject: str,
    lines: Sequence[str],
    at: datetime,
    link: str = "",
    channels: Sequence[str] | None = None,
    due_at: datetime | None = None,
) -> None:
    outbox.enqueue(
        recipient=person,
        event=f"application.{event}",
        dedupe=f"{application.code}:{event}:{application.version}",
        subject=subject,
        lines=lines,
        at=at,
        link=link or application.get_absolute_url(),
        about_kind=KIND,
        about_code=application.code,
        channels=channels,
        due_at=due_at,
    )


def _submitted(application: Application, by: User, at: datetime, note: str) -> None:
    due = wording.moment(application.due_at)
    tell_applicants(
        application,
        event="received",
        subject=_("Kami terima: permohonan %s") % application.code,
        lines=[
            _("Permohonan %(library)s kami terima pada %(moment)s.")
            % {"library": application.library, "moment": wording.moment(at)},
            _("Petugas memberi tanggapan pertama paling lambat %s.") % due,
            _("Anda tidak perlu melakukan apa-apa sekarang. Simpan nomor ini: %s.")
            % application.code,
        ],
        at=at,
    )
    tell_office(
        application,
        event="to_answer",
        subject=_("Tanggapi permohonan %(code)s: %(library)s")
        % {"code": application.code, "library": application.library},
        lines=[_("Batas tanggapan: %s.") % due],
        at=at,
    )


def _returned(application: Application, by: User, at: datetime, note: str) -> None:
    asked = Correction.objects.select_related("indicator").filter(
        application=application, asked_at=at
    )
    latest = max((c.due_on for c in asked), default=None)
    lines = [
        _("Petugas sudah memeriksa permohonan %s.") % application.library,
        _("Yang perlu diperbaiki:"),
    ]
    lines += [f"- {c.label}: {c.sentence}" for c in asked]
    if latest:
        lines.append(
            _("Batas waktu: %s. Setelah selesai, kirim ulang lewat Klik.") % wording.day(latest)
        )
    tell_applicants(
        application,
        event="returned",
        subject=_("Perbaiki %(count)d hal pada permohonan %(code)s")
        % {"count": len(asked), "code": application.code},
        lines=lines,
        at=at,
        link=reverse("accreditation:corrections", args=[application.code]),
    )


def _accepted(application: Application, by: User, at: datetime, note: str) -> None:
    tell_applicants(
        application,
        event="accepted",
        subject=_("Berkas diterima: pendampingan %s dimulai") % application.code,
        lines=_with_note(
            [
                _("Berkas %s sudah lengkap dan diterima.") % application.library,
                _("Petugas akan mengatur jadwal Zoom atau kunjungan, paling lambat %s.")
                % wording.moment(application.due_at),
            ],
            note,
        ),
        at=at,
    )


def _declined(application: Application, by: User, at: datetime, note: str) -> None:
    tell_applicants(
        application,
        event="declined",
        subject=_("Permohonan %s tidak dapat dilanjutkan") % application.code,
        lines=[
            _("Petugas tidak dapat melanjutkan permohonan %s.") % application.library,
            _("Alasan: %s") % note,
            _("Anda dapat bertanya kepada petugas atau mengajukan permohonan baru."),
        ],
        at=at,
    )


def _withdrawn(application: Application, by: User, at: datetime, note: str) -> None:
    tell_office(
        application,
        event="withdrawn",
        subject=_("Dibatalkan pemohon: %(code)s %(library)s")
        % {"code": application.code, "library": application.library},
        lines=[_("Alasan: %s") % note],
        at=at,
    )


def _moved_on(subject: str, line: str) -> Callable[[Application, User, datetime, str], None]:
    def tell(application: Application, by: User, at: datetime, note: str) -> None:
        tell_applicants(
            application,
            event=application.state,
            subject=subject % application.code,
            lines=_with_note([line % application.library], note),
            at=at,
        )

    return tell


def _silent(application: Application, by: User, at: datetime, note: str) -> None:
    """Nobody else needs to hear of it."""


_TEXTS: dict[str, Callable[[Application, User, datetime, str], None]] = {
    "submit": _submitted,
    "resubmit": _submitted,
    "discard": _silent,
    "withdraw": _withdrawn,
    "return": _returned,
    "accept": _accepted,
    "decline": _declined,
    "mark_ready": _moved_on(
        "Siap diusulkan: permohonan %s", "%s dinyatakan siap diusulkan ke Perpusnas."
    ),
    "mentor_again": _moved_on(
        "Pendampingan dilanjutkan: permohonan %s", "%s masih didampingi sebelum diusulkan."
    ),
    "propose": _moved_on(
        "Sudah diusulkan ke Perpusnas: %s", "%s sudah diusulkan. Kami kabari begitu ada hasil."
    ),
    "record_accredited": _silent,  # tell_outcome says it, with the certificate
    "record_not_accredited": _moved_on(
        "Hasil penilaian: permohonan %s", "%s belum terakreditasi kali ini."
    ),
    "reopen": _moved_on(
        "Dibuka kembali: permohonan %s", "Permohonan %s dibuka kembali oleh petugas."
    ),
}


def tell_outcome(*, outcome: Outcome, at: datetime) -> None:
    application = outcome.application
    tell_applicants(
        application,
        event="accredited",
        subject=_("Selamat: %(library)s terakreditasi %(grade)s")
        % {"library": outcome.library, "grade": outcome.grade},
        lines=[
            _("Nomor sertifikat: %s.") % outcome.certificate_number,
            _("Ditetapkan %(decided)s, berlaku sampai %(until)s.")
            % {
                "decided": wording.day(outcome.decided_on),
                "until": wording.day(outcome.valid_until),
            },
        ],
        at=at,
    )


def tell_assigned(*, application: Application, officer: User, by: User, at: datetime) -> None:
    _tell(
        officer,
        application,
        event="assigned",
        subject=_("Tangani permohonan %(code)s: %(library)s")
        % {"code": application.code, "library": application.library},
        lines=[_("%s menugaskan permohonan ini kepada Anda.") % by.display_name],
        at=at,
    )


def tell_next_step(*, application: Application, at: datetime) -> None:
    tell_applicants(
        application,
        event="next_step",
        subject=_("Langkah Anda berikutnya: permohonan %s") % application.code,
        lines=[
            application.next_step_sentence,
            _("Paling lambat %s.") % wording.moment(application.due_at),
        ],
        at=at,
    )


def nudge(*, application: Application, at: datetime) -> None:
    """A friendly reminder that the ball is with the library; held back during the night."""
    due_at = working_days.outside_quiet_hours(at)
    for person in queries.applicants_of(application):
        _tell(
            person,
            application,
            event=f"nudge.{application.turn_since.isoformat()}",
            subject=_("Lanjutkan permohonan %s") % application.code,
            lines=[
                _("Permohonan %(library)s menunggu Anda sejak %(since)s.")
                % {
                    "library": application.library,
                    "since": wording.day(application.turn_since.date()),
                },
                _("Langkah berikutnya: %s") % application.next_step_sentence,
                _("Butuh bantuan? Hubungi petugas; semua isian Anda tersimpan."),
            ],
            at=at,
            due_at=due_at,
        )


def waiting_too_long(at: datetime) -> QuerySet[Application]:
    """Requests whose ball has been with the applicant for the office's patience, not yet reminded."""
    patience = timedelta(days=office.office().nudge_after_days)
    return (
        Application.objects.filter(
            turn=Turn.APPLICANT, nudged_at__isnull=True, turn_since__lte=at - patience
        )
        .select_related("library", "created_by")
        .order_by("turn_since")
    )


def _with_note(lines: list[str], note: str) -> list[str]:
    return [*lines, _("Catatan petugas: %s") % note] if note.strip() else lines
