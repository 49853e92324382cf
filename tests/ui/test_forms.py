"""Forms: labels, hints and errors hang together, and what was typed stays."""

from datetime import date
from decimal import Decimal

import pytest
from crispy_forms.layout import Column, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template

from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, StackedForm

KINDS = (("desa", "Desa"), ("sekolah", "Sekolah"))


class LibraryForm(StackedForm, forms.Form):
    name = CleanCharField(label="Nama", max_length=10, help_text="Seperti di papan nama.")
    founded = DayField(label="Tanggal pendirian")
    kind = forms.ChoiceField(
        label="Jenis", choices=KINDS, widget=forms.RadioSelect, help_text="Satu saja."
    )
    days = forms.MultipleChoiceField(
        label="Hari", choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    titles = forms.IntegerField(label="Judul", min_value=1, max_value=100_000)
    score = forms.DecimalField(label="Nilai", max_digits=5, decimal_places=2)
    agreed = forms.BooleanField(label="Data ini benar")


FILLED = {
    "name": "Enggelam", "founded": "24-11-2020", "kind": "desa", "days": ["desa"],
    "titles": "1.000", "score": "68,5", "agreed": "on",
}  # fmt: skip


def page(form: forms.Form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def messages(form: forms.Form) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


def test_a_filled_form_is_understood_the_way_it_is_written_here():
    form = LibraryForm(FILLED)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "name": "Enggelam", "founded": date(2020, 11, 24), "kind": "desa", "days": ["desa"],
        "titles": 1000, "score": Decimal("68.5"), "agreed": True,
    }  # fmt: skip


def test_an_empty_form_says_what_to_do_field_by_field():
    assert messages(LibraryForm({})) == {
        "name": ["Wajib diisi."], "founded": ["Wajib diisi."], "kind": ["Pilih satu."],
        "days": ["Pilih paling sedikit satu."], "titles": ["Wajib diisi."],
        "score": ["Wajib diisi."], "agreed": ["Centang dulu untuk melanjutkan."],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("name", "Perpustakaan", "Terlalu panjang: 12 huruf, paling banyak 10. Ringkas sedikit."),
        ("founded", "31-02-2020", "Tanggal tidak dikenal. Tulis seperti 24-11-2026."),
        ("kind", "kapal", "Pilih salah satu dari daftar."),
        ("days", ["kapal"], "Pilih salah satu dari daftar."),
        ("titles", "seribu", "Tulis angka bulat, misalnya 12."),
        ("titles", "0", "Paling kecil 1."),
        ("score", "tinggi", "Tulis angka, misalnya 68,5."),
        ("score", "68,555", "Angka di belakang koma terlalu banyak."),
    ],
)
def test_a_mistake_gets_a_plain_sentence(name, typed, sentence):
    assert messages(LibraryForm(FILLED | {name: typed})) == {name: [sentence]}


def test_a_form_may_bring_its_own_sentence():
    class OwnWords(StackedForm, forms.Form):
        name = forms.CharField(error_messages={"required": "Tulis nama perpustakaan."})

    assert messages(OwnWords({})) == {"name": ["Tulis nama perpustakaan."]}


def test_a_missing_or_empty_file_is_named_in_plain_words():
    class FileForm(StackedForm, forms.Form):
        letter = forms.FileField()

    assert messages(FileForm({}, {})) == {"letter": ["Pilih berkasnya dulu."]}


@pytest.mark.parametrize("typed", ["nol\x00", "bel\x07", "hapus\x7f"])
def test_control_bytes_are_refused_with_a_sentence(typed):
    form = LibraryForm(FILLED | {"name": typed})
    sentence = "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."
    assert messages(form) == {"name": [sentence]}


@pytest.mark.parametrize("typed", ["2026-11-24", "24-11-2026", "24/11/2026", "24 November 2026"])
def test_a_day_is_taken_in_every_usual_spelling(typed):
    form = LibraryForm(FILLED | {"founded": typed})
    assert form.is_valid()
    assert form.cleaned_data["founded"] == date(2026, 11, 24)


def test_a_day_that_is_none_stays_as_it_was_typed():
    html = str(LibraryForm(FILLED | {"founded": "31-02-2020"})["founded"])
    assert html == (
        '<input type="text" name="founded" value="31-02-2020" required aria-invalid="true"'
        ' aria-describedby="id_founded_error" id="id_founded">'
    )


def test_a_good_day_returns_to_the_date_picker():
    html = str(LibraryForm(FILLED)["founded"])
    assert html == '<input type="date" name="founded" value="2020-11-24" required id="id_founded">'


def test_a_number_that_is_none_stays_as_it_was_typed():
    html = str(LibraryForm(FILLED | {"titles": "seribu"})["titles"])
    assert html == (
        '<input type="text" name="titles" value="seribu" inputmode="numeric" required'
        ' aria-invalid="true" aria-describedby="id_titles_error" id="id_titles">'
    )


def test_a_decimal_is_shown_with_its_comma():
    html = str(LibraryForm(initial={"score": Decimal("68.50")})["score"])
    assert 'value="68,50"' in html


def test_hint_and_error_are_told_with_the_field():
    html = page(LibraryForm(FILLED | {"name": ""}))
    assert (
        '<div class="field has-error"><label for="id_name">Nama</label>'
        '<p class="hint" id="id_name_helptext">Seperti di papan nama.</p>'
        '<div id="id_name_error"><p class="error-text">Wajib diisi.</p></div>'
        '<input type="text" name="name" maxlength="10" required aria-invalid="true"'
        ' aria-describedby="id_name_helptext id_name_error" id="id_name"></div>'
    ) in html.replace("\n", "")


def test_a_group_of_choices_is_one_fieldset_with_its_hint_and_error():
    html = page(LibraryForm(FILLED | {"kind": ""})).replace("\n", "")
    assert (
        '<fieldset aria-describedby="id_kind_helptext id_kind_error"><legend>Jenis</legend>' in html
    )
    assert (
        '<label class="choice" for="id_kind_0"><input type="radio" name="kind" value="desa"'
        ' id="id_kind_0" required aria-invalid="true"><span>Desa</span></label>'
    ) in html


def test_every_summary_link_leads_to_something_on_the_page():
    html = page(LibraryForm({}))
    targets = [part.split('"')[0] for part in html.split('href="#')[1:]]
    assert targets == [
        "id_name", "id_founded", "id_kind_0", "id_days_0", "id_titles", "id_score", "id_agreed",
    ]  # fmt: skip
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_errors_of_hidden_fields_are_told_without_a_dead_link():
    class Versioned(StackedForm, forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

    assert "<li>Wajib diisi.</li>" in page(Versioned({}))


def test_a_form_carries_its_key_and_its_buttons():
    class Draft(StackedForm, forms.Form):
        note = CleanCharField(label="Catatan")
        submit_label = "Simpan dan lanjut"
        extra_buttons = (("stay", "Simpan dulu"),)
        sticky = True
        autosave = True

    html = page(Draft()).replace("\n", "")
    assert html.startswith(
        '<form method="post" class="stack read" data-autosave novalidate>'
        '<input type="hidden" name="_once" value="'
    )
    assert html.endswith(
        '<div class="row field sticky"><button class="btn">Simpan dan lanjut</button>'
        '<button class="btn quiet" name="stay" value="1">Simpan dulu</button>'
        '<span class="muted" data-autosave-status role="status"></span></div></form>'
    )


def test_a_form_with_files_says_so():
    class Upload(StackedForm, forms.Form):
        letter = forms.FileField(label="Surat")

    assert ' enctype="multipart/form-data"' in page(Upload())


def test_a_filter_bar_asks_in_the_address_and_needs_no_key():
    class Search(FilterBar, forms.Form):
        q = forms.CharField(label="Cari", required=False)

    html = page(Search()).replace("\n", "")
    assert html == (
        '<form method="get" class="card filters" role="search" novalidate><div class="field">'
        '<label for="id_q">Cari</label><input type="text" name="q" id="id_q"></div>'
        '<div class="row field"><button class="btn quiet">Tampilkan</button></div></form>'
    )


def test_sections_group_the_fields_and_forget_none():
    class Sectioned(LibraryForm):
        sections = (("Perpustakaan", ("name", "founded")), ("Keterangan", ("kind",)))

    html = page(Sectioned()).replace("\n", "")
    assert html.count('<fieldset class="card"><legend><h2>') == 2
    places = [html.index(f'name="{name}"') for name in LibraryForm.base_fields]
    assert places == sorted(places)


def test_a_layout_of_ones_own_is_drawn_by_the_pack():
    class Laid(StackedForm, forms.Form):
        first = CleanCharField(label="Awal")
        last = CleanCharField(label="Akhir")

    form = Laid()
    helper = form.helper
    helper.layout = Layout(
        Fieldset("Tahun", Row(Column("first"), Column("last"))), Div(Submit("go", "Lihat"))
    )
    html = Template("{% load crispy_forms_tags %}{% crispy form helper %}").render(
        Context({"form": form, "helper": helper})
    )
    assert (
        '<fieldset><legend><h2>Tahun</h2></legend><div><div class="grid two"><div>'
        in html.replace("\n", "")
    )
    assert '<button type="submit" name="go" value="Lihat" class="btn btn-primary"' in html


def test_only_a_textarea_keeps_its_line_breaks():
    class Visit(StackedForm, forms.Form):
        position = CleanCharField()
        note = CleanCharField(widget=forms.Textarea)

    form = Visit({"position": "Guru\r\nBcc: x@y.id", "note": "Satu\r\ndua"})

    assert form.is_valid()
    assert form.cleaned_data == {"position": "Guru Bcc: x@y.id", "note": "Satu\r\ndua"}


def test_marks_that_turn_the_reading_order_are_left_out():
    """A number copied out of a chat brings them along; nobody sees them, so nobody is scolded."""

    class Note(StackedForm, forms.Form):
        text = CleanCharField()

    form = Note({"text": "\u202a0812\u202c Ahmad\u202eYani"})

    assert form.is_valid()
    assert form.cleaned_data["text"] == "0812 AhmadYani"
