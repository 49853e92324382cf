"""Build the bundles that were asked for: claimed with a lease, drawn outside any transaction.

A worker that dies leaves a lease that runs out; the bundle is then offered again. `attempts` tells
its claims apart: whoever wakes up late finds another number there and throws its work away.
Apart from `bundles`, so that web processes need not carry the drawing libraries.
"""

import shutil
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from accreditation import queries, submission
from accreditation.documents import bundle as documents
from accreditation.models import Application, Bundle, BundleState
from klik_portal.audit import operations as audit
from klik_portal.core import clock
from klik_portal.files import store
from klik_portal.office import queries as office

LEASE = timedelta(minutes=2)  # renewed while the work goes on
MAX_ATTEMPTS = 3
PULSE = 1.0  # seconds between two looks at the row

log = structlog.get_logger("klik.bundles")


class Overtaken(Exception):
    """Another worker holds this bundle now."""


def build_next(*, at: datetime) -> Bundle | None:
    """Build the bundle that has waited longest; None when nobody waits."""
    tick = clock.running(at)
    bundle = _claim(tick())
    if bundle is None:
        return None
    if bundle.attempts > MAX_ATTEMPTS:
        _give_up(bundle, tick())
        return bundle
    try:
        _build(bundle, tick)
    except Overtaken:
        log.warning("bundle was taken over by another worker", token=bundle.token)
    except Exception:
        # Whatever one request's files can do to three libraries must not stop the others' bundles.
        log.exception("bundle could not be built", token=bundle.token)
        _try_later(bundle, tick())
    return bundle


@transaction.atomic
def _claim(now: datetime) -> Bundle | None:
    waiting = Bundle.objects.claimable(now)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    bundle = waiting.first()
    if bundle is None:
        return None
    Bundle.objects.filter(pk=bundle.pk).update(
        state=BundleState.BUILDING, lease_until=now + LEASE, attempts=F("attempts") + 1, done=0
    )
    bundle.refresh_from_db()
    return bundle


def _mark(bundle: Bundle, **changes: object) -> None:
    """Only while it is ours; raises Overtaken."""
    ours = Bundle.objects.filter(pk=bundle.pk, state=BundleState.BUILDING, attempts=bundle.attempts)
    if not ours.update(**changes):
        raise Overtaken


def _build(bundle: Bundle, tick: clock.Clock) -> None:
    at = tick()
    wanted = submission.read(_application(bundle), office=office.office(), at=at)
    _mark(bundle, total=wanted.file_count)
    with store.workplace() as workplace:
        folder, working = workplace / "files", workplace / "scraps"
        folder.mkdir()
        working.mkdir()
        result = documents.build(
            wanted, folder, working, at=at, limit=settings.SIPAPI_FILE_BYTES,
            step=_pulse(bundle, tick),
        )  # fmt: skip
        for path in folder.iterdir():
            store.flush(path)
        _publish(bundle, wanted.fingerprint, result, folder, tick())


def _application(bundle: Bundle) -> Application:
    rows = queries.with_last_certificate(Application.objects.with_library())
    return rows.select_related("edition").get(pk=bundle.application_id)


def _pulse(bundle: Bundle, tick: clock.Clock) -> documents.Step:
    """Notes the progress and renews the lease, at most once a second."""
    done, told = 0, monotonic()

    def step(files: int) -> None:
        nonlocal done, told
        done += files
        if files or monotonic() - told >= PULSE:
            told = monotonic()
            _mark(bundle, done=done, lease_until=tick() + LEASE)

    return step


@transaction.atomic
def _publish(
    bundle: Bundle, fingerprint: str, result: documents.Result, folder: Path, at: datetime
) -> None:
    """The row and the folder together; earlier bundles of the request go."""
    _mark(
        bundle, state=BundleState.READY, lease_until=None, ended_at=at, fingerprint=fingerprint,
        done=F("total"), files=[asdict(made) for made in result.files], problems=result.problems,
    )  # fmt: skip
    audit.record(
        kind="application", code=bundle.application.code, verb="bundle_built", actor=None, at=at,
        files=len(result.files), problems=len(result.problems),
    )  # fmt: skip
    bundle.folder.parent.mkdir(exist_ok=True, mode=0o700)
    shutil.rmtree(bundle.folder, ignore_errors=True)  # left by a worker killed right here
    folder.rename(bundle.folder)
    store.flush(bundle.folder.parent)
    for old in bundle.application.bundles.filter(pk__lt=bundle.pk):
        transaction.on_commit(lambda gone=old.folder: shutil.rmtree(gone, ignore_errors=True))
        old.delete()


def _try_later(bundle: Bundle, now: datetime) -> None:
    """Again in a while, until the tries are used up."""
    if bundle.attempts >= MAX_ATTEMPTS:
        _give_up(bundle, now)
        return
    rows = Bundle.objects.filter(pk=bundle.pk, attempts=bundle.attempts)
    rows.update(state=BundleState.QUEUED, lease_until=now + LEASE)


def _give_up(bundle: Bundle, now: datetime) -> None:
    rows = Bundle.objects.filter(pk=bundle.pk, attempts=bundle.attempts)
    rows.update(state=BundleState.FAILED, lease_until=None, ended_at=now)
