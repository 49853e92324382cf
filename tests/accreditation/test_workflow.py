"""The table of states and steps, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accreditation.workflow import (
    CLOSED,
    FACTS,
    OPEN,
    TRANSITIONS,
    Capacity,
    Case,
    State,
    Turn,
    steps_for,
)

EVERYBODY = frozenset(Capacity)
KEEPER = frozenset({Capacity.KEEPER})
OFFICER = frozenset({Capacity.CASEWORKER})

ALLOWED = {
    # (state, step): target -- written from the product description, not from the code
    ("draft", "submit"): "submitted",
    ("draft", "discard"): "withdrawn",
    ("submitted", "return"): "returned",
    ("submitted", "accept"): "mentoring",
    ("submitted", "decline"): "declined",
    ("submitted", "withdraw"): "withdrawn",
    ("returned", "resubmit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("mentoring", "return"): "returned",
    ("mentoring", "mark_ready"): "ready",
    ("mentoring", "withdraw"): "withdrawn",
    ("ready", "mentor_again"): "mentoring",
    ("ready", "propose"): "proposed",
    ("proposed", "record_accredited"): "accredited",
    ("proposed", "record_not_accredited"): "not_accredited",
    ("withdrawn", "reopen"): "submitted",
    ("declined", "reopen"): "submitted",
}
WHO = {
    "submit": Capacity.KEEPER, "discard": Capacity.KEEPER, "resubmit": Capacity.KEEPER, "withdraw": Capacity.KEEPER,
    "reopen": Capacity.COORDINATOR,
}  # fmt: skip


def case(state: State, **facts: object) -> Case:
    return Case(state=state, **{"corrections_named": 1, "reason": "alasan", **facts})


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(TRANSITIONS))
def test_exactly_the_described_steps_are_possible(state, step):
    transition = TRANSITIONS[step]

    possible = bool(transition.verdict(case(state), EVERYBODY))

    assert possible == ((state, step) in ALLOWED)
    if possible:
        assert transition.target == ALLOWED[state, step]


@pytest.mark.parametrize("step", list(TRANSITIONS))
@pytest.mark.parametrize("capacity", list(Capacity))
def test_each_step_belongs_to_one_capacity(step, capacity):
    transition = TRANSITIONS[step]
    state = next(iter(transition.sources))

    possible = bool(transition.verdict(case(state), frozenset({capacity})))

    owner = WHO.get(step, Capacity.CASEWORKER)
    helpers = {Capacity.ASSISTANT} if owner == Capacity.KEEPER else set()
    assert possible == (capacity in {owner} | helpers)


def test_every_state_can_be_reached_and_every_open_one_left():
    reached, frontier = {State.DRAFT}, {State.DRAFT}
    while frontier:
        frontier = {t.target for t in TRANSITIONS.values() if t.sources & frontier} - reached
        reached |= frontier

    assert reached == set(State)
    assert {source for t in TRANSITIONS.values() for source in t.sources} >= OPEN


def test_nobody_holds_the_ball_exactly_when_a_request_is_closed():
    assert {state for state in State if FACTS[state].turn == Turn.NOBODY} == CLOSED


@pytest.mark.parametrize(
    ("step", "state", "facts", "sentence"),
    [
        ("submit", State.DRAFT, {"problems": ("SK belum ada.",)}, "SK belum ada."),
        ("resubmit", State.RETURNED, {"unanswered_corrections": 2}, "Masih ada 2 catatan yang belum dijawab."),
        ("return", State.SUBMITTED, {"corrections_named": 0}, "Tulis sedikitnya satu hal yang perlu diperbaiki."),
        ("accept", State.SUBMITTED, {"keeper_is_confirmed": False},
         "Konfirmasi dulu keanggotaan pemohon pada perpustakaan ini."),
        ("decline", State.SUBMITTED, {"reason": "  "}, "Tulis alasannya; pemohon akan membacanya."),
        ("reopen", State.WITHDRAWN, {"was_submitted": False},
         "Draf yang dibuang tidak dapat dibuka lagi. Buat permohonan baru."),
        ("accept", State.READY, {}, "Permohonan sudah berpindah tahap. Muat ulang halaman ini."),
    ],
)  # fmt: skip
def test_a_refused_step_says_why(step, state, facts, sentence):
    verdict = TRANSITIONS[step].verdict(case(state, **facts), EVERYBODY)

    assert verdict.reasons == (sentence,)


@pytest.mark.parametrize("step", ["mark_ready", "propose"])
def test_what_an_officer_filed_goes_no_further_without_the_librarys_yes(step):
    state = next(iter(TRANSITIONS[step].sources))

    refused = TRANSITIONS[step].verdict(case(state, library_has_confirmed=False), OFFICER)

    assert refused.reasons == (
        "Permohonan ini diisi petugas. Perpustakaan harus mengonfirmasinya dulu dengan kode.",
    )
    assert TRANSITIONS[step].verdict(case(state), OFFICER)


def test_a_step_that_is_not_yours_says_so():
    verdict = TRANSITIONS["accept"].verdict(case(State.SUBMITTED), KEEPER)

    assert verdict.reasons == ("Langkah ini bukan giliran Anda.",)


@given(st.sampled_from(State), st.frozensets(st.sampled_from(Capacity)))
def test_buttons_are_exactly_the_steps_of_ones_capacities(state, capacities):
    shown = {transition.step for transition, _verdict in steps_for(case(state), capacities)}

    acting = capacities | (KEEPER if Capacity.ASSISTANT in capacities else frozenset())
    assert shown == {
        t.step for t in TRANSITIONS.values() if state in t.sources and t.capacity in acting
    }


@given(st.lists(st.sampled_from(list(TRANSITIONS)), max_size=30))
def test_replaying_any_allowed_steps_ends_where_the_table_says(steps):
    state = State.DRAFT
    for step in steps:
        transition = TRANSITIONS[step]
        if transition.verdict(case(state), EVERYBODY):
            assert ALLOWED[state, step] == transition.target
            state = transition.target
        else:
            assert (state, step) not in ALLOWED
