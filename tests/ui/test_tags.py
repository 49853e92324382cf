"""What the components render."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError

from klik_portal.core import clock
from klik_portal.core.verdict import Verdict


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def test_a_card_wraps_its_content_under_a_heading():
    html = rendered(
        '{% card title="Berkas" tone="warn" %}<p>{{ text }}</p>{% endcard %}', text="<b>"
    )
    assert html == '<section class="card warn"><h2>Berkas</h2><p>&lt;b&gt;</p></section>'


def test_a_flush_card_without_title_has_no_heading():
    assert (
        rendered("{% card flush=True %}x{% endcard %}") == '<section class="card flush">x</section>'
    )


def test_the_next_step_is_a_gold_card_with_one_button():
    html = rendered('{% next_step "Perbaiki" "Dua berkas, sebelum" "/x/" "Mulai" "Jumat" %}')
    assert html == (
        '<section class="card next" aria-label="Langkah berikutnya"><h2>Perbaiki</h2>'
        '<p>Dua berkas, sebelum <b>Jumat</b></p><a class="btn" href="/x/">Mulai</a></section>'
    )


def test_a_tag_says_its_state_in_words_and_tone():
    assert rendered('{% tag "Diterima" "good" %}') == '<span class="tag good">Diterima</span>'


def test_an_unknown_tone_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError, match="unknown tone 'green'"):
        rendered('{% tag "x" "green" %}')


def test_a_grade_is_spoken_with_its_meaning():
    html = '<span class="grade a"><span class="sr">Peringkat </span>A</span>'
    assert rendered('{% grade_badge "A" %}') == html


def test_the_stage_rail_marks_the_present_stage():
    stages = [
        SimpleNamespace(label="Diajukan", note="14 Mei", status="done"),
        SimpleNamespace(label="Diperiksa", note="", status="now"),
        SimpleNamespace(label="Hasil", note="", status="todo"),
    ]
    assert rendered("{% stage_rail stages %}", stages=stages) == (
        '<ol class="stages"><li class="done"><b>Diajukan</b><small>14 Mei</small>'
        '<span class="sr"> (selesai)</span></li>'
        '<li class="now" aria-current="step"><b>Diperiksa</b></li>'
        '<li class="todo"><b>Hasil</b></li></ol>'
    )


def test_progress_stops_at_its_end_and_needs_no_style():
    html = '<progress class="good" value="3" max="3" aria-label="10 dari 3"></progress>'
    assert rendered('{% progress 10 3 "10 dari 3" "good" %}') == html


def test_progress_writes_decimals_the_way_html_reads_them():
    html = '<progress class="" value="68.5" max="100" aria-label="Nilai"></progress>'
    assert rendered('{% progress value 100 "Nilai" %}', value=Decimal("68.5")) == html


def test_a_figure_links_as_a_whole_when_there_is_a_list_behind_it():
    assert rendered('{% figure 4 "dari 5" "terakreditasi" "/daftar/" %}') == (
        '<a class="card" href="/daftar/"><span class="figure">4 <small>dari 5</small></span>'
        ' <span class="caption">terakreditasi</span></a>'
    )


def test_an_empty_state_says_what_to_do():
    assert rendered('{% empty_state "Kosong" "Mulai." "/baru/" "Buat" %}') == (
        '<section class="card empty"><h2>Kosong</h2><p>Mulai.</p>'
        '<a class="btn" href="/baru/">Buat</a></section>'
    )


def test_each_form_gets_its_own_key():
    first, second = rendered("{% once %}"), rendered("{% once %}")
    assert first.startswith('<input type="hidden" name="_once" value="')
    assert first != second


def test_a_refused_step_shows_its_reasons_and_leads_nowhere():
    html = rendered(
        '{% action_button "Kirim" "/x/" verdict %}', verdict=Verdict.no("Belum lengkap.")
    )
    assert html == (
        '<div><span class="btn quiet" role="link" aria-disabled="true">Kirim</span>'
        '<p class="hint">Belum lengkap.</p></div>'
    )


def test_an_allowed_step_is_a_link():
    html = '<div><a class="btn quiet" href="/x/">Kirim</a></div>'
    assert rendered('{% action_button "Kirim" "/x/" verdict %}', verdict=Verdict.yes()) == html


def test_the_breadcrumb_ends_at_this_page():
    items = [("Permohonan", "/permohonan/"), ("KLK-1", "/permohonan/KLK-1/")]
    assert rendered("{% breadcrumb items %}", items=items) == (
        '<nav class="crumbs" aria-label="Lokasi"><a href="/permohonan/">Permohonan</a> / '
        '<span aria-current="page">KLK-1</span></nav>'
    )


def test_pagination_is_silent_on_a_single_page():
    assert rendered('{% pagination "" "" %}') == ""


def test_pagination_leads_on_and_back_to_the_start():
    assert rendered('{% pagination "?setelah=9" "?" %}') == (
        '<nav class="row" aria-label="Halaman daftar">'
        '<a class="btn quiet" href="?setelah=9" rel="next">Berikutnya</a>'
        '<a href="?">Kembali ke awal</a></nav>'
    )


def test_the_copy_button_waits_for_a_browser_that_can_copy():
    assert rendered("{% copy_text text %}", text='a "b"') == (
        '<div class="copy"><pre>a &quot;b&quot;</pre><button type="button" class="btn quiet small"'
        ' data-copy="a &quot;b&quot;" hidden>Salin</button></div>'
    )


NINE_WITA = datetime(2025, 5, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("day|long_date", "Jumat, 23 Mei 2025"),
        ("at|moment", "Jumat, 23 Mei 2025 pukul 09.00 WITA"),
        ("at|short_moment", "23 Mei 2025, 09.00 WITA"),
        ("at|clock", "09.00 WITA"),
        ("1000|number", "1.000"),
        ("score|decimal2", "68,50"),
        ("score|decimal1", "68,5"),
        ("2500000|rupiah", "Rp2.500.000"),
        ("debt|rupiah", "-Rp5.000"),
    ],
)
def test_values_are_written_the_indonesian_way(expression, words):
    values = {"day": date(2025, 5, 23), "at": NINE_WITA, "score": Decimal("68.5"), "debt": -5000}
    assert rendered(f"{{{{ {expression} }}}}", **values) == words


@pytest.mark.parametrize(
    "name",
    ["long_date", "moment", "short_moment", "clock", "number", "decimal2", "decimal1", "rupiah", "days_from_now"],
)  # fmt: skip
def test_what_is_not_there_is_written_as_nothing(name):
    assert rendered(f"{{{{ nothing|{name} }}}}", nothing=None) == ""


@pytest.mark.parametrize(
    ("days", "words"), [(0, "hari ini"), (1, "besok"), (3, "3 hari lagi"), (-2, "2 hari lalu")]
)
def test_days_are_counted_from_today_in_wita(days, words):
    day = clock.today() + timedelta(days=days)
    assert rendered("{{ day|days_from_now }}", day=day) == words
