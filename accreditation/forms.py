"""Shapes of what people type about a request. Meaning is decided by the operations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation import completeness, sheet, workload
from accreditation.assessment import Assessment, Item, Section
from accreditation.completeness import Slot, Unreadable
from accreditation.documents import instrument_sheet
from accreditation.improvement_plan import PlanRow
from accreditation.models import Application, InstrumentEdition
from accreditation.models.about_item import WHOLE_ITEMS
from accreditation.models.outcome import Grade, Outcome
from accreditation.operations import instruments
from accreditation.operations.answers import UNKNOWN
from accreditation.operations.improvements import Wish
from accreditation.queries import QueueFilter
from accreditation.sheet import ComponentSheet
from accreditation.workflow import IN_OFFICE, State, Transition, Turn
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.spreadsheets import UnreadableSpreadsheet
from klik_portal.core.text import has_control_bytes
from klik_portal.files.forms import DocumentField, DocumentsField
from klik_portal.files.models import StoredFile
from klik_portal.ui.forms import CleanCharField, DayField, FilterBar, StackedForm
from libraries.models import Kecamatan, Library, LibraryType, TypeGroup

PARAGRAPH = 2000
LARGEST_SHEET = 2 * 1024 * 1024
MOST_ROW_ERRORS = 50
MOST_VERSIONS = 2_000_000_000


class NewApplicationForm(StackedForm, forms.Form):
    library_code = forms.ChoiceField(label=_("Untuk perpustakaan mana?"), widget=forms.RadioSelect)

    submit_label = _("Mulai permohonan")

    def __init__(self, data: Any = None, *, libraries: list[Library]) -> None:
        super().__init__(data)
        self._by_code = {library.code: library for library in libraries}
        self.fields["library_code"].choices = [
            (library.code, f"{library.name} ({library.place})") for library in libraries
        ]
        if len(libraries) == 1:
            self.fields["library_code"].initial = libraries[0].code

    @property
    def library(self) -> Library:
        return self._by_code[self.cleaned_data["library_code"]]


@dataclass(frozen=True)
class DetailsSection:
    title: str
    fields: list[tuple[Any, str]]  # bound field and the sentence about what is odd, if anything


class DetailsForm(StackedForm, forms.Form):
    """Every question as free text: saving never fails for being incomplete or odd."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data, initial={**application.details, "version": application.version})
        for question in completeness.QUESTIONS:
            self.fields[question.key] = self._field_for(question)

    @staticmethod
    def _field_for(question: completeness.Question) -> forms.Field:
        attrs = {"autocomplete": question.autocomplete} if question.autocomplete else {}
        if question.input_type == "numeric":
            attrs["inputmode"] = "numeric"
        widget: forms.Widget = forms.TextInput(attrs=attrs)
        if question.input_type == "tel":
            widget = forms.TextInput(attrs={**attrs, "type": "tel"})
        if question.is_long:
            widget = forms.Textarea(attrs={"rows": 4})
        label = question.label if question.is_required else _("%s (boleh kosong)") % question.label
        return CleanCharField(
            label=label,
            help_text=question.hint,
            required=False,
            widget=widget,
            max_length=PARAGRAPH,
        )

    def filled_sections(self, *, today: date) -> list[DetailsSection]:
        """Questions by section; typed text that cannot be read yet gets a yellow sentence."""
        grouped: dict[str, list[tuple[Any, str]]] = {}
        for question in completeness.QUESTIONS:
            bound = self[question.key]
            grouped.setdefault(str(question.section), []).append(
                (bound, self._oddity(question, bound, today))
            )
        return [DetailsSection(title, fields) for title, fields in grouped.items()]

    @staticmethod
    def _oddity(question: completeness.Question, bound: Any, today: date) -> str:
        typed = str(bound.value() or "").strip()
        if not typed:
            return ""
        try:
            completeness.answer(question, {question.key: typed}, today)
        except Unreadable as unreadable:
            return str(unreadable)
        return ""


@dataclass(frozen=True)
class ItemRow:
    """One indicator on the page: its place, its field, and which answer is ticked."""

    place: int
    item: Item
    field: Any
    seen: Any
    is_locked: bool = False

    @property
    def ticked(self) -> str:
        return str(self.field.value() or "")


class ItemsForm(StackedForm, forms.Form):
    """One tap an answer, for the indicators of a sheet. What the page had shown travels along."""

    def __init__(
        self,
        data: Any = None,
        *,
        items: Iterable[Item],
        is_required: bool,
        locked: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(data)
        self.items, self.locked = tuple(items), locked
        for place, item in enumerate(self.items, start=1):
            choices = [(option.key, option.text) for option in item.options]
            shown = item.chosen.key if item.chosen else UNKNOWN if item.is_unknown else ""
            self.fields[f"q{place}"] = forms.ChoiceField(
                label=item.indicator.topic,
                required=is_required,
                choices=[*choices, (UNKNOWN, _("Belum tahu, tanya petugas"))],
                initial=shown,
                error_messages={
                    "required": _("Pilih satu jawaban, atau “Belum tahu”."),
                    "invalid_choice": _("Pilih salah satu jawaban di bawah."),
                },
            )
            self.fields[f"seen{place}"] = forms.CharField(
                required=False, initial=shown, max_length=20, widget=forms.HiddenInput
            )

    @property
    def rows(self) -> list[ItemRow]:
        return [
            ItemRow(
                place,
                item,
                self[f"q{place}"],
                self[f"seen{place}"],
                is_locked=item.indicator.pk in self.locked,
            )
            for place, item in enumerate(self.items, start=1)
        ]

    def chosen(self) -> dict[int, int | str]:
        return self._by_indicator("q")

    def seen(self) -> dict[int, int | str]:
        return self._by_indicator("seen")

    def _by_indicator(self, prefix: str) -> dict[int, int | str]:
        typed = {
            item.indicator.pk: self.cleaned_data.get(f"{prefix}{place}", "")
            for place, item in enumerate(self.items, start=1)
        }
        return {pk: int(text) if text.isdecimal() else text for pk, text in typed.items() if text}


class ComponentForm(ItemsForm):
    """One component of the self-assessment; half a page is as welcome as a whole one."""

    def __init__(
        self, data: Any = None, *, section: Section, locked: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(data, items=section.items, is_required=False, locked=locked)


class QuickCheckForm(ItemsForm):
    def __init__(self, data: Any = None, *, sheet: Assessment) -> None:
        super().__init__(data, items=sheet.items, is_required=True)


class SheetField(forms.FileField):
    """A small spreadsheet; cleans to components, or says what is wrong in which row."""

    default_error_messages = {
        "required": _("Pilih berkas Excel (.xlsx) dulu."),
        "empty": _("Berkas ini kosong. Pilih berkasnya sekali lagi."),
        "missing": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
        "invalid": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".xlsx"}

    def clean(self, data: Any, initial: Any = None) -> list[ComponentSheet]:
        upload = super().clean(data, initial)
        if upload.size > LARGEST_SHEET:
            raise forms.ValidationError(_("Berkas ini terlalu besar; paling besar 2 MB."))
        try:
            return sheet.read(instrument_sheet.rows_of(upload.read()))
        except UnreadableSpreadsheet as unreadable:
            raise forms.ValidationError(str(unreadable)) from None
        except sheet.UnreadableSheet as unreadable:
            shown = unreadable.errors[:MOST_ROW_ERRORS]
            raise forms.ValidationError(
                [
                    _("Baris %(line)d: %(what)s") % {"line": e.line, "what": e.sentence}
                    for e in shown
                ]
            ) from None


class EditionFactsForm(StackedForm, forms.Form):
    """What an edition says of itself, beside its sheet."""

    library_type = forms.ChoiceField(label=_("Jenis perpustakaan"), choices=LibraryType.choices)
    name = CleanCharField(label=_("Nama lembar"), max_length=160)
    legal_base = CleanCharField(
        label=_("Dasar hukum (boleh kosong)"), max_length=240, required=False
    )
    is_official = forms.BooleanField(label=_("Ini instrumen resmi Perpusnas"), required=False)
    source_note = CleanCharField(
        label=_("Sumber dan catatan"),
        max_length=PARAGRAPH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dari mana angka dan butirnya. Ditampilkan kepada pemohon."),
    )
    valid_from = DayField(label=_("Berlaku sejak"))
    valid_until = DayField(
        label=_("Berlaku sampai (boleh kosong)"),
        required=False,
        help_text=_("Kosongkan bila berlaku sampai ada lembar yang lebih baru."),
    )

    submit_label = _("Simpan")
    FACTS = tuple(field.name for field in fields(instruments.Facts))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("Tanggal akhir harus sesudah tanggal mulai."))
        return cleaned

    @property
    def facts(self) -> instruments.Facts:
        return instruments.Facts(**{name: self.cleaned_data[name] for name in self.FACTS})


class EditionForm(EditionFactsForm):
    """A new edition: its facts and its sheet."""

    components = SheetField(label=_("Isi lembar (.xlsx)"))

    submit_label = _("Periksa dan simpan sebagai draf")


class EditionChangeForm(EditionFactsForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, edition: InstrumentEdition) -> None:
        names = (*self.FACTS, "version")
        super().__init__(data, initial={name: getattr(edition, name) for name in names})


class SheetForm(StackedForm, forms.Form):
    components = SheetField(label=_("Isi lembar (.xlsx)"))

    submit_label = _("Ganti isi draf")


class EvidenceForm(StackedForm, forms.Form):
    files = DocumentsField(label=_("Foto atau PDF baru"), required=False)
    known = forms.MultipleChoiceField(
        label=_("Atau pakai berkas yang sudah ada"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Berkas itu tidak ada di permohonan ini. Pilih lagi.")},
    )

    submit_label = _("Simpan bukti")

    def __init__(self, data: Any = None, files: Any = None, *, known: Iterable[StoredFile]) -> None:
        super().__init__(data, files)
        self._by_token = {stored.token: stored for stored in known}
        self.fields["known"].choices = [
            (token, f"{stored.original_name} ({stored.size_label})")
            for token, stored in self._by_token.items()
        ]
        if not self._by_token:
            del self.fields["known"]

    def chosen_files(self) -> list[StoredFile]:
        return [self._by_token[token] for token in self.cleaned_data.get("known", [])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("files") and not cleaned.get("known"):
            self.add_error("files", _("Pilih berkas dulu, lalu kirim."))
        return cleaned


class UploadForm(StackedForm, forms.Form):
    slot = forms.ChoiceField(choices=Slot.choices, widget=forms.HiddenInput)
    files = DocumentsField(label=_("Foto atau PDF"))


class AnswerForm(StackedForm, forms.Form):
    files = DocumentsField(label=_("Ganti atau tambah berkas"), required=False)
    answer = CleanCharField(
        label=_("Jawaban Anda (boleh kosong)"),
        required=False,
        max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SubmitForm(StackedForm, forms.Form):
    agreed = forms.BooleanField(
        label=_("Isian dan berkas ini benar, dan saya berwenang mengajukannya."),
        error_messages={"required": _("Centang pernyataan ini sebelum mengirim.")},
    )

    def __init__(self, data: Any = None, *, step: str) -> None:
        self.submit_label = _("Kirim ulang") if step == "resubmit" else _("Kirim permohonan")
        super().__init__(data)


class StepForm(StackedForm, forms.Form):
    note = CleanCharField(max_length=PARAGRAPH, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, *, transition: Transition) -> None:
        self.submit_label = transition.label
        super().__init__(data)
        self.fields["note"].label = transition.reason_label or _("Catatan (boleh kosong)")
        self.fields["note"].required = bool(transition.reason_label)


class ReturnForm(StackedForm, forms.Form):
    """One optional sentence per item; at least one of them is demanded by the workflow."""

    due_on = DayField(label=_("Batas waktu perbaikan"))

    submit_label = _("Kembalikan untuk perbaikan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due_on = self.fields.pop("due_on")
        for item in WHOLE_ITEMS:
            self.fields[item] = CleanCharField(
                label=completeness.item_label(item),
                required=False,
                max_length=PARAGRAPH,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["due_on"] = due_on

    def sentences(self) -> dict[str, str]:
        return {item: self.cleaned_data[item] for item in WHOLE_ITEMS}


class OutcomeForm(StackedForm, forms.Form):
    grade = forms.ChoiceField(label=_("Peringkat"), choices=Grade.choices, widget=forms.RadioSelect)
    score = forms.DecimalField(
        label=_("Nilai (boleh kosong)"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text=_("Misalnya 91,24."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    certificate_number = CleanCharField(label=_("Nomor sertifikat"), max_length=80)
    decided_on = DayField(
        label=_("Tanggal penetapan"),
        help_text=_("Tanggal pada sertifikat; masa berlaku dihitung dari sini."),
    )
    scan = DocumentField(label=_("Pindaian sertifikat (boleh menyusul)"), required=False)

    submit_label = _("Catat hasil")


class OutcomeCorrectionForm(OutcomeForm):
    """The certificate as it should read, and why it did not."""

    reason = CleanCharField(
        label=_("Alasan perbaikan"),
        max_length=240,
        help_text=_("Misalnya: tanggal salah ketik, sesuai pindaian sertifikat."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    submit_label = _("Simpan perbaikan")

    def __init__(self, data: Any = None, files: Any = None, *, outcome: Outcome) -> None:
        names = ("grade", "score", "certificate_number", "decided_on", "version")
        super().__init__(data, files, initial={name: getattr(outcome, name) for name in names})
        self.fields["scan"].label = _("Pindaian baru (kosong: tetap yang lama)")


class AssignForm(StackedForm, forms.Form):
    """Officers, the one to suggest first; `loads` says why."""

    officer = forms.ModelChoiceField(
        label=_("Petugas penanggung jawab"), queryset=User.objects.none()
    )

    submit_label = _("Simpan")

    def __init__(self, data: Any = None, *, user: User, application: Application) -> None:
        loads = workload.workload(at=clock.now())
        self.loads = workload.suggested(loads, kecamatan=application.library.kecamatan.name)
        best = self.loads[0].officer.pk if user.is_coordinator and self.loads else user.pk
        super().__init__(data, initial={"officer": application.assigned_to_id or best})
        people = User.objects.caseworkers()
        self.fields["officer"].queryset = (
            people if user.is_coordinator else people.filter(pk=user.pk)
        )


class NextStepForm(StackedForm, forms.Form):
    turn = forms.ChoiceField(
        label=_("Siapa yang mengerjakan?"),
        choices=((Turn.APPLICANT, _("Pemohon")), (Turn.OFFICER, _("Petugas"))),
        widget=forms.RadioSelect,
    )
    sentence = CleanCharField(
        label=_("Apa langkah berikutnya?"),
        max_length=240,
        help_text=_("Satu kalimat, misalnya: Lengkapi buku induk sampai 1.000 judul."),
    )
    due_on = DayField(label=_("Paling lambat"))

    submit_label = _("Simpan langkah berikutnya")
    LATEST = timedelta(days=365)

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        today = clock.today()
        if not today <= day <= today + self.LATEST:
            raise forms.ValidationError(
                _("Pilih tanggal dari hari ini sampai satu tahun ke depan.")
            )
        return day


@dataclass(frozen=True)
class PlanFields:
    """One step of the plan with its fields, for the template."""

    plan: PlanRow
    fields: list[forms.BoundField]


class PlanForm(StackedForm, forms.Form):
    """A name and a day beside every step; steps are known by their indicator, so none is mistaken."""

    PARTS = ("who", "due", "drop", "seen")
    LATEST = timedelta(days=5 * 365)

    def __init__(self, data: Any = None, *, rows: Sequence[PlanRow]) -> None:
        self.plan_rows = rows
        super().__init__(data)
        for row in rows:
            self.fields |= self._fields_of(row)

    def _fields_of(self, row: PlanRow) -> dict[str, forms.Field]:
        key, step = row.key, row.step
        return {
            f"who_{key}": CleanCharField(
                label=_("Siapa"), required=False, max_length=120, initial=step.responsible
            ),
            f"due_{key}": DayField(label=_("Sampai"), required=False, initial=step.due_on),
            f"drop_{key}": forms.BooleanField(label=_("Keluarkan dari rencana"), required=False),
            f"seen_{key}": forms.IntegerField(
                initial=step.version, min_value=1, max_value=MOST_VERSIONS, required=False,
                widget=forms.HiddenInput,
            ),
        }  # fmt: skip

    @property
    def rows(self) -> list[PlanFields]:
        return [
            PlanFields(row, [self[f"{part}_{row.key}"] for part in self.PARTS])
            for row in self.plan_rows
        ]

    def clean(self) -> None:
        today = clock.today()
        for row in self.plan_rows:
            day = self.cleaned_data.get(f"due_{row.key}")
            if day and day != row.step.due_on and not today <= day <= today + self.LATEST:
                self.add_error(
                    f"due_{row.key}", _("Pilih tanggal dari hari ini sampai lima tahun ke depan.")
                )

    def wishes(self) -> dict[int, Wish]:
        told = self.cleaned_data
        return {
            row.step.pk: Wish(
                responsible=told[f"who_{row.key}"],
                due_on=told[f"due_{row.key}"],
                is_dropped=told[f"drop_{row.key}"],
                version=told[f"seen_{row.key}"] or 0,
            )
            for row in self.plan_rows
            if f"who_{row.key}" in self.data  # what the page did not show stays as it is
        }

    def catch_up(self) -> None:
        """Saving once more is then a decision, made with the others' words in sight."""
        data = self.data.copy()
        for row in self.plan_rows:
            data[f"seen_{row.key}"] = str(row.step.version)
        self.data = data


class QueueForm(FilterBar, forms.Form):
    """The queue's filters come from the address, so a list can be kept as a bookmark."""

    q = CleanCharField(label=_("Cari"), required=False, max_length=80)
    giliran = forms.ChoiceField(
        label=_("Giliran"), required=False, choices=(("", _("Semua")), *Turn.choices[:3])
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=(
            ("", _("Semua yang terbuka")),
            *((s.value, s.label) for s in State if s in IN_OFFICE),
        ),
    )
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"),
        required=False,
        choices=(
            ("", _("Semua")),
            *LibraryType.choices,
            (TypeGroup.SCHOOL.value, _("Semua sekolah")),
            (TypeGroup.OTHER.value, _("Kecamatan dan khusus")),
        ),
    )
    petugas = forms.ChoiceField(
        label=_("Petugas"),
        required=False,
        choices=(("", _("Semua")), ("me", _("Saya")), ("none", _("Belum ada"))),
    )
    setelah = CleanCharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].choices = [("", _("Semua")), *_kecamatan_choices()]
        self._offer_who_was_asked_for()

    def _offer_who_was_asked_for(self) -> None:
        """An officer named in the address, as the figures of the workload do, is a choice too."""
        offered, typed = self.fields["petugas"].choices, self.data.get("petugas", "")
        if typed and typed not in dict(offered) and not has_control_bytes(typed):
            people = User.objects.staff().filter(public_id=typed)
            self.fields["petugas"].choices = [
                *offered, *((one.public_id, one.display_name) for one in people)
            ]  # fmt: skip

    def wanted(self) -> QueueFilter:
        """What was asked for; a part that makes no sense is left out, not an error page."""
        self.is_valid()
        get = self.cleaned_data.get
        return QueueFilter(
            turn=get("giliran", ""),
            state=get("status", ""),
            kecamatan=get("kecamatan", ""),
            type=get("jenis", ""),
            officer=get("petugas", ""),
            words=get("q", ""),
            after=get("setelah", ""),
        )

    def is_filtered(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)

    def next_url(self, cursor: str) -> str:
        if not cursor:
            return ""
        kept = {k: v for k, v in self.cleaned_data.items() if v and k != "setelah"}
        return "?" + urlencode({**kept, "setelah": cursor})


def _kecamatan_choices() -> Iterable[tuple[str, str]]:
    return Kecamatan.objects.values_list("code", "name")
