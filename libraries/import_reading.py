"""The cells of a row understood, by the very form officers fill in. A blank cell says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.files.sheets import UNREADABLE
from klik_portal.imports.columns import as_day, plain
from klik_portal.imports.kinds import Line, Trouble
from klik_portal.imports.row_forms import RowForm
from klik_portal.ui.forms import StackedForm
from libraries import import_columns, likeness
from libraries import npp as npp_rules
from libraries.fact_forms import LibraryEditForm
from libraries.models import Desa, Internet, Library, LibraryType, Power, TravelBy
from libraries.operations import registry
from libraries.places import Regions, UnknownPlace

PLACE_SENTENCES = {
    "desa_unknown": gettext_lazy("Desa atau kelurahan ini tidak ada dalam daftar."),
    "desa_ambiguous": gettext_lazy("Nama desa ini ada di beberapa kecamatan. Isi kecamatannya."),
    "kecamatan_unknown": gettext_lazy("Kecamatan ini tidak ada dalam daftar."),
    "kecamatan_mismatch": gettext_lazy("Desa ini tidak ada di kecamatan itu."),
}


def _by_name(choices: Any, others: dict[Any, tuple[str, ...]] | None = None) -> dict[str, str]:
    names = {plain(str(label)): value for value, label in choices.choices}
    names |= {plain(value): value for value in choices.values}
    return names | {plain(n): value for value, told in (others or {}).items() for n in told}


CHOICES = {
    "type": _by_name(LibraryType, import_columns.TYPE_NAMES),
    "internet": _by_name(Internet),
    "power": _by_name(Power),
    "travel_by": _by_name(TravelBy),
}


class LibraryRow(RowForm, LibraryEditForm):
    """The officers' own form."""

    unasked = ("version",)

    desa = forms.CharField(required=True)

    def __init__(self, regions: Regions) -> None:
        StackedForm.__init__(self)  # what asks for a library or lists villages is not needed
        self.regions = regions
        self.begin()

    def clean_desa(self) -> Desa:
        return self.regions.desa[self.cleaned_data["desa"]]


@dataclass
class Read:
    """A row with its cells understood."""

    line: Line
    troubles: list[Trouble] = field(default_factory=list)
    known: Library | None = None  # by its code
    facts: dict[str, Any] = field(default_factory=dict)
    desa: Desa | None = None
    npp: str = ""

    @property
    def name(self) -> str:
        return self.facts.get("name") or (self.known.name if self.known else self.line.get("name"))

    @property
    def identity(self) -> tuple[str, str, tuple[str, ...]] | None:
        """Two rows with the same village, type and words of the name are the same library."""
        kind = self.facts.get("type")
        if self.desa is None or not kind or not self.facts.get("name"):
            return None
        return self.desa.code, kind, likeness.words_of(self.facts["name"])


def read(lines: Sequence[Line], regions: Regions) -> list[Read]:
    form = LibraryRow(regions)
    codes = {code for line in lines if (code := line.get("code").upper())}
    known = {one.code: one for one in Library.objects.filter(code__in=codes).with_region()}
    return [_read(line, form, known.get(line.get("code").upper())) for line in lines]


def _read(line: Line, form: LibraryRow, known: Library | None) -> Read:
    told = Read(line, known=known)
    if line.get("code") and known is None:
        told.troubles.append(
            Trouble(
                "code_unknown",
                _("Kode ini tidak ada di Klik. Kosongkan bila perpustakaannya baru."),
                "code",
            )
        )
    told.troubles += [
        Trouble("unreadable", _("Ada huruf yang tidak terbaca. Ketik ulang isi sel ini."), key)
        for key, cell in line.cells.items()
        if UNREADABLE in cell
    ]
    told.desa = _place(told, form.regions)
    data = _as_typed(told)
    if not form.take(data):
        told.troubles += _complaints(form, told)
    cleaned = form.cleaned_data | _location(form)
    told.facts = {
        name: value
        for name, value in cleaned.items()
        if name in registry.FIELDS and (data.get(name) or name in ("latitude", "longitude"))
    }
    told.npp = npp_rules.tidy(told.facts.get("npp", ""))
    _check_phone(told)
    return told


def _place(told: Read, regions: Regions) -> Desa | None:
    if not told.line.get("desa"):
        return told.known.desa if told.known else None
    desa, trouble = place_of(told.line, regions)
    told.troubles += [trouble] if trouble else []
    return desa


def place_of(line: Line, regions: Regions) -> tuple[Desa | None, Trouble | None]:
    """The village of a row, or what is wrong with it."""
    try:
        return regions.find(desa=line.get("desa"), kecamatan=line.get("kecamatan")), None
    except UnknownPlace as unknown:
        column = "kecamatan" if unknown.kind.startswith("kecamatan") else "desa"
        sentence = str(PLACE_SENTENCES[unknown.kind])
        if unknown.names:
            shown = ", ".join(unknown.names[:3])
            meant = unknown.kind == "desa_unknown"
            sentence += " " + (_("Mungkin maksudnya %s.") if meant else _("Yang ada: %s.")) % shown
        return None, Trouble(unknown.kind, sentence, column)


def _as_typed(told: Read) -> dict[str, str]:
    """The row as the form takes it: choices by their value, what is known by code filled in."""
    data = dict(told.line.cells)
    for name, names in CHOICES.items():
        if typed := data.get(name):
            data[name] = names.get(plain(typed), typed)
    data["decree_date"] = as_day(data.get("decree_date", ""))
    data["desa"] = told.desa.code if told.desa else ""
    if told.known:
        data["name"] = data.get("name") or told.known.name
        data["type"] = data.get("type") or told.known.type
    return data


def _complaints(form: LibraryRow, told: Read) -> list[Trouble]:
    """The form's sentences; that the place is missing was said better already."""
    has_place = any(trouble.kind in PLACE_SENTENCES for trouble in told.troubles)
    return [
        Trouble(import_columns.trouble_of(name, error.code), message, name)
        for name, errors in form.errors.as_data().items()
        for error in errors
        for message in error.messages
        if not (name == "desa" and has_place)
    ]


def _location(form: LibraryRow) -> dict[str, Any]:
    latitude, longitude = form.cleaned_data.get("location") or (None, None)
    return {} if latitude is None else {"latitude": latitude, "longitude": longitude}


def _check_phone(told: Read) -> None:
    """A form keeps odd numbers as they are typed; of a sheet nobody looks at each, so they are errors.

    What Klik already has is not complained about.
    """
    typed = told.facts.get("contact_phone", "")
    tidy = registry.tidy_phone(typed)
    if not typed or tidy.startswith("+"):
        return
    if told.known and told.known.contact_phone == tidy:
        return
    told.troubles.append(
        Trouble(
            "phone_bad",
            _("Nomor ini bukan nomor telepon. Contoh: 0812 3456 7890."),
            "contact_phone",
        )
    )
