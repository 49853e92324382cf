"""Shapes of certificates from before Klik, and of the rules that say how long one is valid."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.forms import OutcomeForm
from accreditation.models.outcome import Grade
from klik_portal.office.grade_rules import Facts
from klik_portal.office.models import GradeRule
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm

FACTS = ("grade", "score", "certificate_number", "decided_on")


class CertificateFactsForm(OutcomeForm):
    """What stands on the certificate; asked first, so that its validity is seen before it is kept."""

    submit_label = _("Lihat masa berlaku")
    form_method = "get"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["scan"]


class EarlierCertificateForm(OutcomeForm):
    """The same facts with their paper and where they were found."""

    source_note = CleanCharField(
        label=_("Sumber (boleh kosong)"),
        required=False,
        max_length=240,
        help_text=_("Misalnya: fotokopi sertifikat di kantor desa, daftar Perpusnas 2022."),
    )
    submit_label = _("Simpan sertifikat")

    def hide_facts(self) -> None:
        """They stand above the form already, with what follows from them."""
        for name in FACTS:
            self.fields[name].widget = forms.HiddenInput()
            self.fields[name].widget.is_localized = self.fields[name].localize  # 82,70 stays so


class GradeRuleFactsForm(StackedForm, forms.Form):
    from_score = forms.DecimalField(
        label=_("Nilai mulai"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    valid_years = forms.IntegerField(label=_("Berlaku berapa tahun"), min_value=1, max_value=20)
    source_note = CleanCharField(
        label=_("Sumber"),
        max_length=240,
        help_text=_("Peraturan atau surat yang menetapkannya, supaya dapat dicocokkan."),
    )

    @property
    def facts(self) -> Facts:
        get = self.cleaned_data.get
        return Facts(get("from_score"), get("valid_years"), get("source_note"))


class NewGradeRuleForm(GradeRuleFactsForm):
    grade = forms.ChoiceField(label=_("Peringkat"), choices=Grade.choices, widget=forms.RadioSelect)
    effective_on = DayField(
        label=_("Mulai berlaku"),
        help_text=_("Untuk sertifikat yang ditetapkan mulai tanggal ini."),
    )
    field_order = ("grade", "effective_on", "from_score", "valid_years", "source_note")
    submit_label = _("Tambah aturan")


class GradeRuleForm(GradeRuleFactsForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    submit_label = _("Simpan perubahan")

    def __init__(self, data: Any = None, *, rule: GradeRule) -> None:
        names = ("from_score", "valid_years", "source_note", "version")
        super().__init__(data, initial={name: getattr(rule, name) for name in names})
