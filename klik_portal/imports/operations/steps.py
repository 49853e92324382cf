"""The worker's part: one handful of rows a step, one transaction a step.

A step locks its batch, handles the next rows and moves the mark. There is no lease to run out:
a worker that is killed leaves nothing half done, and the next step begins where the mark stands.
Steps are short, so that mails go out and people save in between.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic, sleep

import structlog
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from klik_portal.audit import operations as audit
from klik_portal.core import doorbell
from klik_portal.imports import columns
from klik_portal.imports.kinds import Done, Effect, Finding, Job, Line, Trouble
from klik_portal.imports.models import (
    BatchState,
    Decision,
    ImportBatch,
    ImportClaim,
    ImportRow,
    RowResult,
    Verdict,
)
from klik_portal.imports.operations.receiving import WORK

CAREFUL = 200  # rows taken one by one after a step that broke
TURN = 1.5  # seconds of steps before others get their turn
# SQLite has one writer, and who waits for it looks again after at most 0.1 s: without a pause now and
# then nobody else would get it before the turn is over, or for several turns.
HOLD = 0.4  # seconds of steps until there is one
PAUSE = 0.11
STALLED = timedelta(seconds=20)  # without a step: the chain of rings was broken

GIVE_UP = 3  # broken steps after which the row itself is left
REST = timedelta(seconds=5)

log = structlog.get_logger("klik.imports")


def work(*, at: datetime) -> bool:
    """Steps for a second or two; True when there is more to do."""
    until = monotonic() + TURN
    rest_at = monotonic() + HOLD
    while _step(at):
        if monotonic() > until:
            return True
        if monotonic() > rest_at:
            _let_others_write()
            rest_at = monotonic() + HOLD
    return False


def _let_others_write() -> None:
    """People who save, and mails that are marked as sent. PostgreSQL needs no such help."""
    if not connection.features.has_select_for_update:
        sleep(PAUSE)


def wake_if_stalled(*, at: datetime) -> None:
    """Beat's part: a ring was lost, or a worker died."""
    with transaction.atomic():
        if ImportBatch.objects.waiting(at).filter(moved_at__lte=at - STALLED).exists():
            doorbell.ring(WORK)


def _step(at: datetime) -> bool:
    batch_id = None
    try:
        with transaction.atomic():
            batch = _claim(at)
            if batch is None:
                return False
            batch_id = batch.pk
            PHASES[BatchState(batch.state)](batch, at)
            batch.failures, batch.rest_until, batch.moved_at = 0, None, at
            batch.save()
    except Exception:
        # Whatever one sheet can do to a kind's rules must not stop other sheets, or mails.
        log.exception("a step of an import broke", batch=batch_id)
        _note_failure(batch_id, at)
    return True


def _claim(at: datetime) -> ImportBatch | None:
    waiting = ImportBatch.objects.waiting(at)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    return waiting.first()


def _note_failure(batch_id: int | None, at: datetime) -> None:
    """The rows of a broken step are taken one by one next time; a row that keeps breaking is left."""
    if batch_id is None:
        raise RuntimeError("no batch could be claimed")
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        batch.careful = batch.careful or CAREFUL
        batch.failures += 1
        batch.rest_until, batch.moved_at = at + REST * (batch.failures - 1), at
        batch.save(update_fields=["careful", "failures", "rest_until", "moved_at"])


def _next_rows(batch: ImportBatch, wanted: Q | None = None) -> list[ImportRow]:
    rows = batch.rows.filter(number__gt=batch.mark).order_by("number")
    if wanted is not None:
        rows = rows.filter(wanted)
    return list(rows[: _handful(batch)])


def _handful(batch: ImportBatch) -> int:
    return 1 if batch.careful else batch.sheet.together


def _is_hopeless(batch: ImportBatch) -> bool:
    return batch.failures >= GIVE_UP


def _lines(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[Line]:
    return [columns.line_of(row.number, row.cells, batch.keys) for row in rows]


# --- checking ----------------------------------------------------------------------------------


def _check(batch: ImportBatch, at: datetime) -> None:
    rows = _next_rows(batch)
    if not rows:
        _finish(batch, BatchState.CHECKED)
        return
    if _is_hopeless(batch):
        findings = [Finding(troubles=(_unexpected(),)) for _row in rows]
    else:
        findings = batch.sheet.check(_lines(batch, rows))
    firsts = _claimed(batch, rows, findings)
    for row, finding in zip(rows, findings, strict=True):
        _note_finding(row, finding, firsts)
    _save(rows, FOUND)
    _add(batch.counts, (row.verdict for row in rows))
    _add(batch.troubles, (trouble[0] for row in rows for trouble in row.troubles))
    _move(batch, rows)


FOUND = ("label", "verdict", "troubles", "alike", "changes", "seen", "decision", "target")


def _claimed(
    batch: ImportBatch, rows: Sequence[ImportRow], findings: Sequence[Finding]
) -> dict[str, int]:
    """Who has each key: the first row of the sheet that asked for it."""
    asked: dict[str, int] = {}
    for row, finding in zip(rows, findings, strict=True):
        for claim in finding.claims:
            asked.setdefault(claim.key, row.number)
    ImportClaim.objects.bulk_create(
        [ImportClaim(batch=batch, key=key, number=number) for key, number in asked.items()],
        ignore_conflicts=True,
    )
    return dict(batch.claims.filter(key__in=asked).values_list("key", "number"))


def _note_finding(row: ImportRow, finding: Finding, firsts: dict[str, int]) -> None:
    twice = [
        [claim.trouble, claim.column, claim.sentence % {"row": firsts[claim.key]}]
        for claim in finding.claims
        if firsts[claim.key] < row.number
    ]
    told = [[trouble.kind, trouble.column, trouble.sentence] for trouble in finding.troubles]
    row.label, row.troubles = finding.label[:200], told + twice
    row.alike = [[alike.code, alike.label, alike.why] for alike in finding.alike]
    row.changes = [list(change) for change in finding.changes]
    row.target, row.seen, row.decision = finding.target, finding.seen, Decision.SKIP
    row.verdict = _verdict(row)


def _verdict(row: ImportRow) -> Verdict:
    if row.troubles:
        return Verdict.ERROR
    if row.target:
        return Verdict.CHANGES if row.changes else Verdict.SAME
    return Verdict.SUSPECT if row.alike else Verdict.NEW


# --- putting into effect -----------------------------------------------------------------------

GOOD = Q(verdict__in=(Verdict.NEW, Verdict.CHANGES)) | (
    Q(verdict=Verdict.SUSPECT) & ~Q(decision=Decision.SKIP)
)


def _apply(batch: ImportBatch, at: datetime) -> None:
    rows = _next_rows(batch, GOOD)
    if not rows:
        batch.applied_at = at
        _finish(batch, BatchState.APPLIED)
        _record(batch, "import_applied", at)
        return
    if _is_hopeless(batch):
        effects = [Effect(left=_unexpected().sentence) for _row in rows]
    else:
        jobs = [_job(row, line) for row, line in zip(rows, _lines(batch, rows), strict=True)]
        effects = batch.sheet.apply(jobs, batch=batch.token, by=batch.confirmed_by, at=at)
    for row, effect in zip(rows, effects, strict=True):
        _note_effect(row, effect)
    _save(rows, ("target", "result", "remark", "undo"))
    _add(batch.counts, (row.result for row in rows))
    _move(batch, rows)


def _job(row: ImportRow, line: Line) -> Job:
    if row.verdict == Verdict.SUSPECT:
        return Job(line, row.target, is_decided=True)
    return Job(line, row.target, row.seen if row.target else None)


def _note_effect(row: ImportRow, effect: Effect) -> None:
    row.remark = effect.left[:400]
    if effect.left:
        row.result = RowResult.LEFT
        return
    row.target, row.undo = effect.target, effect.undo
    row.result = RowResult.MADE if effect.made else RowResult.CHANGED


# --- taking back -------------------------------------------------------------------------------


def _undo(batch: ImportBatch, at: datetime) -> None:
    """From the last row up: two rows may have changed one library."""
    rows = list(
        batch.rows.filter(result__in=(RowResult.MADE, RowResult.CHANGED)).order_by("-number")[
            : _handful(batch)
        ]
    )
    if not rows:
        batch.undone_at = at
        _finish(batch, BatchState.UNDONE)
        _record(batch, "import_undone", at)
        return
    if _is_hopeless(batch):
        left = [_unexpected().sentence] * len(rows)
    else:
        done = [Done(row.target, row.result == RowResult.MADE, row.undo) for row in rows]
        left = batch.sheet.undo(done, batch=batch.token, by=batch.undone_by, at=at)
    for row, why in zip(rows, left, strict=True):
        row.result, row.remark = RowResult.KEPT if why else RowResult.UNDONE, why[:400]
    _save(rows, ("result", "remark"))
    _add(batch.counts, (row.result for row in rows))
    _move(batch, rows)


def _unexpected() -> Trouble:
    return Trouble("unexpected", _("Baris ini tidak dapat diproses. Beri tahu admin Klik."))


def _move(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    batch.mark = rows[-1].number
    batch.done += len(rows)
    batch.careful = max(0, batch.careful - len(rows))


def _save(rows: Sequence[ImportRow], fields: Sequence[str]) -> None:
    """Written over as a whole: several times faster than an update of each field by cases."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _finish(batch: ImportBatch, state: BatchState) -> None:
    batch.state, batch.is_working = state, False


def _add(sums: dict[str, int], keys: Iterable[str]) -> None:
    for key, count in Counter(keys).items():
        sums[key] = sums.get(key, 0) + count


def _record(batch: ImportBatch, verb: str, at: datetime) -> None:
    by = batch.undone_by or batch.confirmed_by
    audit.record(
        kind="import", code=batch.token, verb=verb, actor=by, at=at,
        sheet=batch.kind, file=batch.file_name, **batch.counts,
    )  # fmt: skip


PHASES: dict[BatchState, Callable[[ImportBatch, datetime], None]] = {
    BatchState.CHECKING: _check,
    BatchState.APPLYING: _apply,
    BatchState.UNDOING: _undo,
}
