"""Shapes of plans and targets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.files.forms import DocumentField
from klik_portal.performance.models import Direction, Narrative, PerformanceIndicator, StrategicPlan
from klik_portal.performance.models.narrative import PARTS, label_of
from klik_portal.performance.operations.indicators import FIELDS, IndicatorFacts
from klik_portal.performance.operations.plans import FACTS
from klik_portal.performance.sources import SOURCES
from klik_portal.ui.forms import CleanCharField, StackedForm
from libraries.models import Kecamatan, TypeGroup


class PlanForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama rencana"), max_length=160, initial="Renstra")
    document_number = CleanCharField(
        label=_("Nomor dokumen (boleh kosong)"), max_length=80, required=False
    )
    first_year = forms.IntegerField(label=_("Tahun awal"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("Tahun akhir"), min_value=2000, max_value=2100)
    period_note = CleanCharField(
        label=_("Catatan masa rencana (boleh kosong)"), max_length=240, required=False
    )

    submit_label = _("Buat rencana")


class PlanEditForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama rencana"), max_length=160)
    document_number = CleanCharField(
        label=_("Nomor dokumen (boleh kosong)"), max_length=80, required=False
    )
    period_note = CleanCharField(
        label=_("Catatan masa rencana (boleh kosong)"),
        max_length=240,
        required=False,
        help_text=_("Misalnya: diubah dengan Perbup perubahan Renstra."),
    )
    reason = CleanCharField(label=_("Alasan perubahan"), max_length=240)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan rencana")

    def __init__(self, data: Any = None, *, plan: StrategicPlan) -> None:
        super().__init__(data, initial={name: getattr(plan, name) for name in (*FACTS, "version")})

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}


class ReleaseForm(StackedForm, forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    note = CleanCharField(
        label=_("Catatan (boleh kosong)"),
        max_length=240,
        required=False,
        help_text=_("Misalnya: angka LKjIP yang sudah disetujui kepala dinas."),
    )
    with_answers = forms.BooleanField(
        label=_("Tampilkan juga di standar layanan berapa tanggapan pertama yang tepat waktu"),
        required=False,
    )

    submit_label = _("Rilis angka")

    def __init__(self, data: Any = None, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in reversed(years)]


QUARTERS = (
    (0, _("Satu tahun")),
    (1, _("Sampai akhir triwulan I (Maret)")),
    (2, _("Sampai akhir triwulan II (Juni)")),
    (3, _("Sampai akhir triwulan III (September)")),
    (4, _("Sampai akhir triwulan IV (Desember)")),
)


class PeriodForm(StackedForm, forms.Form):
    """A number of one indicator, for a year of its plan or up to the end of a quarter."""

    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    quarter = forms.TypedChoiceField(label=_("Masa"), coerce=int, choices=QUARTERS, initial=0)
    value = forms.DecimalField(
        label=_("Angka"), min_value=0, max_value=1_000_000, max_digits=9, decimal_places=2
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, indicator: PerformanceIndicator
    ) -> None:
        super().__init__(data, files)
        self.fields["year"].choices = [(year, str(year)) for year in indicator.plan.years]
        self.decimals = indicator.decimals

    def clean_value(self) -> Decimal:
        value = self.cleaned_data["value"]
        if value != round(value, self.decimals):
            raise forms.ValidationError(
                _("Tulis angka bulat.")
                if not self.decimals
                else _("Paling banyak %d angka di belakang koma.") % self.decimals
            )
        return value


class TargetForm(PeriodForm):
    scope = forms.ChoiceField(label=_("Untuk"), required=False)
    note = CleanCharField(
        label=_("Alasan perubahan"),
        max_length=240,
        required=False,
        help_text=_("Wajib diisi (atau nomor keputusan) bila mengubah target yang sudah ada."),
    )
    decree = CleanCharField(
        label=_("Nomor keputusan (boleh kosong)"), max_length=80, required=False
    )

    submit_label = _("Simpan target")

    def __init__(self, data: Any = None, *, indicator: PerformanceIndicator) -> None:
        super().__init__(data, indicator=indicator)
        self.fields["value"].label = _("Target")
        areas = Kecamatan.objects.values_list("code", "name") if indicator.is_split else ()
        groups = TypeGroup.choices if indicator.is_split else ()
        self.fields["scope"].choices = [("", _("Semua perpustakaan")), *groups, *areas]


class HandValueForm(PeriodForm):
    proof = DocumentField(label=_("Bukti (foto atau PDF)"))
    note = CleanCharField(
        label=_("Catatan"),
        max_length=240,
        required=False,
        help_text=_("Wajib diisi bila mengubah angka yang sudah ada."),
    )

    submit_label = _("Simpan angka")


class IndicatorForm(StackedForm, forms.Form):
    goal = CleanCharField(
        label=_("Sasaran"),
        max_length=240,
        help_text=_("Nama sasaran yang sudah ada, atau yang baru."),
    )
    code = CleanCharField(label=_("Kode"), max_length=20)
    name = CleanCharField(label=_("Indikator"), max_length=160)
    source = forms.ChoiceField(label=_("Asal angka"), required=False)
    unit = CleanCharField(
        label=_("Satuan"), max_length=40, help_text=_("Misalnya perpustakaan, %, atau indeks.")
    )
    decimals = forms.TypedChoiceField(
        label=_("Angka di belakang koma"), coerce=int, choices=((0, "0"), (1, "1"), (2, "2"))
    )
    direction = forms.ChoiceField(label=_("Arah"), choices=Direction.choices)
    formula_note = CleanCharField(
        label=_("Cara menghitung (boleh kosong)"),
        max_length=400,
        required=False,
        help_text=_("Kosong: memakai aturan hitung Klik."),
    )
    responsible = CleanCharField(
        label=_("Penanggung jawab (boleh kosong)"), max_length=120, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan indikator")

    def __init__(self, data: Any = None, *, indicator: PerformanceIndicator) -> None:
        initial = {name: getattr(indicator, name) for name in (*FIELDS, "version")}
        initial["goal"] = indicator.goal.name if indicator.goal else ""
        super().__init__(data, initial=initial)
        counted = [(code, source.label) for code, source in SOURCES.items()]
        self.fields["source"].choices = [("", _("Diisi manual, dengan bukti")), *counted]

    def facts(self) -> IndicatorFacts:
        return IndicatorFacts(**{name: self.cleaned_data[name] for name in ("goal", *FIELDS)})


class YearLockForm(StackedForm, forms.Form):
    year = forms.TypedChoiceField(label=_("Tahun"), coerce=int)
    wish = forms.ChoiceField(
        label=_("Tindakan"),
        choices=(("lock", _("Kunci tahun ini")), ("unlock", _("Buka kuncinya"))),
        widget=forms.RadioSelect,
    )
    reason = CleanCharField(label=_("Alasan"), max_length=240)

    submit_label = _("Simpan")

    def __init__(self, data: Any = None, *, plan: StrategicPlan) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in plan.years]


class SnapshotForm(StackedForm, forms.Form):
    quarter = forms.TypedChoiceField(
        label=_("Triwulan"), coerce=int, choices=((1, "I"), (2, "II"), (3, "III"), (4, "IV"))
    )
    note = CleanCharField(
        label=_("Catatan (boleh kosong)"),
        max_length=240,
        required=False,
        help_text=_("Misalnya: angka yang dikirim ke Bappeda."),
    )

    submit_label = _("Bekukan angka")


class NarrativeForm(StackedForm, forms.Form):
    introduction = CleanCharField(widget=forms.Textarea, required=False, max_length=8000)
    analysis = CleanCharField(widget=forms.Textarea, required=False, max_length=8000)
    obstacles = CleanCharField(widget=forms.Textarea, required=False, max_length=8000)
    plans = CleanCharField(widget=forms.Textarea, required=False, max_length=8000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan narasi")

    def __init__(self, data: Any = None, *, narrative: Narrative) -> None:
        initial = {name: getattr(narrative, name) for name in (*PARTS, "version")}
        super().__init__(data, initial=initial)
        for name in PARTS:
            self.fields[name].label = label_of(name)

    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PARTS}
