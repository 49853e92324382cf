"""The one table of states and steps. Pure: knows no model, no user, no database.

Views, buttons, refusals, history and the printed documentation are all read from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from klik_portal.core.verdict import Verdict


class State(TextChoices):
    """The label is the one staff see; applicants see `FACTS[state].applicant_label`."""

    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Baru diajukan")
    RETURNED = "returned", _("Menunggu perbaikan")
    MENTORING = "mentoring", _("Pendampingan")
    READY = "ready", _("Siap diusulkan")
    PROPOSED = "proposed", _("Diusulkan ke Perpusnas")
    ACCREDITED = "accredited", _("Terakreditasi")
    NOT_ACCREDITED = "not_accredited", _("Belum terakreditasi")
    WITHDRAWN = "withdrawn", _("Dibatalkan")
    DECLINED = "declined", _("Ditolak")


class Turn(TextChoices):
    """Who holds the ball."""

    APPLICANT = "applicant", _("Pemohon")
    OFFICER = "officer", _("Petugas Diarpus")
    PERPUSNAS = "perpusnas", _("Perpusnas")
    NOBODY = "nobody", _("Tidak ada, sudah selesai")


class Capacity(TextChoices):
    """In which capacity somebody acts on one request."""

    KEEPER = "keeper", _("Pengelola perpustakaan")
    CONTRIBUTOR = "contributor", _("Pembantu pengelola")
    ASSISTANT = "assistant", _("Petugas yang mengisi untuk perpustakaan")
    CASEWORKER = "caseworker", _("Petugas")
    COORDINATOR = "coordinator", _("Koordinator")
    READER = "reader", _("Pimpinan")


@dataclass(frozen=True)
class StateFacts:
    """What a state means to people. `next_step` is said to everybody who looks at the request."""

    applicant_label: str
    turn: Turn
    tone: str
    next_step: str


FACTS = {
    State.DRAFT: StateFacts(
        _("Draf"), Turn.APPLICANT, "plain", _("Lengkapi isian dan berkas, lalu kirim permohonan.")
    ),
    State.SUBMITTED: StateFacts(
        _("Diajukan"), Turn.OFFICER, "info", _("Petugas memeriksa berkas dan memberi tanggapan.")
    ),
    State.RETURNED: StateFacts(
        _("Perlu perbaikan"),
        Turn.APPLICANT,
        "warn",
        _("Perbaiki hal yang diberi catatan petugas, lalu kirim ulang."),
    ),
    State.MENTORING: StateFacts(
        _("Pendampingan"),
        Turn.APPLICANT,  # until something is booked or agreed: the floor above says what
        "info",
        _("Pilih waktu konsultasi dengan petugas, lewat Zoom atau telepon."),
    ),
    State.READY: StateFacts(
        _("Siap diusulkan"),
        Turn.OFFICER,
        "good",
        _("Petugas mengusulkan perpustakaan ke Perpusnas."),
    ),
    State.PROPOSED: StateFacts(
        _("Diusulkan ke Perpusnas"),
        Turn.PERPUSNAS,
        "info",
        _("Perpusnas menilai. Petugas menanyakan kabar dan mencatat hasilnya di sini."),
    ),
    State.ACCREDITED: StateFacts(
        _("Terakreditasi"), Turn.NOBODY, "good", _("Selesai. Hasil akreditasi sudah tercatat.")
    ),
    State.NOT_ACCREDITED: StateFacts(
        _("Belum terakreditasi"),
        Turn.NOBODY,
        "plain",
        _("Selesai. Anda dapat mengajukan permohonan baru kapan saja."),
    ),
    State.WITHDRAWN: StateFacts(
        _("Dibatalkan"), Turn.NOBODY, "plain", _("Selesai. Permohonan ini dibatalkan.")
    ),
    State.DECLINED: StateFacts(
        _("Ditolak"), Turn.NOBODY, "bad", _("Selesai. Alasan penolakan ada di riwayat.")
    ),
}

CLOSED = frozenset({State.ACCREDITED, State.NOT_ACCREDITED, State.WITHDRAWN, State.DECLINED})
OPEN = frozenset(set(State) - CLOSED)
IN_OFFICE = frozenset(OPEN - {State.DRAFT})  # open requests that staff work on

# The road an ordinary request travels, for the stage rail.
ROAD = (
    (State.DRAFT, _("Mengisi permohonan")),
    (State.SUBMITTED, _("Pemeriksaan berkas")),
    (State.MENTORING, _("Pendampingan: Zoom dan kunjungan")),
    (State.READY, _("Siap diusulkan")),
    (State.PROPOSED, _("Penilaian Perpusnas")),
    (State.ACCREDITED, _("Hasil akreditasi")),
)


@dataclass(frozen=True)
class Case:
    """What a guard may ask about a request, gathered by `accreditation.queries.case_of`."""

    state: State
    problems: tuple[str, ...] = ()  # why the request is not complete, one sentence each
    unanswered_corrections: int = 0
    keeper_is_confirmed: bool = True
    library_has_confirmed: bool = True  # what an officer filed for it
    was_submitted: bool = True
    corrections_named: int = 0  # in the return form being sent
    reason: str = ""


Objections = Callable[[Case], tuple[str, ...]]


def nothing_to_object(case: Case) -> tuple[str, ...]:
    return ()


def must_be_complete(case: Case) -> tuple[str, ...]:
    return case.problems


def must_be_answered(case: Case) -> tuple[str, ...]:
    if case.unanswered_corrections:
        left = _("Masih ada %(count)d catatan yang belum dijawab.") % {
            "count": case.unanswered_corrections
        }
        return (left, *case.problems)
    return case.problems


def must_name_corrections(case: Case) -> tuple[str, ...]:
    return (
        () if case.corrections_named else (_("Tulis sedikitnya satu hal yang perlu diperbaiki."),)
    )


def must_have_reason(case: Case) -> tuple[str, ...]:
    return () if case.reason.strip() else (_("Tulis alasannya; pemohon akan membacanya."),)


def must_have_confirmed_keeper(case: Case) -> tuple[str, ...]:
    if case.keeper_is_confirmed:
        return ()
    return (_("Konfirmasi dulu keanggotaan pemohon pada perpustakaan ini."),)


def must_be_confirmed_by_library(case: Case) -> tuple[str, ...]:
    if case.library_has_confirmed:
        return ()
    return (
        _("Permohonan ini diisi petugas. Perpustakaan harus mengonfirmasinya dulu dengan kode."),
    )


def must_have_reason_and_been_submitted(case: Case) -> tuple[str, ...]:
    if not case.was_submitted:
        return (_("Draf yang dibuang tidak dapat dibuka lagi. Buat permohonan baru."),)
    return must_have_reason(case)


@dataclass(frozen=True)
class Transition:
    """One way from a state to another. `label` is the button's verb, `sentence` the history line."""

    step: str
    label: str
    sentence: str
    sources: frozenset[State]
    target: State
    capacity: Capacity
    objections: Objections = nothing_to_object
    reason_label: str = ""  # a form asks for this text; empty: only an optional note
    hint: str = ""
    appeal_label: str = ""  # the button's verb in an appeal, where it means something else

    def label_in(self, *, is_appeal: bool) -> str:
        return (self.appeal_label if is_appeal else "") or self.label

    def is_for(self, capacities: frozenset[Capacity]) -> bool:
        """An officer who fills in for a library takes its keeper's steps."""
        if self.capacity == Capacity.KEEPER and Capacity.ASSISTANT in capacities:
            return True
        return self.capacity in capacities

    def verdict(self, case: Case, capacities: frozenset[Capacity]) -> Verdict:
        """May a person with these capacities take this step on this case now?"""
        if not self.is_for(capacities):
            return Verdict.no(str(_("Langkah ini bukan giliran Anda.")))
        if case.state not in self.sources:
            return Verdict.no(str(_("Permohonan sudah berpindah tahap. Muat ulang halaman ini.")))
        return Verdict.no(*(str(reason) for reason in self.objections(case)))


def _step(
    step: str,
    label: str,
    sentence: str,
    sources: set[State],
    target: State,
    capacity: Capacity,
    objections: Objections = nothing_to_object,
    reason_label: str = "",
    hint: str = "",
    appeal_label: str = "",
) -> Transition:
    return Transition(
        step, label, sentence, frozenset(sources), target, capacity, objections, reason_label, hint,
        appeal_label,
    )  # fmt: skip


S, C = State, Capacity
TRANSITIONS = {
    transition.step: transition
    for transition in (
        _step(
            "submit",
            _("Kirim permohonan"),
            _("Permohonan dikirim"),
            {S.DRAFT},
            S.SUBMITTED,
            C.KEEPER,
            must_be_complete,
            hint=_("Setelah dikirim, isian terkunci sampai petugas menanggapi."),
        ),
        _step(
            "discard",
            _("Buang draf"),
            _("Draf dibuang"),
            {S.DRAFT},
            S.WITHDRAWN,
            C.KEEPER,
            hint=_("Draf ini tidak dapat dibuka lagi. Anda dapat membuat permohonan baru."),
        ),
        _step(
            "resubmit",
            _("Kirim ulang"),
            _("Perbaikan dikirim"),
            {S.RETURNED},
            S.SUBMITTED,
            C.KEEPER,
            must_be_answered,
        ),
        _step(
            "withdraw",
            _("Batalkan permohonan"),
            _("Permohonan dibatalkan pemohon"),
            {S.SUBMITTED, S.RETURNED, S.MENTORING},
            S.WITHDRAWN,
            C.KEEPER,
            must_have_reason,
            reason_label=_("Alasan pembatalan"),
            hint=_("Jadwal yang akan datang ikut dibatalkan."),
        ),
        _step(
            "accept",
            _("Terima dan dampingi"),
            _("Berkas diterima, pendampingan dimulai"),
            {S.SUBMITTED},
            S.MENTORING,
            C.CASEWORKER,
            must_have_confirmed_keeper,
        ),
        _step(
            "return",
            _("Kembalikan untuk perbaikan"),
            _("Dikembalikan untuk perbaikan"),
            {S.SUBMITTED, S.MENTORING},
            S.RETURNED,
            C.CASEWORKER,
            must_name_corrections,
        ),
        _step(
            "decline",
            _("Tolak permohonan"),
            _("Permohonan ditolak"),
            {S.SUBMITTED},
            S.DECLINED,
            C.CASEWORKER,
            must_have_reason,
            reason_label=_("Alasan penolakan"),
        ),
        _step(
            "mark_ready",
            _("Nyatakan siap diusulkan"),
            _("Dinyatakan siap diusulkan"),
            {S.MENTORING},
            S.READY,
            C.CASEWORKER,
            must_be_confirmed_by_library,
        ),
        _step(
            "mentor_again",
            _("Kembali ke pendampingan"),
            _("Kembali ke pendampingan"),
            {S.READY},
            S.MENTORING,
            C.CASEWORKER,
            must_have_reason,
            reason_label=_("Yang masih perlu didampingi"),
        ),
        _step(
            "propose",
            _("Usulkan ke Perpusnas"),
            _("Diusulkan ke Perpusnas"),
            {S.READY},
            S.PROPOSED,
            C.CASEWORKER,
            must_be_confirmed_by_library,
        ),
        _step(
            "record_accredited",
            _("Catat hasil akreditasi"),
            _("Hasil tercatat: terakreditasi"),
            {S.PROPOSED},
            S.ACCREDITED,
            C.CASEWORKER,
        ),
        _step(
            "record_not_accredited",
            _("Catat belum terakreditasi"),
            _("Hasil tercatat: belum terakreditasi"),
            {S.PROPOSED},
            S.NOT_ACCREDITED,
            C.CASEWORKER,
            must_have_reason,
            reason_label=_("Alasan atau catatan asesor"),
            appeal_label=_("Catat hasil tetap"),
        ),
        _step(
            "reopen",
            _("Buka kembali"),
            _("Dibuka kembali"),
            {S.WITHDRAWN, S.DECLINED},
            S.SUBMITTED,
            C.COORDINATOR,
            must_have_reason_and_been_submitted,
            reason_label=_("Alasan membuka kembali"),
        ),
    )
}


def steps_for(case: Case, capacities: frozenset[Capacity]) -> list[tuple[Transition, Verdict]]:
    """The steps a person sees on this request, each with its verdict: the buttons."""
    return [
        (transition, transition.verdict(case, capacities))
        for transition in TRANSITIONS.values()
        if transition.is_for(capacities) and case.state in transition.sources
    ]
