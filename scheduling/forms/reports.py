"""Shapes of the visit report. A row of findings is named by its component's place and its token."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.models import Component, Indicator
from klik_portal.files.forms import DocumentField, PhotosField
from klik_portal.ui.forms import CleanCharField, DayField, StackedForm
from scheduling.models import Finding, FindingFate, Side, VisitReport
from scheduling.operations.reports import FindingWish, Wish

PARAGRAPH = 4000
SENTENCE = 500
ROW = re.compile(r"([0-9]{1,3})\.([A-Za-z0-9_-]{1,40})", re.ASCII)
MOST_ROWS = 300
HEAD = ("attendees", "summary", "letter_number")
EMPTY_ROWS, EMPTY_ROWS_ALONE = 1, 3  # to begin with: beside other components, on its own page


@dataclass(frozen=True)
class Place:
    """A component findings are about, or the visit as a whole."""

    number: int  # its position on the sheet, 0 for none
    component: Component | None
    indicators: Sequence[Indicator] = ()

    @property
    def title(self) -> str:
        return str(self.component) if self.component else _now("Umum")

    @property
    def about(self) -> list[tuple[str, str]]:
        return [
            ("", _now("Komponen ini secara umum")),
            *((str(i.number), f"{i.number}. {i.topic}") for i in self.indicators),
        ]


class ReportForm(StackedForm, forms.Form):
    """Report and findings in one; what the address leaves out (`?komponen=`) is neither shown nor changed."""

    attendees = CleanCharField(
        label=_("Yang hadir"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Satu orang satu baris: nama, jabatan."),
    )
    summary = CleanCharField(
        label=_("Ringkasan kunjungan"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    letter_number = CleanCharField(
        label=_("Nomor berita acara (boleh kosong)"),
        required=False,
        max_length=80,
        help_text=_("Kosong: Klik memberi nomor berikutnya saat laporan selesai."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan laporan")

    def __init__(
        self,
        data: Any = None,
        *,
        report: VisitReport | None,
        findings: Iterable[Finding],
        places: Sequence[Place],
        known_attendees: str = "",
        is_alone: bool = False,
    ) -> None:
        self.is_alone = is_alone
        self.places = {place.number: place for place in places}
        self.findings = {_row_of(finding): finding for finding in findings}
        shown: dict[str, Any] = {"version": 0, "attendees": known_attendees}
        if report:
            shown = {
                "version": report.version, "attendees": report.attendees,
                "summary": report.summary, "letter_number": report.letter_number,
            }  # fmt: skip
        super().__init__(data, initial=shown)
        if self.is_alone:
            for name in HEAD:
                del self.fields[name]
        self.rows = self._rows(data)
        for row in self.rows:
            self._add_fields(row)

    def _rows(self, data: Any) -> list[str]:
        """Those that were sent; at first those that are kept and an empty one for each component.

        A finding that a colleague added meanwhile was not sent: it is not touched.
        """
        kept = [row for row in self.findings if self._place_of(row)]
        if data is not None:
            names = (name.partition("-") for name in data)
            sent = [row for head, _dash, row in names if head == "sentence" and self._place_of(row)]
            return sorted(
                sent[:MOST_ROWS], key=lambda row: kept.index(row) if row in kept else len(kept)
            )
        empty = EMPTY_ROWS_ALONE if self.is_alone else EMPTY_ROWS
        return kept + [f"{place}.baru{n}" for place in self.places for n in range(1, empty + 1)]

    def _place_of(self, row: str) -> Place | None:
        match = ROW.fullmatch(row)
        return self.places.get(int(match[1])) if match else None

    def _add_fields(self, row: str) -> None:
        place, finding = self._place_of(row), self.findings.get(row)
        mine = [other for other in self.rows if self._place_of(other) is place]
        self.fields[f"sentence-{row}"] = CleanCharField(
            label=_now("Temuan %d") % (mine.index(row) + 1), required=False, max_length=SENTENCE,
            widget=forms.Textarea(attrs={"rows": 2}), initial=finding and finding.sentence,
        )  # fmt: skip
        self.fields[f"fate-{row}"] = forms.ChoiceField(
            label=_now("Kelanjutan"), required=False, choices=FindingFate.choices,
            initial=finding.fate if finding else FindingFate.NOTED,
        )  # fmt: skip
        if place and place.indicators:
            self.fields[f"about-{row}"] = forms.ChoiceField(
                label=_now("Tentang butir"), required=False, choices=place.about,
                initial=finding.indicator.number if finding and finding.indicator else "",
            )  # fmt: skip
        self.fields[f"side-{row}"] = forms.ChoiceField(
            label=_now("Yang mengerjakan"), required=False, choices=Side.choices,
            initial=finding.side if finding else Side.LIBRARY,
        )  # fmt: skip
        self.fields[f"who-{row}"] = CleanCharField(
            label=_now("Nama orangnya (boleh kosong)"), required=False, max_length=120,
            initial=finding and finding.who,
        )  # fmt: skip
        self.fields[f"due_on-{row}"] = DayField(
            label=_now("Paling lambat (boleh kosong)"), required=False,
            initial=finding and finding.due_on,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for row in self.rows:
            wants_more = any(cleaned.get(f"{name}-{row}") for name in ("about", "who", "due_on"))
            if f"sentence-{row}" in self.errors or cleaned.get(f"sentence-{row}"):
                continue
            is_ticked = cleaned.get(f"fate-{row}") not in ("", None, FindingFate.NOTED)
            if row not in self.findings and (wants_more or is_ticked):
                self.add_error(
                    f"sentence-{row}", ValidationError(_("Tulis temuannya dalam satu kalimat."))
                )
        return cleaned

    def wish(self) -> Wish:
        return Wish(
            *(self.cleaned_data.get(name) for name in HEAD),
            findings=[self._finding_wish(row) for row in self.rows],
        )

    def _finding_wish(self, row: str) -> FindingWish:
        typed, finding, place = self.cleaned_data, self.findings.get(row), self._place_of(row)
        number = typed.get(f"about-{row}") or ""
        return FindingWish(
            token=finding.token if finding else "",
            component=place.component if place else None,
            indicator=next((i for i in (place.indicators if place else ()) if str(i.number) == number), None),
            sentence=typed[f"sentence-{row}"],
            fate=typed[f"fate-{row}"] or FindingFate.NOTED,
            side=typed[f"side-{row}"] or Side.LIBRARY,
            who=typed[f"who-{row}"],
            due_on=typed[f"due_on-{row}"],
        )  # fmt: skip

    def caught_up(self, report: VisitReport, findings: Sequence[Finding]) -> "ReportForm":
        """What was typed, beside what a colleague added meanwhile: the next save is a knowing one."""
        data = self.data.copy()
        data["version"] = str(report.version)
        for finding in findings:
            row = _row_of(finding)
            if f"sentence-{row}" not in data:
                data.update(
                    {
                        f"sentence-{row}": finding.sentence, f"fate-{row}": finding.fate,
                        f"about-{row}": str(finding.indicator.number) if finding.indicator else "",
                        f"side-{row}": finding.side, f"who-{row}": finding.who,
                        f"due_on-{row}": finding.due_on.isoformat() if finding.due_on else "",
                    }
                )  # fmt: skip
        return ReportForm(
            data, report=report, findings=findings, places=list(self.places.values()),
            is_alone=self.is_alone,
        )  # fmt: skip

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in HEAD if name in self.fields]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For the page: each component with its rows; a row that says nothing yet is folded."""
        return [
            {"place": place, "rows": [self._shown(row) for row in self.rows if self._place_of(row) is place]}
            for place in self.places.values()
        ]  # fmt: skip

    def _shown(self, row: str) -> dict[str, Any]:
        names = ("sentence", "fate", "about", "side", "who", "due_on")
        fields = [self[f"{name}-{row}"] for name in names if f"{name}-{row}" in self.fields]
        is_open = self.is_alone or any(
            field.errors or (field.value() and name not in ("fate", "side"))
            for name, field in zip(
                [n for n in names if f"{n}-{row}" in self.fields], fields, strict=True
            )
        )
        return {
            "first": fields[:2], "more": fields[2:], "is_new": row not in self.findings, "is_open": is_open,
            "is_more_open": any(f.errors or f.value() for f in fields[2:] if not f.name.startswith("side-")),
        }  # fmt: skip


def _row_of(finding: Finding) -> str:
    number = finding.component.position if finding.component else 0
    return f"{number}.{finding.token}"


class FinishForm(StackedForm, forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Selesaikan laporan")


class PhotoForm(StackedForm, forms.Form):
    files = PhotosField(label=_("Foto"), help_text=_("Boleh beberapa sekaligus."))
    place = forms.ChoiceField(label=_("Komponen"), required=False)
    caption = CleanCharField(label=_("Keterangan (boleh kosong)"), required=False, max_length=160)
    has_consent = forms.BooleanField(
        label=_("Orang di foto ini setuju fotonya dilihat pihak perpustakaan dan dipakai dinas"),
        required=False,
        help_text=_("Tanpa persetujuan, foto hanya dilihat petugas."),
    )

    submit_label = _("Kirim foto")

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.number): place for place in places}
        self.fields["place"].choices = [(key, place.title) for key, place in self.places.items()]

    @property
    def component(self) -> Component | None:
        place = self.places.get(self.cleaned_data["place"])
        return place.component if place else None


class ScanForm(StackedForm, forms.Form):
    file = DocumentField(
        label=_("Pindaian berita acara"), help_text=_("PDF atau foto, paling besar 12 MB.")
    )

    seen = CleanCharField(widget=forms.HiddenInput, required=False, max_length=22)

    submit_label = _("Simpan pindaian")

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": seen}, **kwargs)

    def catch_up(self) -> None:
        """The page that follows shows the scan that is there now."""
        self.data = {**self.data.dict(), "seen": self.initial["seen"]}
