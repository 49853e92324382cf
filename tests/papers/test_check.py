"""Whoever holds a paper types or scans its code and reads whether it stands."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from klik_portal.core.wording import moment
from klik_portal.papers import codes, operations, queries
from klik_portal.papers.checked import MOST_FACTS, Standing
from klik_portal.papers.models import IssuedPaper
from tests.factories.accreditation import MONDAY
from tests.factories.papers import a_sheet, an_issued_paper, drawn
from tests.papers.mutations import mutations

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
VERDICT = '<h1><span class="tag %s">%s</span></h1>'


def page(client, code):
    return client.get(reverse("papers:check", args=[code]))


def test_a_standing_paper_is_told_in_one_look(client, budi):
    paper = an_issued_paper(budi)
    with time_machine.travel(MONDAY):
        answer = page(client, paper.code)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert VERDICT % ("good", "Berlaku") in told
    assert "Surat rekomendasi" in told
    assert moment(MONDAY) in told
    for label, value in paper.printed_facts:
        assert f"<dt>{label}</dt><dd>{value}</dd>" in told
    assert told.count("<dt>") == len(paper.facts) <= MOST_FACTS


def test_the_page_stays_out_of_caches_and_search_engines(client, budi):
    answer = page(client, an_issued_paper(budi).code)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_paper_runs_out_after_its_last_day(budi):
    paper = an_issued_paper(budi, valid_until=TODAY)
    assert queries.find(paper.code, on=TODAY).standing == Standing.VALID
    assert queries.find(paper.code, on=TODAY + timedelta(days=1)).standing == Standing.EXPIRED


def test_a_replaced_paper_leads_to_the_new_one_and_keeps_its_own_words(client, budi):
    old = an_issued_paper(budi)
    new = an_issued_paper(budi, number="13/DIARPUS/XI/2026", facts=(("Perpustakaan", "Baru"),))
    told = page(client, old.code).content.decode()
    assert VERDICT % ("warn", "Sudah diganti") in told
    assert "Diganti dengan nomor 13/DIARPUS/XI/2026" in told
    assert reverse("papers:check", args=[new.code]) in told
    assert "<dd>Perpustakaan Desa Muara Enggelam</dd>" in told
    assert queries.find(new.code, on=TODAY).standing == Standing.VALID


def test_a_revoked_paper_tells_the_reason_but_nobodys_name(client, budi):
    paper = an_issued_paper(budi, valid_until=TODAY - timedelta(days=9))
    operations.revoke(paper=paper, reason="Salah ketik nama desa.", by=budi, at=MONDAY)
    told = page(client, paper.code).content.decode()
    assert VERDICT % ("bad", "Dicabut") in told
    assert "Salah ketik nama desa." in told
    assert "Budi" not in told


@pytest.mark.parametrize(
    "typed",
    [str.lower, codes.grouped, lambda code: " ".join(code), lambda code: codes.grouped(code).lower(),
     lambda code: code.replace("0", "O").replace("1", "I"),
     lambda code: code.replace("0", "o").replace("1", "l")],
    ids=["small", "grouped", "spaced", "small and grouped", "O and I", "o and l"],
)  # fmt: skip
def test_the_tolerance_is_case_spaces_dashes_and_three_lookalikes(client, budi, typed):
    paper = an_issued_paper(budi)
    assert page(client, typed(paper.code)).status_code == 200
    answer = client.get(reverse("papers:enter"), {"kode": typed(paper.code)})
    assert answer.url == reverse("papers:check", args=[paper.code])


def test_ten_thousand_mutated_codes_and_none_is_accepted(budi):
    paper = an_issued_paper(budi)
    accepted = [typed for typed in mutations(paper.code, 10_000) if queries.find(typed, on=TODAY)]
    assert accepted == []


def test_mutated_codes_in_the_address_are_not_found_and_break_nothing(client, budi, settings):
    settings.ACCOUNT_RATE_LIMITS |= {"wrong_paper": "9999/m/ip"}
    paper = an_issued_paper(budi)
    for typed in mutations(paper.code, 96):
        for address in (
            f"/periksa/{quote(typed, safe='')}/", f"/periksa/?kode={quote(typed, safe='')}",
        ):  # fmt: skip
            assert client.get(address).status_code in (400, 404), address


def test_no_code_and_nobodys_code_get_the_same_answer_for_the_same_work(
    client, django_assert_num_queries
):
    nobodys, none = codes.new_code(), "bukan-kode"
    answers = []
    for typed in (nobodys, none):
        answer = page(client, typed)
        answers.append((answer.status_code, answer.content.decode().replace(typed, "…")))
    assert answers[0] == answers[1]
    for typed in (nobodys, none, "", "x" * 999):
        with django_assert_num_queries(2):
            assert queries.find(typed, on=TODAY) is None


def test_guessing_is_slowed_down_but_holders_of_papers_are_not(client, budi, settings):
    settings.ACCOUNT_RATE_LIMITS |= {"wrong_paper": "2/m/ip"}
    paper = an_issued_paper(budi)
    answers = [page(client, codes.new_code()).status_code for _guess in range(3)]
    assert answers == [404, 404, 429]
    assert page(client, paper.code).status_code == 200


def test_a_code_is_128_random_bits():
    drawn_codes = {codes.new_code() for _time in range(200)}
    assert len(drawn_codes) == 200
    assert all(codes.read(code) == code for code in drawn_codes)
    assert codes.written((1 << 128) - 1) == codes.read("7" + "Z" * 25)
    assert codes.read("8" + "0" * 25) == codes.NOBODY  # one bit too many


def test_a_name_inside_klik_and_its_code_are_the_same_bits():
    for code in (codes.new_code() for _time in range(200)):
        assert codes.of_token(codes.token_of(code)) == code
    assert codes.of_token("pendek") == codes.of_token("é" * 22) == codes.NOBODY


def test_what_is_printed_never_changes(budi):
    paper = an_issued_paper(budi)
    rows = IssuedPaper.objects.filter(pk=paper.pk)
    for change in (
        {"facts": []},
        {"number": "1"},
        {"code": codes.new_code()},
        {"valid_until": TODAY},
    ):
        with pytest.raises(DatabaseError, match="an issued paper stays"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="an issued paper stays"), transaction.atomic():
        rows.delete()


def test_a_paper_shows_at_most_six_facts(budi):
    five = tuple((f"Label {n}", "x") for n in range(5))
    with pytest.raises(ValueError, match="at most 6"):
        operations.issue(sheet=a_sheet(facts=five), draw=drawn, by=budi, at=MONDAY)
