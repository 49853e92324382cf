"""Shapes of what people type about libraries."""

from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm
from libraries import npp as npp_rules
from libraries.models import Desa, Kecamatan, LibraryType, MemberKind
from libraries.models.library import TypeGroup
from libraries.models.service_point import PointKind
from libraries.queries import NO, YES, LibraryFilter
from libraries.standing import StandingState

MAX_TITLES = 10_000_000


def desa_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """237 villages in one list grouped by kecamatan: one query, no script, the phone's own picker."""
    rows = Desa.objects.select_related("kecamatan").order_by("kecamatan__name", "name")
    return [
        (name, [(desa.code, str(desa)) for desa in group])
        for name, group in groupby(rows, key=lambda d: d.kecamatan.name)
    ]


class LibraryForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama perpustakaan"), max_length=160)
    type = forms.ChoiceField(
        label=_("Jenis"), choices=[("", _("Pilih jenis")), *LibraryType.choices]
    )
    desa = forms.ChoiceField(label=_("Desa atau kelurahan"))
    parent_body = CleanCharField(
        label=_("Lembaga induk"),
        max_length=160,
        required=False,
        help_text=_("Misalnya: Pemerintah Desa Muara Enggelam, SDN 008 Kembang Janggut."),
    )
    address = CleanCharField(label=_("Alamat"), max_length=240, required=False)
    npp = CleanCharField(
        label=_("NPP (kosongkan bila belum punya)"),
        max_length=30,
        required=False,
        help_text=_("Nomor Pokok Perpustakaan dari Perpusnas."),
    )
    title_count = forms.IntegerField(
        label=_("Jumlah judul buku (boleh kosong)"),
        required=False,
        min_value=0,
        max_value=MAX_TITLES,
    )
    contact_name = CleanCharField(label=_("Nama kontak"), max_length=120, required=False)
    contact_phone = CleanCharField(
        label=_("Nomor HP/WhatsApp"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    contact_email = forms.EmailField(label=_("Surel"), required=False, max_length=254)
    way_to_get_there = CleanCharField(
        label=_("Cara ke sana dari Tenggarong"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Jalan atau sungai, kira-kira berapa jam, dan musim yang sulit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desa"].choices = [("", _("Pilih desa atau kelurahan")), *desa_choices()]

    def clean_desa(self) -> Desa:
        return Desa.objects.select_related("kecamatan").get(code=self.cleaned_data["desa"])

    def npp_warning(self) -> str:
        return npp_rules.warning(npp_rules.tidy(self.cleaned_data.get("npp", "")))


class RegisterForm(LibraryForm):
    position = CleanCharField(
        label=_("Jabatan Anda"),
        max_length=120,
        help_text=_("Misalnya: pengelola perpustakaan, guru, kaur umum."),
    )
    is_another = forms.BooleanField(
        label=_("Ya, ini perpustakaan lain yang belum terdaftar"), required=False
    )

    submit_label = _("Daftarkan perpustakaan")

    def __init__(self, *args: Any, asks_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_again:
            self.fields["is_another"].widget = forms.HiddenInput()


class ClaimForm(StackedForm, forms.Form):
    kind = forms.ChoiceField(
        label=_("Peran Anda"),
        widget=forms.RadioSelect,
        initial=MemberKind.KEEPER,
        choices=(
            (MemberKind.KEEPER, _("Pengelola: mengisi dan mengirim permohonan")),
            (MemberKind.CONTRIBUTOR, _("Pembantu: ikut mengisi dan mengunggah berkas")),
        ),
    )
    position = CleanCharField(
        label=_("Jabatan Anda"),
        max_length=120,
        help_text=_("Misalnya: guru, kaur umum, pengurus masjid."),
    )

    submit_label = _("Ini perpustakaan saya")


class EndForm(StackedForm, forms.Form):
    reason = CleanCharField(label=_("Alasan"), max_length=240)


class LibrarySearch(FilterBar, forms.Form):
    q = CleanCharField(
        label=_("Cari"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Semua")), *LibraryType.choices]
    )
    setelah = CleanCharField(required=False, max_length=16, widget=forms.HiddenInput)

    submit_label = _("Cari")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].choices = [
            ("", _("Semua")),
            *Kecamatan.objects.values_list("code", "name"),
        ]

    def wanted(self) -> LibraryFilter:
        """What was asked for; a part that makes no sense is left out."""
        self.is_valid()
        get = self.cleaned_data.get
        return LibraryFilter(
            words=get("q", ""),
            kecamatan=get("kecamatan", ""),
            type=get("jenis", ""),
            after=get("setelah", ""),
        )

    def is_filtered(self) -> bool:
        return any(self.cleaned_data.values())

    def next_url(self, cursor: str) -> str:
        return self._url(setelah=cursor) if cursor else ""

    def url_with_words(self, words: str) -> str:
        return self._url(q=words, setelah="") if words else ""

    def _url(self, **other: str) -> str:
        """This question with something else in it; nothing that was left empty."""
        asked = {**self.cleaned_data, **other}
        return "?" + urlencode({key: value for key, value in asked.items() if value})


def _yes_or_no(label: str, yes: str, no: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=(("", _("Semua")), (YES, yes), (NO, no))
    )


class DirectorySearch(LibrarySearch):
    sertifikat = forms.ChoiceField(
        label=_("Akreditasi"),
        required=False,
        choices=(
            ("", _("Semua")),
            (StandingState.VALID.value, _("Terakreditasi")),
            (StandingState.EXPIRED.value, _("Sertifikat berakhir")),
            (StandingState.NONE.value, _("Belum pernah")),
        ),
    )

    def wanted(self) -> LibraryFilter:
        return replace(super().wanted(), certificate=self.cleaned_data.get("sertifikat", ""))


class RegistrySearch(DirectorySearch):
    """The office's list; the rarer questions are folded until one of them is asked."""

    status = _yes_or_no(_("Status"), _("Terkonfirmasi"), _("Belum dikonfirmasi"))
    npp = _yes_or_no("NPP", _("Punya NPP"), _("Belum punya"))
    pengelola = _yes_or_no(_("Pengelola"), _("Ada"), _("Belum ada"))
    permohonan = _yes_or_no(_("Permohonan"), _("Pernah"), _("Belum pernah"))

    layanan = forms.ChoiceField(
        label=_("Titik layanan"),
        required=False,
        choices=(("", _("Semua")), *PointKind.choices),
    )

    folded = ("npp", "pengelola", "permohonan", "layanan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (TypeGroup.SCHOOL, _("Semua sekolah")),
            (TypeGroup.OTHER, _("Kecamatan dan khusus")),
        ]
        self.fields["jenis"].choices = [*self.fields["jenis"].choices, *groups]

    def wanted(self) -> LibraryFilter:
        wanted = super().wanted()
        get = self.cleaned_data.get
        return replace(
            wanted,
            is_confirmed=get("status", ""),
            has_number=get("npp", ""),
            has_keeper=get("pengelola", ""),
            has_request=get("permohonan", ""),
            service=get("layanan", ""),
        )
