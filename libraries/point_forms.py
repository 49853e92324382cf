"""What people type about a service point, and what officers ask for."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.core.wording import parse_day
from klik_portal.guides.models import Article, Kind
from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm, WebAddressField
from libraries.models import Kecamatan, PointKind, PointState, ServicePoint
from libraries.point_queries import PointFilter

EARLIEST_YEAR = 1945
MOST_STORIES = 200


class SinceField(CleanCharField):
    """A year, or a day when it is known."""

    def clean(self, value: Any) -> int | date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            since = int(typed) if re.fullmatch(r"\d{4}", typed, re.ASCII) else parse_day(typed)
        except ValueError:
            raise ValidationError(_("Tulis tahunnya, misalnya 2023, atau tanggalnya.")) from None
        year = since.year if isinstance(since, date) else since
        today = clock.today()
        if year < EARLIEST_YEAR or year > today.year or (isinstance(since, date) and since > today):
            raise ValidationError(_("Waktu ini tidak masuk akal. Mohon periksa lagi."))
        return since


class PointForm(StackedForm, forms.Form):
    kind = forms.ChoiceField(label=_("Jenis"), choices=[("", _("Pilih jenis")), *PointKind.choices])
    name = CleanCharField(
        label=_("Nama atau judul"), max_length=120, required=False,
        help_text=_("Misalnya: Buncu baca pos RT 3. Untuk kisah PLM: judulnya."),
    )  # fmt: skip
    since = SinceField(
        label=_("Sejak"), max_length=30, required=False,
        help_text=_("Tahun saja cukup, misalnya 2023. Untuk kisah PLM: tanggalnya."),
    )  # fmt: skip
    place_note = CleanCharField(
        label=_("Tempatnya"), max_length=160, required=False, help_text=_("Misalnya: teras kantor desa.")
    )  # fmt: skip
    note = CleanCharField(
        label=_("Catatan atau isi kisah"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Dibaca petugas, tidak tampil untuk umum."),
    )  # fmt: skip
    link = WebAddressField(
        label=_("Tautan (foto, video, atau berita)"), required=False, max_length=300,
    )  # fmt: skip
    submit_label = _("Tambahkan")

    def __init__(self, data: Any = None, *, for_office: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if for_office:
            self._offer_stories()

    def _offer_stories(self) -> None:
        stories = Article.objects.published().filter(kind=Kind.STORY).light()[:MOST_STORIES]
        self._stories = {article.slug: article for article in stories}
        self.fields["article"] = forms.ChoiceField(
            label=_("Praktik baik yang menceritakannya"), required=False,
            choices=[("", _("Belum ada")), *((slug, a.title) for slug, a in self._stories.items())],
            help_text=_("Tampil untuk umum di halaman perpustakaan."),
        )  # fmt: skip

    def clean_article(self) -> Article | None:
        return self._stories.get(self.cleaned_data["article"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == PointKind.PLM_STORY and not data.get("name"):
            self.add_error("name", _("Tulis judul kisahnya."))
        return data

    def facts(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "version"}


class PointEditForm(PointForm):
    state = forms.ChoiceField(
        label=_("Keadaan"), choices=PointState.choices, widget=forms.RadioSelect,
        help_text=_("Yang ditutup tetap tercatat sebagai riwayat."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    field_order = ("kind", "name", "since", "state")
    submit_label = _("Simpan")

    def __init__(self, data: Any = None, *, point: ServicePoint, for_office: bool) -> None:
        initial = {name: getattr(point, name) for name in self.base_fields if name != "since"}
        initial["since"] = point.since_typed
        initial["article"] = point.article.slug if point.article else ""
        super().__init__(data, for_office=for_office, initial=initial)


class PointSearch(FilterBar, forms.Form):
    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False, choices=[("", _("Semua")), *PointKind.choices]
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Semua")), *PointState.choices]
    )
    setelah = CleanCharField(required=False, max_length=22, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Kecamatan.objects.values_list("code", "name")
        self.fields["kecamatan"].choices = [("", _("Semua")), *names]

    def wanted(self) -> PointFilter:
        """What was asked for; a part that makes no sense is left out."""
        self.is_valid()
        get = self.cleaned_data.get
        return PointFilter(
            get("jenis", ""), get("kecamatan", ""), get("keadaan", ""), get("setelah", "")
        )

    def is_filtered(self) -> bool:
        return any(self.cleaned_data.values())

    def next_url(self, cursor: str) -> str:
        if not cursor:
            return ""
        kept = {key: value for key, value in self.cleaned_data.items() if value}
        return "?" + urlencode({**kept, "setelah": cursor})
