"""Certificates from before Klik, by sheet: each for a library that Klik knows.

A certificate that is recorded already stays as it is: putting one right needs a reason, and has its page.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.forms import OutcomeForm
from accreditation.models import Outcome
from accreditation.models.outcome import Grade
from accreditation.operations import outcomes, taking_back
from klik_portal.accounts.models import User
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files.sheets import UNREADABLE
from klik_portal.imports.columns import as_day
from klik_portal.imports.kinds import (
    Claim,
    Column,
    Done,
    Effect,
    Finding,
    Job,
    Kind,
    Line,
    Trouble,
)
from klik_portal.imports.row_forms import RowForm
from libraries import likeness
from libraries import npp as npp_rules
from libraries.import_reading import place_of
from libraries.models import Library
from libraries.places import Regions

NAME = "certificates"
LONGEST_SOURCE = 240
FIELDS = ("grade", "score", "certificate_number", "decided_on")
TROUBLE_OF = {
    "grade": "grade_unknown", "score": "score_bad", "certificate_number": "number_missing", "decided_on": "date_bad",
}  # fmt: skip
TROUBLES = {
    "library_unknown": gettext_lazy("Perpustakaan tidak dikenal"),
    "library_ambiguous": gettext_lazy("Beberapa perpustakaan dengan nama ini"),
    "code_unknown": gettext_lazy("Kode Klik tidak dikenal"),
    "npp_unknown": gettext_lazy("NPP tidak dikenal"),
    "desa_unknown": gettext_lazy("Desa tidak dikenal"),
    "desa_ambiguous": gettext_lazy("Desa ada di beberapa kecamatan"),
    "kecamatan_unknown": gettext_lazy("Kecamatan tidak dikenal"),
    "kecamatan_mismatch": gettext_lazy("Kecamatan tidak sesuai desa"),
    "grade_unknown": gettext_lazy("Peringkat tidak dikenal"),
    "score_bad": gettext_lazy("Nilai tidak benar"),
    "number_missing": gettext_lazy("Nomor sertifikat kosong atau terlalu panjang"),
    "number_twice": gettext_lazy("Nomor sertifikat dua kali di lembar ini"),
    "number_taken": gettext_lazy("Nomor sertifikat sudah tercatat dengan isi lain"),
    "date_bad": gettext_lazy("Tanggal penetapan tidak benar"),
    "implausible": gettext_lazy("Tanggal, nilai, dan peringkat tidak cocok"),
    "source_long": gettext_lazy("Sumber terlalu panjang"),
    "unreadable": gettext_lazy("Ada huruf yang tidak terbaca"),
    "unexpected": gettext_lazy("Tidak dapat diproses"),
}


def columns() -> tuple[Column, ...]:
    return (
        Column("code", "Kode Klik", _("Kode perpustakaan, atau isi NPP, atau nama dan desanya."), ("kode", "kode perpustakaan"), width=15),
        Column("npp", "NPP", "", ("nomor pokok perpustakaan", "no npp"), width=20),
        Column("name", "Nama perpustakaan", "", ("nama", "perpustakaan"), width=40, example="Perpustakaan Desa Muara Enggelam"),
        Column("desa", "Desa/kelurahan", "", ("desa", "kelurahan", "nama desa"), width=24, example="Muara Enggelam"),
        Column("kecamatan", "Kecamatan", _("Boleh kosong bila nama desanya hanya satu."), ("nama kecamatan", "kec"), width=20, example="Muara Wis"),
        Column("grade", "Peringkat", _("A, B, atau C."), ("akreditasi", "predikat", "grade", "hasil akreditasi", "peringkat akreditasi"), width=12, choices=tuple(Grade.values), example="B"),
        Column("score", "Nilai", _("Boleh kosong. Seperti 91,24."), ("skor", "nilai akreditasi"), width=10, example="82,5"),
        Column("certificate_number", "Nomor sertifikat", "", ("no sertifikat", "sertifikat", "nomor sertifikat akreditasi"), width=28, example="1234/1/ee/XI.2023"),
        Column("decided_on", "Tanggal penetapan", _("Tanggal pada sertifikat, seperti 24-11-2023."), ("tanggal sertifikat", "tgl sertifikat", "tanggal", "tgl penetapan", "tanggal akreditasi"), width=18, example="24-11-2023"),
        Column("source_note", "Sumber", _("Dari mana keterangan ini, misalnya arsip dinas."), ("sumber keterangan", "keterangan"), width=30),
    )  # fmt: skip


NEEDS = tuple((*FIELDS[:1], *FIELDS[2:], *who) for who in (("code",), ("npp",), ("name", "desa")))


class CertificateRow(RowForm, OutcomeForm):
    unasked = ("scan",)

    def __init__(self) -> None:
        super().__init__()
        self.begin()


@dataclass
class Read:
    line: Line
    troubles: list[Trouble] = field(default_factory=list)
    library: Library | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def check(lines: Sequence[Line]) -> list[Finding]:
    rows = _read(lines)
    numbers = {row.facts.get("certificate_number", "") for row in rows}
    recorded = {
        outcome.certificate_number: outcome
        for outcome in Outcome.objects.filter(certificate_number__in=numbers).select_related("library")
    }  # fmt: skip
    return [_finding(row, recorded.get(row.facts.get("certificate_number", ""))) for row in rows]


def _finding(row: Read, recorded: Outcome | None) -> Finding:
    troubles = list(row.troubles)
    is_same = recorded is not None and _is_same(row, recorded)
    if recorded is not None and not is_same:
        told = {"name": recorded.library.name, "grade": recorded.grade}
        troubles.append(
            Trouble("number_taken", _("Nomor ini sudah tercatat: %(name)s, peringkat %(grade)s.") % told, "certificate_number")
        )  # fmt: skip
    number = row.facts.get("certificate_number")
    twice = Claim(f"number:{number}"[:240], "number_twice", _("Nomor sertifikat ini sudah ada di baris %(row)d."), "certificate_number")  # fmt: skip
    return Finding(
        label=row.library.name if row.library else row.line.get("name"),
        troubles=tuple(troubles),
        target=row.library.code if is_same and row.library else "",
        claims=(twice,) if number else (),
    )


def _is_same(row: Read, recorded: Outcome) -> bool:
    return row.library is not None and (
        recorded.library_id == row.library.pk
        and all(getattr(recorded, name) == row.facts.get(name) for name in FIELDS)
    )


def _read(lines: Sequence[Line]) -> list[Read]:
    form, finder = CertificateRow(), Finder(lines)
    return [_row(line, form, finder) for line in lines]


def _row(line: Line, form: CertificateRow, finder: "Finder") -> Read:
    row = Read(line)
    row.library, trouble = finder.find(line)
    row.troubles += [trouble] if trouble else []
    row.troubles += [
        Trouble("unreadable", _("Ada huruf yang tidak terbaca. Ketik ulang isi sel ini."), key)
        for key, cell in line.cells.items()
        if UNREADABLE in cell
    ]
    if len(line.get("source_note")) > LONGEST_SOURCE:
        row.troubles.append(
            Trouble("source_long", _("Paling banyak %d huruf.") % LONGEST_SOURCE, "source_note")
        )
    data = dict(line.cells) | {
        "grade": line.get("grade").upper(),
        "decided_on": as_day(line.get("decided_on")),
    }
    if form.take(data):
        row.facts = {name: form.cleaned_data[name] for name in FIELDS}
        _ensure_plausible(row)
    else:
        row.facts = {
            name: form.cleaned_data.get(name) for name in FIELDS if name in form.cleaned_data
        }
        row.troubles += [
            Trouble(TROUBLE_OF[name], " ".join(said), name) for name, said in form.errors.items()
        ]
    return row


def _ensure_plausible(row: Read) -> None:
    told = {name: row.facts[name] for name in ("grade", "score", "decided_on")}
    if complaint := outcomes.complaint(**told, at=clock.now()):
        row.troubles.append(Trouble("implausible", complaint, "decided_on"))


class Finder:
    """The library of each row, with a few queries for all of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.regions = Regions.stored()
        codes = {line.get("code").upper() for line in lines} - {""}
        numbers = {npp_rules.tidy(line.get("npp")) for line in lines} - {""}
        self.by_code = {one.code: one for one in Library.objects.filter(code__in=codes)}
        self.by_npp = {one.npp: one for one in Library.objects.filter(npp__in=numbers)}
        named = [line for line in lines if line.get("desa") and line.get("name")]
        places = {desa.code for line in named if (desa := place_of(line, self.regions)[0])}
        self.by_name: dict[tuple, list[Library]] = defaultdict(list)
        for one in Library.objects.filter(desa__in=places):
            self.by_name[(one.desa_id, likeness.words_of(one.name))].append(one)

    def find(self, line: Line) -> tuple[Library | None, Trouble | None]:
        if code := line.get("code").upper():
            return _found(self.by_code.get(code), "code_unknown", _("Kode ini tidak ada di Klik."), "code")  # fmt: skip
        if npp := npp_rules.tidy(line.get("npp")):
            if library := self.by_npp.get(npp):
                return library, None
            if not line.get("name"):
                return None, Trouble("npp_unknown", _("NPP ini tidak ada di Klik."), "npp")
        return self._by_name(line)

    def _by_name(self, line: Line) -> tuple[Library | None, Trouble | None]:
        if not (line.get("name") and line.get("desa")):
            return None, Trouble("library_unknown", _("Isi kode Klik, NPP, atau nama dan desanya."), "name")  # fmt: skip
        desa, trouble = place_of(line, self.regions)
        if desa is None:
            return None, trouble
        same = self.by_name.get((desa.code, likeness.words_of(line.get("name"))), [])
        if len(same) > 1:
            return None, Trouble("library_ambiguous", _("Ada beberapa perpustakaan dengan nama ini. Isi kode Kliknya."), "code")  # fmt: skip
        return _found(
            same[0] if same else None, "library_unknown",
            self._not_there(desa.code, desa.name, line.get("name")), "name",
        )  # fmt: skip

    def _not_there(self, desa: str, place: str, name: str) -> str:
        there = [
            one for (code, _words), some in self.by_name.items() if code == desa for one in some
        ]
        close = [one for one in there if likeness.are_alike(one.name, name, place=place)][:2]
        sentence = _("Perpustakaan ini belum ada di Klik. Impor perpustakaannya dulu.")
        if close:
            shown = ", ".join(f"{one.name} ({one.code})" for one in close)
            sentence = _("Perpustakaan ini belum ada di Klik. Mungkin maksudnya %s.") % shown
        return sentence


def _found(
    library: Library | None, kind: str, sentence: str, column: str
) -> tuple[Library | None, Trouble | None]:
    return (library, None) if library else (None, Trouble(kind, sentence, column))


def apply(jobs: Sequence[Job], *, batch: str, by: User, at: datetime) -> list[Effect]:
    return [_applied(row, by, at) for row in _read([job.line for job in jobs])]


def _applied(row: Read, by: User, at: datetime) -> Effect:
    if row.troubles or row.library is None:
        return Effect(left=row.troubles[0].sentence)
    try:
        with transaction.atomic():
            outcome = outcomes.record_earlier(
                library=row.library,
                scan=None,
                source_note=row.line.get("source_note"),
                by=by,
                at=at,
                **row.facts,
            )
    except Refused as refusal:
        return Effect(left=" ".join(refusal.reasons))
    return Effect(row.library.code, made=True, undo={"outcome": outcome.token})


def undo(done: Sequence[Done], *, batch: str, by: User, at: datetime) -> list[str]:
    tokens = [one.undo["outcome"] for one in done]
    return taking_back.take_back(tokens=tokens, source=batch, by=by, at=at)


KIND = Kind(
    name=NAME,
    title=gettext_lazy("Sertifikat sebelum Klik"),
    note=gettext_lazy("Mencatat sertifikat akreditasi yang terbit sebelum Klik dipakai."),
    things=gettext_lazy("sertifikat"),
    columns=columns,
    needs=NEEDS,
    troubles=TROUBLES,
    check=check,
    apply=apply,
    undo=undo,
    url_of=lambda code: reverse("libraries:registry-detail", args=[code]),
    together=40,
)
