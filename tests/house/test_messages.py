"""Every occasion to write to somebody has a registered text, and every registered text an occasion."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from accreditation.operations import conversation
from klik_portal.notifications import texts
from klik_portal.reminders import subjects
from scheduling.models import Rung
from scheduling.operations import invitations

PACKAGES = ("klik_portal", "libraries", "accreditation", "scheduling")

# An event that is put together or passed on, as it stands in the code: what it can be. "event" alone
# is a function's own argument; its callers write it out, and are read themselves.
PUT_TOGETHER: dict[str, tuple[str, ...]] = {
    "event": (),
    "EVENTS[side]": tuple(conversation.EVENTS.values()),
    "item.event": tuple(
        subject.event(to) for subject in subjects.every() for to in ("applicant", "officer")
    ),
    "f'appointment.{news}'": (
        *invitations.INVITATIONS,
        "appointment.cancelled",
    ),
    "f'trip.{news}'": ("trip.fixed", "trip.moved", "trip.cancelled"),
    "f'readiness.{rung}'": tuple(f"readiness.{rung}" for rung in Rung),
    "f'readiness.{tap.answer}'": ("readiness.works", "readiness.postpone"),
}


def calls_with_an_event() -> Iterator[tuple[str, bool, ast.expr]]:
    """Where, whether it goes straight into the outbox, and the event as it is written."""
    root = Path(settings.BASE_DIR)
    for path in sorted(p for package in PACKAGES for p in (root / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                place = f"{path.relative_to(root)}:{node.lineno}"
                is_enqueue = ast.unparse(node.func).endswith("enqueue")
                yield from ((place, is_enqueue, k.value) for k in node.keywords if k.arg == "event")


def occasions() -> Iterator[tuple[str, str]]:
    for place, is_enqueue, event in calls_with_an_event():
        if isinstance(event, ast.Constant):
            if is_enqueue or "." in event.value:
                yield place, event.value
        elif is_enqueue:
            written = ast.unparse(event)
            assert written in PUT_TOGETHER, f"{place}: say above what {written} can be"
            yield from ((place, each) for each in PUT_TOGETHER[written])


def test_every_occasion_has_a_registered_text():
    missing = [f"{place}: {event}" for place, event in occasions() if not texts.is_known(event)]

    assert missing == []


def test_every_registered_text_has_an_occasion():
    used = {event for _place, event in occasions()}

    assert {t.event for _about, rows in texts.by_subject_matter() for t in rows} == used


def test_every_shipped_text_can_be_filled_with_its_own_examples():
    for _about, rows in texts.by_subject_matter():
        for text in rows:
            assert texts.objections(text, text.shipped) == {}, text.event
            filled = texts.fill(text, text.shipped, text.examples)
            assert filled.subject
            assert filled.body
            assert "{" not in filled.subject + filled.body
