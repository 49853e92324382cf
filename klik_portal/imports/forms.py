"""Shapes of what people choose about a sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.imports.models import Decision, ImportBatch, ImportRow
from klik_portal.ui.forms import StackedForm


class SheetFileField(forms.FileField):
    default_error_messages = {
        "required": _("Pilih berkas Excel atau CSV dulu."),
        "empty": _("Berkas ini kosong. Pilih berkasnya sekali lagi."),
        "missing": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
        "invalid": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".xlsx,.ods,.csv,.txt"}


class UploadForm(StackedForm, forms.Form):
    sheet = SheetFileField(
        label=_("Berkas Excel (.xlsx) atau CSV"),
        help_text=_("Paling besar 10 MB dan 20.000 baris. Lembar pertama yang dibaca."),
    )

    submit_label = _("Kirim dan periksa")


class ColumnsForm(StackedForm, forms.Form):
    """One choice a column of the sheet: what it means, or nothing."""

    submit_label = _("Periksa dengan kolom ini")

    def __init__(self, data: Any = None, *, batch: ImportBatch, first: ImportRow | None) -> None:
        super().__init__(data)
        choices = [("", _("Tidak dipakai"))]
        choices += [(column.key, column.heading) for column in batch.sheet.columns()]
        cells = first.cells if first else []
        for at, (cell, key) in enumerate(zip(batch.heading, batch.keys, strict=True)):
            example = cells[at] if at < len(cells) else ""
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=cell or _("Kolom %d tanpa judul") % (at + 1),
                choices=choices,
                required=False,
                initial=key,
                help_text=_("Contoh isinya: %s") % example[:60] if example else "",
            )

    @property
    def keys(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class DecisionsForm(StackedForm, forms.Form):
    """One choice a row that looks like something Klik knows."""

    submit_label = _("Simpan pilihan")

    def __init__(self, data: Any = None, *, rows: Iterable[ImportRow]) -> None:
        super().__init__(data)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"row_{row.number}"] = forms.ChoiceField(
                label=_("Baris %(number)d: %(label)s") % {"number": row.number, "label": row.label},
                choices=_choices(row),
                required=False,
                initial=row.target if row.decision == Decision.UPDATE else row.decision,
                widget=forms.RadioSelect,
            )

    @property
    def decisions(self) -> dict[int, str]:
        return {row.number: self.cleaned_data[f"row_{row.number}"] for row in self.rows}


def _choices(row: ImportRow) -> list[tuple[str, Any]]:
    same = [
        (code, _("Ini %(label)s (%(code)s, %(why)s): perbarui") % {"label": label, "code": code, "why": why})
        for code, label, why in row.alike
    ]  # fmt: skip
    return [("", _("Lewati dulu")), *same, (Decision.NEW, _("Ini yang lain: tambahkan"))]
