"""Shapes of questions to the guides and of their texts."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.guides.models import Article, ArticleState, Kind, Place, ReaderType
from klik_portal.guides.operations.articles import Text
from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm

EVERY_TYPE = [("", _("Semua")), *ReaderType.choices]
INDICATOR = re.compile(r"[a-z]{1,4}-\d{1,3}")
MOST_INDICATORS = 20
LONGEST = 20_000


class GuideSearch(FilterBar, forms.Form):
    q = CleanCharField(label=_("Kata yang dicari"), required=False, max_length=80)
    jenis = forms.ChoiceField(label=_("Perpustakaan"), required=False, choices=EVERY_TYPE)

    submit_label = _("Cari")


class ShelfFilter(FilterBar, forms.Form):
    q = CleanCharField(label=_("Kata yang dicari"), required=False, max_length=80)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Semua")), *ArticleState.choices]
    )

    submit_label = _("Cari")


class ArticleForm(StackedForm, forms.Form):
    title = CleanCharField(label=_("Judul"), max_length=160)
    kind = forms.ChoiceField(label=_("Jenis tulisan"), choices=Kind.choices)
    summary = CleanCharField(
        label=_("Ringkasan"), max_length=300, help_text=_("Satu kalimat untuk daftar panduan.")
    )
    body = CleanCharField(
        label=_("Isi"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 18}),
        help_text=_(
            "Awali judul bagian dengan ##, butir dengan tanda -, langkah dengan 1. Tebal: **kata**. "
            "Tautan: [teks](/panduan/npp/)."
        ),
    )
    sources = CleanCharField(
        label=_("Sumber"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Satu sumber satu baris; ditampilkan di bawah tulisan."),
    )
    library_types = forms.MultipleChoiceField(
        label=_("Untuk jenis perpustakaan"),
        required=False,
        choices=ReaderType.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tidak ada yang dicentang berarti untuk semua."),
    )
    places = forms.MultipleChoiceField(
        label=_("Tawarkan saat pemohon membuka"),
        required=False,
        choices=Place.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    indicators = CleanCharField(
        label=_("Tawarkan pada butir"),
        required=False,
        max_length=160,
        help_text=_("Kode butir penilaian mandiri, misalnya B-2 C-1. Boleh kosong."),
    )
    position = forms.IntegerField(
        label=_("Urutan"),
        min_value=1,
        max_value=9999,
        initial=500,
        help_text=_("Angka kecil tampil lebih dulu."),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000
    )

    extra_buttons = (("preview", _("Lihat dulu")),)

    @staticmethod
    def typed_of(article: Article) -> dict[str, Any]:
        """What the form shows of an article."""
        topics = article.topics.split()
        kept = ("title", "kind", "summary", "body", "sources", "position", "version")
        return {
            **{name: getattr(article, name) for name in kept},
            "library_types": article.library_types.split(),
            "places": [t for t in topics if t in Place.values],
            "indicators": " ".join(t.upper() for t in topics if t not in Place.values),
        }

    def clean_indicators(self) -> list[str]:
        codes = re.split(r"[\s,;]+", self.cleaned_data["indicators"].lower().strip(" ,;"))
        codes = [code for code in dict.fromkeys(codes) if code]
        if len(codes) > MOST_INDICATORS or not all(INDICATOR.fullmatch(code) for code in codes):
            raise forms.ValidationError(_("Tulis kode butir seperti B-2, dipisahkan spasi."))
        return codes

    def text(self) -> Text:
        typed = self.cleaned_data
        return Text(
            kind=typed["kind"], title=typed["title"], summary=typed["summary"],
            body=typed["body"], sources=typed["sources"],
            library_types=tuple(t for t in ReaderType.values if t in typed["library_types"]),
            topics=(*(p for p in Place.values if p in typed["places"]), *typed["indicators"]),
            position=typed["position"],
        )  # fmt: skip
