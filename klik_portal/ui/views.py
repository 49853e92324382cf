"""The component gallery: every component in every variant on one page, for whoever builds pages."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.core.verdict import Verdict
from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, StackedForm
from klik_portal.ui.templatetags.ui import TONES


@dataclass(frozen=True)
class Stage:
    label: str
    note: str
    status: str


STAGES = (
    Stage(_("Diajukan"), _("14 Mei 2025"), "done"),
    Stage(_("Pemeriksaan berkas"), _("Petugas menanggapi dalam 6 jam"), "now"),
    Stage(_("Konsultasi Zoom"), "", "todo"),
    Stage(_("Hasil"), "", "todo"),
)
MISTAKES = {"name": "", "founded": "31-02-2020", "titles": "seribu", "kind": "", "agreed": ""}


class SampleForm(StackedForm, forms.Form):
    name = CleanCharField(
        label=_("Nama perpustakaan"), max_length=120, help_text=_("Seperti di papan nama.")
    )
    founded = DayField(label=_("Tanggal pendirian"), help_text=_("Lihat SK pendirian."))
    titles = forms.IntegerField(
        label=_("Jumlah judul"), help_text=_("Hitung judul, bukan eksemplar.")
    )
    story = CleanCharField(
        label=_("Cerita singkat"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    kind = forms.ChoiceField(
        label=_("Jenis"),
        choices=(("desa", _("Desa")), ("sekolah", _("Sekolah")), ("ibadah", _("Rumah ibadah"))),
        widget=forms.RadioSelect,
        help_text=_("Pilih yang paling sesuai."),
    )  # fmt: skip
    days = forms.MultipleChoiceField(
        label=_("Hari buka"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=(("1", _("Senin")), ("2", _("Selasa"))),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Foto ruang baca"),
        required=False,
        widget=forms.FileInput(attrs={"data-shrink": ""}),
    )
    agreed = forms.BooleanField(label=_("Data ini benar"))

    submit_label = _("Simpan dan lanjut")
    extra_buttons = (("stay", _("Simpan dulu")),)
    sections = (
        (_("Perpustakaan"), ("name", "founded", "titles", "story")),
        (_("Keterangan"), ("kind", "days", "photo", "agreed")),
    )
    sticky = True


class SampleFilter(FilterBar, forms.Form):
    q = forms.CharField(
        label=_("Cari"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=(("", _("Semua yang terbuka")),)
    )
    area = forms.ChoiceField(label=_("Kecamatan"), required=False, choices=(("", _("Semua")),))


def gallery(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "tones": [*TONES],
        "stages": STAGES,
        "now": now,
        "days": [now + timedelta(days=count) for count in (-2, 0, 1, 3)],
        "refused": Verdict.no("Masih ada 2 berkas yang belum diperbaiki."),
        "empty_form": SampleForm(prefix="kosong"),
        "wrong_form": SampleForm(MISTAKES),
        "filter_form": SampleFilter(),
        "crumbs": [("Permohonan", "#permohonan"), ("KLK-2025-0042", "#nomor"), ("Isian", "")],
        "note": "Assalamu'alaikum, jadwal Zoom Anda besok pukul 09.00 WITA.",
    }
    return render(request, "ui/gallery.html", context)
