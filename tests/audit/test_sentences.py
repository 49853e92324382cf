"""Every verb that any operation records has its Indonesian sentence, and no sentence is left over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from accreditation.workflow import TRANSITIONS
from klik_portal.audit.models import AuditEvent
from klik_portal.audit.sentences import SENTENCES
from libraries.models import PointState
from scheduling.models import ActionState, AppointmentState, TapAnswer

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("klik_portal", "libraries", "accreditation", "scheduling")
MADE_UP_AT_RUN_TIME = {
    *TRANSITIONS,
    *(state.value for state in AppointmentState if state != AppointmentState.SCHEDULED),
    *(f"action_{state.value}" for state in ActionState if state != ActionState.OPEN),
    *(f"service_point_{state.value}" for state in PointState),
    *(f"tapped_{answer.value}" for answer in TapAnswer),
}


def trees() -> Iterator[ast.Module]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                yield ast.parse(path.read_text())


def words(node: ast.expr | None) -> set[str]:
    """The strings an expression may stand for."""
    if isinstance(node, ast.IfExp):
        return words(node.body) | words(node.orelse)
    is_word = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    return {node.value} if is_word else set()


def takers_of_verbs(tree: ast.Module) -> dict[str, int]:
    """Helper functions that hand a verb on to `record`, and where it stands among their arguments."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "verb" in names:
                found[node.name] = names.index("verb")
    return found


def verbs_in(tree: ast.Module, everywhere: dict[str, int]) -> set[str]:
    takers = everywhere | takers_of_verbs(tree)
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "verb":
            found |= words(node.value)
        if not isinstance(node, ast.Call):
            continue
        for keyword in node.keywords:
            found |= words(keyword.value) if keyword.arg == "verb" else set()
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = takers.get(name)
        if place is not None and place < len(node.args):
            found |= words(node.args[place])
    return found


def recorded_verbs() -> set[str]:
    forest = list(trees())
    shared = {
        name: place
        for tree in forest
        for name, place in takers_of_verbs(tree).items()
        if not name.startswith("_")
    }
    return set().union(*(verbs_in(tree, shared) for tree in forest)) | MADE_UP_AT_RUN_TIME


def test_the_search_sees_direct_and_handed_on_verbs() -> None:
    assert {"registered", "member_refused", "week_saved", "stop_added", "activated"} <= (
        recorded_verbs()
    )


def test_every_recorded_verb_has_a_sentence() -> None:
    assert recorded_verbs() - SENTENCES.keys() == set()


def test_no_sentence_is_left_over() -> None:
    assert SENTENCES.keys() - recorded_verbs() == set()


def test_a_request_and_its_trail_say_the_same() -> None:
    assert {step: str(SENTENCES[step]) for step in TRANSITIONS} == {
        step: str(transition.sentence) for step, transition in TRANSITIONS.items()
    }


def test_a_sentence_names_who_it_is_about() -> None:
    told = AuditEvent(verb="member_confirmed", payload={"member": "Siti {Aminah}"})

    assert told.sentence == "Pengelola dikonfirmasi: Siti {Aminah}"


@pytest.mark.parametrize("verb", ["member_confirmed", "letter_kept", "forgotten"])
def test_an_old_row_reads_as_something(verb: str) -> None:
    assert AuditEvent(verb=verb, payload={}).sentence
