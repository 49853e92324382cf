"""The page of one request, for everybody who may see it: what now, whose turn, until when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import (
    appeals,
    completeness,
    conversation,
    file_hints,
    pages,
    policies,
    queries,
    recommendation,
    renewal,
)
from accreditation.completeness import MINIMUM_FILES, Slot
from accreditation.milestone_line import Line
from accreditation.models import AppealPoint, Application, Correction, MessageSide
from accreditation.views.officer import OWN_PAGE
from accreditation.workflow import Capacity, Case, State, Turn, steps_for
from klik_portal.accounts.models import User
from klik_portal.core import clock, wording
from klik_portal.core.verdict import Verdict
from klik_portal.papers.models import IssuedPaper
from scheduling import agreed
from scheduling import queries as schedule
from scheduling.models import (
    AgreedAction,
    Appointment,
    Mode,
    VisitRequest,
    VisitRequestState,
)
from scheduling.operations import next_steps

USUAL_STEPS = ("propose", "record_accredited")  # one main button a page


def case(request: HttpRequest, code: str) -> HttpResponse:
    visible = conversation.with_unread(
        Application.objects.visible_to(request.user), MessageSide.of(request.user)
    )
    application = get_object_or_404(
        queries.with_assessment(visible, on=clock.today())
        .with_library()
        .select_related(
            "outcome__scan",
            "outcome__replaced_by",
            "outcome__replaces",
            "created_by",
            "filed_on_behalf_by",
            "follows",
        )
        .annotate(keeper_is_confirmed=queries.confirmed_keeper()),
        code=code,
    )
    capacities = queries.capacities_of(user=request.user, application=application)
    page = CasePage(application, request.user, capacities, clock.now())
    return render(request, "desks/case.html", {"application": application, "page": page})


@dataclass(frozen=True)
class Task:
    label: str
    note: str
    url: str
    tag: str
    tone: str


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    verdict: Verdict
    style: str


@dataclass(frozen=True)
class NextStep:
    title: str
    text: str
    url: str
    label: str
    due: str


class CasePage:
    """Everything the template prints; each related table is read once."""

    def __init__(
        self, application: Application, user: User, capacities: frozenset[Capacity], at: datetime
    ) -> None:
        self.application, self.user, self.capacities, self.at = application, user, capacities, at
        self.state = State(application.state)
        self.documents = list(queries.current_documents(application))
        if not self.is_filler:
            file_hints.attach(self.documents, application=application, capacities=capacities)
        self.corrections = list(application.corrections.select_related("indicator"))
        self.history = list(application.history.select_related("by").order_by("-at", "-pk"))
        self.appointments = list(
            Appointment.objects.filter(application=application)
            .select_related("officer")
            .order_by("-starts_at")
        )
        is_mentoring = self.state == State.MENTORING
        self.proposal = schedule.open_proposal(application) if is_mentoring else None
        self.agreed = list(AgreedAction.objects.filter(application=application))
        self.counts = Counter(document.slot for document in self.documents)
        self.problems = completeness.problems_of(
            application.details, self.counts, clock.wita(at).date()
        )

    @property
    def actions(self) -> list[agreed.ActionRow]:
        """What was agreed, whichever meeting it came from."""
        return agreed.rows(
            self.agreed, application=self.application, capacities=self.capacities,
            today=clock.wita(self.at).date(),
        )  # fmt: skip

    @property
    def unfinished(self) -> list[AgreedAction]:
        """What was still open when the request closed."""
        return [] if self.application.is_open else [a for a in self.agreed if a.is_open]

    @property
    def agree_url(self) -> str:
        may_agree = self.is_caseworker and self.application.is_open and self.state != State.DRAFT
        if not may_agree or not (self.agreed or self.state == State.MENTORING):
            return ""
        return reverse("scheduling:action-new", args=[self.application.code])

    @property
    def is_filler(self) -> bool:
        return bool(self.capacities & policies.LIBRARY_PEOPLE)

    @property
    def may_fill(self) -> bool:
        """The library's people, and the officer who fills in for them."""
        return bool(self.capacities & policies.FILLERS)

    @property
    def _fills_now(self) -> bool:
        is_helping = Capacity.ASSISTANT in self.capacities
        return is_helping and self.state in (State.DRAFT, State.RETURNED)

    @property
    def is_caseworker(self) -> bool:
        return Capacity.CASEWORKER in self.capacities

    @property
    def label(self) -> str:
        return str(
            self.application.applicant_label if self.is_filler else self.application.state_label
        )

    @property
    def turn_label(self) -> str:
        turn = Turn(self.application.turn)
        if self.is_filler and turn == Turn.APPLICANT:
            return _("Anda")
        return str(turn.label)

    @property
    def is_my_turn(self) -> bool:
        turn = self.application.turn
        if self.is_filler:
            return turn == Turn.APPLICANT
        return self._fills_now or (self.is_caseworker and turn == Turn.OFFICER)

    @property
    def talk_to_pick(self) -> bool:
        return self.is_filler and next_steps.is_to_pick(self.application)

    @property
    def may_pick_a_time(self) -> bool:
        """Not what comes next, but there are free times all the same."""
        is_free = self.is_filler and self.state == State.MENTORING and not self._coming_talk()
        return is_free and not self.talk_to_pick and self.proposal is None

    def _coming_talk(self) -> bool:
        return any(
            a.is_scheduled and a.mode != Mode.ON_SITE and a.ends_at > self.at
            for a in self.appointments
        )

    @property
    def waiting_proposal(self) -> Any:
        """For the office to answer."""
        is_asked = self.proposal is not None and not self.proposal.is_offered
        return self.proposal if self.is_caseworker and is_asked else None

    @property
    def due_text(self) -> str:
        """The expected date of the next step, in words."""
        due_at = self.application.due_at
        if due_at is None:
            return "" if not self.application.is_open else _("kapan saja; draf tidak kedaluwarsa")
        relative = wording.days_from(clock.wita(due_at).date(), clock.wita(self.at).date())
        if due_at < self.at:
            relative = _("sudah lewat")
        return f"{wording.moment(due_at)} ({relative})"

    @property
    def next_step(self) -> NextStep:
        url, label = self._next_link()
        title = _("Langkah berikutnya")
        if self.is_my_turn:
            title = _("Langkah Anda berikutnya")
        elif self.meeting:
            title = _("Jadwal Anda berikutnya")
        elif self.application.is_open:
            title = _("Sekarang giliran %s") % self.turn_label
        return NextStep(title, self.application.next_step_sentence, url, label, self._due())

    @property
    def meeting(self) -> Appointment | None:
        """The coming meeting that the next step speaks of, for the library's people."""
        if not self.is_filler or self.is_my_turn:
            return None
        coming = (a for a in self.appointments if a.is_scheduled and a.ends_at > self.at)
        told = self.application.next_step_sentence
        return next((a for a in coming if wording.moment(a.starts_at) in told), None)

    def _due(self) -> str:
        """Nothing when the sentence tells the moment already, as a meeting does."""
        due_at = self.application.due_at
        if not due_at or wording.moment(due_at) in self.application.next_step_sentence:
            return ""
        return _("Paling lambat %s.") % self.due_text

    def _next_link(self) -> tuple[str, str]:
        code = self.application.code
        if self.talk_to_pick:
            return reverse("scheduling:talk-new", args=[code]), _("Pilih waktu konsultasi")
        if self.waiting_proposal:
            url = reverse("scheduling:proposal-answer", args=[self.proposal.token])
            return url, _("Jawab usulan waktu")
        if self.may_fill and self.state == State.DRAFT:
            if self.problems:
                first = self.problems[0].item
                name = "documents" if first in Slot.values else "application-details"
                return reverse(f"accreditation:{name}", args=[code]), _("Lanjutkan mengisi")
            return reverse("accreditation:application-submit", args=[code]), _("Periksa dan kirim")
        if self.may_fill and self.state == State.RETURNED:
            return reverse("accreditation:corrections", args=[code]), _("Perbaiki sekarang")
        doing = self._action_in_turn()
        if doing:
            url = reverse("scheduling:action-finish", args=[doing.token])
            return url, _("Tandai selesai")
        if self.is_caseworker and self._waits_for_membership():
            url = reverse("libraries:registry-detail", args=[self.application.library.code])
            return url, _("Konfirmasi pengelola")
        if self.is_caseworker and self.state == State.SUBMITTED:
            return reverse("accreditation:review", args=[code]), _("Periksa sekarang")
        if self.may_schedule and not any(a.is_scheduled for a in self.appointments):
            return reverse("scheduling:appointment-new", args=[code]), _("Buat jadwal")
        return "", ""

    def _action_in_turn(self) -> AgreedAction | None:
        """The agreed action that the next step speaks of, for those who may say it is done."""
        if self.state != State.MENTORING:
            return None
        for row in self.actions:
            is_meant = next_steps.sentence_of(row.action) == self.application.next_step
            if row.may_finish and is_meant and self.is_my_turn:
                return row.action
        return None

    def _waits_for_membership(self) -> bool:
        return self.state == State.SUBMITTED and not self.application.keeper_is_confirmed

    @property
    def tasks(self) -> list[Task]:
        """The parts of the request with what is there and what is missing."""
        rows = [self._details_task()]
        rows += [self._slot_task(slot) for slot in Slot]
        return [*rows, self._assessment_task()] if self._has_assessment() else rows

    def _has_assessment(self) -> bool:
        """Staff see it once it was begun; the library's people from the start, where there is a sheet."""
        if self.application.edition_id:
            return True
        return self.is_filler and self.application.is_open and self.application.has_sheet

    def _assessment_task(self) -> Task:
        answered, asked = self.application.answered_count, self.application.indicator_count
        url = reverse("accreditation:assessment", args=[self.application.code])
        label = _("Penilaian mandiri (boleh menyusul)")
        if not answered:
            note = _("Perkirakan nilai dan temukan perbaikan yang paling ringan")
            return Task(label, note, url, _("Belum diisi"), "plain")
        note = _("%(answered)d dari %(asked)d butir") % {"answered": answered, "asked": asked}
        done = answered >= asked
        return Task(
            label, note, url, _("Lengkap") if done else _("Sebagian"), "good" if done else "warn"
        )

    def _details_task(self) -> Task:
        missing = [p for p in self.problems if p.item not in Slot.values]
        note = _("%d hal belum lengkap") % len(missing) if missing else _("Lengkap")
        return Task(
            _("Isian permohonan"),
            note,
            self._task_url("application-details"),
            *self._task_tag("details", not missing),
        )

    def _slot_task(self, slot: Slot) -> Task:
        count = self.counts[slot]
        note = _("%d berkas") % count if count else _("Belum ada berkas")
        return Task(
            str(slot.label),
            note,
            self._task_url("documents"),
            *self._task_tag(slot, count >= MINIMUM_FILES[slot]),
        )

    def _task_url(self, name: str) -> str:
        is_locked = self.application.is_appeal and self.state == State.DRAFT
        if self.may_fill and self.state in (State.DRAFT, State.RETURNED) and not is_locked:
            return reverse(f"accreditation:{name}", args=[self.application.code])
        return ""

    def _task_tag(self, item: str, is_complete: bool) -> tuple[str, str]:
        open_items = {c.item for c in self.corrections if c.answered_at is None}
        if self.state == State.RETURNED and item in open_items:
            return _("Perbaiki"), "bad"
        return (_("Ada"), "good") if is_complete else (_("Belum lengkap"), "warn")

    @property
    def answered_corrections(self) -> list[Correction]:
        """What the library did about the latest return, for whoever checks it now."""
        newest = max((c.round for c in self.corrections), default=0)
        return [c for c in self.corrections if c.round == newest and c.answered_at is not None]

    @property
    def open_corrections(self) -> list[Correction]:
        return [c for c in self.corrections if c.answered_at is None]

    @property
    def answers(self) -> list[pages.AnswerRow]:
        return pages.answers(application=self.application, today=clock.wita(self.at).date())

    @property
    def stages(self) -> list[pages.Stage]:
        return pages.stages(self.application)

    @property
    def buttons(self) -> list[Button]:
        """The steps this person sees now; a refused one carries its reason."""
        facts = Case(
            state=self.state,
            problems=tuple(p.sentence for p in self.problems),
            unanswered_corrections=len(self.open_corrections),
            keeper_is_confirmed=self.application.keeper_is_confirmed,
            library_has_confirmed=not self.application.is_unconfirmed,
            was_submitted=self.application.first_submitted_at is not None,
            corrections_named=1,  # asked for on the next page, like the reason
            reason="-",
        )
        return [
            Button(
                str(transition.label_in(is_appeal=self.application.is_appeal)),
                self._step_url(transition.step),
                verdict,
                "" if transition.step in USUAL_STEPS else "quiet",
            )
            for transition, verdict in steps_for(facts, self.capacities)
        ]

    def _step_url(self, step: str) -> str:
        code = self.application.code
        if step in OWN_PAGE:
            return reverse(OWN_PAGE[step], args=[code])
        return reverse("accreditation:application-step", args=[code, step])

    @property
    def may_review(self) -> bool:
        """A new request is led there by its next step already."""
        reviewable = policies.REVIEWABLE - {State.SUBMITTED}
        return self.is_caseworker and self.state in reviewable

    @cached_property
    def visit_request(self) -> VisitRequest | None:
        """The library's wish for a visit, while it waits or is planned."""
        if self.state != State.MENTORING:
            return None
        under_way = (VisitRequestState.OPEN, VisitRequestState.PLANNED)
        return VisitRequest.objects.filter(
            application=self.application, state__in=under_way
        ).first()

    @property
    def may_ask_for_visit(self) -> bool:
        return self.is_filler and self.state == State.MENTORING and self.visit_request is None

    @property
    def may_schedule(self) -> bool:
        return self.is_caseworker and self.state == State.MENTORING

    @property
    def may_assign(self) -> bool:
        return self.is_caseworker and self.application.is_open

    @property
    def appeal_url(self) -> str:
        """Where a result may be appealed against, for those who may try."""
        may_try = self.capacities & {Capacity.KEEPER, Capacity.CASEWORKER}
        if not may_try or self._goes_on or self.application.edition_id is None:
            return ""
        if not appeals.is_appealable(self.application, self.outcome):
            return ""
        return reverse("accreditation:appeal-new", args=[self.application.code])

    @property
    def _goes_on(self) -> bool:
        given_up = (State.WITHDRAWN, State.DECLINED)
        return any(follower.state not in given_up for follower in self.followers)

    @property
    def renewal_url(self) -> str:
        """After a result, for the library's keeper."""
        has_result = self.state in renewal.DECIDED and not self._goes_on
        if Capacity.KEEPER not in self.capacities or not has_result:
            return ""
        return reverse("accreditation:renewal", args=[self.application.library.code])

    @cached_property
    def appeal_points(self) -> list[AppealPoint]:
        if not self.application.is_appeal:
            return []
        return list(self.application.appeal_points.select_related("indicator__component"))

    @property
    def is_renewal(self) -> bool:
        """Open, with things brought along from the request before."""
        has_before = self.application.is_open and self.application.follows_id is not None
        return has_before and not self.application.is_appeal

    @cached_property
    def unchecked(self) -> renewal.Unchecked:
        return renewal.unchecked(self.application)

    @cached_property
    def followers(self) -> list[Application]:
        """The renewal or appeal that came after a result, for those who may see it."""
        if self.application.is_open:
            return []
        rows = Application.objects.visible_to(self.user).filter(follows=self.application)
        return list(rows.order_by("pk"))

    @cached_property
    def sipapi(self) -> Line:
        return Line(self.application, self.capacities)

    @cached_property
    def recommendation(self) -> IssuedPaper | None:
        if self.state not in recommendation.KEPT_IN:
            return None
        return recommendation.current_of(self.application)

    @property
    def has_recommendation(self) -> bool:
        """There is a letter, or this person may make one."""
        may_make = policies.may_recommend(application=self.application, capacities=self.capacities)
        return self.recommendation is not None or bool(may_make)

    @property
    def outcome(self) -> Any:
        return getattr(self.application, "outcome", None)
