"""What SiPAPI wants from one request: the institution, the answers, their evidence, and what is missing. Reads only."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accreditation import assessment
from accreditation.models import (
    Answer,
    AnswerOption,
    Application,
    Component,
    Indicator,
    InstrumentEdition,
)
from accreditation.provinces import province_of
from klik_portal.core import clock, wording
from klik_portal.files.models import StoredFile
from klik_portal.office.models import Office

DRAWING = 1  # raise it when bundles are drawn differently: every bundle is then out of date


@dataclass(frozen=True)
class Field:
    """One thing SiPAPI asks about the institution; `hint` says where it comes from when it is empty."""

    label: str
    value: str
    hint: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.value


@dataclass(frozen=True)
class Entry:
    """One indicator with its answer and its evidence, oldest first."""

    indicator: Indicator
    option: AnswerOption | None
    files: tuple[StoredFile, ...]

    @property
    def code(self) -> str:
        return f"{self.indicator.component.code}.{self.indicator.number}"

    @property
    def answer(self) -> str:
        return self.option.text if self.option else ""


@dataclass(frozen=True)
class Chapter:
    """One component: one file in SiPAPI."""

    component: Component
    entries: tuple[Entry, ...]

    @property
    def files(self) -> list[StoredFile]:
        return [file for entry in self.entries for file in entry.files]


@dataclass(frozen=True)
class Submission:
    application: Application
    edition: InstrumentEdition
    fields: tuple[Field, ...]
    chapters: tuple[Chapter, ...]
    stray: tuple[StoredFile, ...]  # shown with questions of an earlier sheet: in no component

    @property
    def entries(self) -> list[Entry]:
        return [entry for chapter in self.chapters for entry in chapter.entries]

    @property
    def missing_fields(self) -> list[Field]:
        return [field for field in self.fields if field.is_missing]

    @property
    def unanswered(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.option is None]

    @property
    def unproven(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.files]

    @property
    def is_complete(self) -> bool:
        return not (self.missing_fields or self.unanswered or self.unproven or self.stray)

    @property
    def file_count(self) -> int:
        return sum(len(entry.files) for entry in self.entries)

    @property
    def fingerprint(self) -> str:
        """The same for the same answers, evidence and institution: what a bundle is built from."""
        told: list[Any] = [
            DRAWING,
            settings.SIPAPI_FILE_BYTES,
            self.edition.token,
            [(field.label, field.value) for field in self.fields],
            [(e.indicator.pk, e.answer, _names(e.files)) for e in self.entries],
            _names(self.stray),
        ]
        return sha256(json.dumps(told).encode()).hexdigest()


def _names(files: tuple[StoredFile, ...]) -> list[tuple[str, str]]:
    return [(file.sha256, file.original_name) for file in files]


def read(application: Application, *, office: Office, at: datetime) -> Submission:
    """Three queries for a request from `queries.with_last_certificate` that keeps an edition, whatever its size.

    Raises InstrumentEdition.DoesNotExist for a type of library without a sheet.
    """
    edition = assessment.edition_of(application, clock.wita(at).date())
    if edition is None:
        raise InstrumentEdition.DoesNotExist
    indicators = list(
        Indicator.objects.filter(component__edition=edition).select_related("component")
    )
    given = {
        answer.indicator_id: answer.option
        for answer in Answer.objects.filter(application=application).select_related("option")
    }
    files: dict[int, list[StoredFile]] = defaultdict(list)
    for shown in application.evidence.current().select_related("file"):
        files[shown.indicator_id].append(shown.file)
    entries = [Entry(i, given.get(i.pk), tuple(files.pop(i.pk, ()))) for i in indicators]
    chapters = tuple(
        Chapter(component, tuple(group))
        for component, group in groupby(entries, key=lambda entry: entry.indicator.component)
    )
    stray = tuple(file for rest in files.values() for file in rest)
    return Submission(application, edition, _fields(application, office), chapters, stray)


def _fields(application: Application, office: Office) -> tuple[Field, ...]:
    """The institution page of SiPAPI in its own order (public source of SiPAPI, January 2026)."""
    library, typed = application.library, application.details
    in_registry, in_details = _("Isi di data perpustakaan."), _("Isi di isian permohonan.")
    grade = getattr(application, "last_grade", None) or ""
    return (
        Field(_("Jenis perpustakaan"), str(library.type_label)),
        Field(_("Nama perpustakaan"), library.name),
        Field(_("NPP"), library.npp, _("Boleh kosong bila belum punya.")),
        Field(_("Lembaga induk"), library.parent_body, in_registry),
        Field(_("Provinsi"), province_of(library.kecamatan_id), in_registry),
        Field(_("Kabupaten/kota"), office.regency_name),
        Field(_("Kecamatan"), library.kecamatan.name),
        Field(_("Desa/kelurahan"), str(library.desa)),
        Field(_("Alamat"), library.address, in_registry),
        Field(_("Kepala lembaga induk"), _typed(typed, "parent_head_name"), in_details),
        Field(_("Surel"), library.contact_email, in_registry),
        Field(
            _("Telepon/HP"), library.contact_phone or _typed(typed, "contact_phone"), in_registry
        ),
        Field(_("Kepala perpustakaan"), _typed(typed, "library_head_name"), in_details),
        Field(_("Nama-nama pengelola"), _typed(typed, "staff_names"), in_details),
        Field(_("Jumlah judul"), _titles(application), in_details),
        Field(_("Peringkat terakhir"), grade or _("Belum pernah terakreditasi")),
        Field(_("Tanggal sertifikat terakhir"), _last_day(application) if grade else "-"),
    )


def _typed(details: dict[str, str], key: str) -> str:
    return str(details.get(key, "")).strip()


def _titles(application: Application) -> str:
    count = application.library.title_count
    return _typed(application.details, "title_count") or (
        "" if count is None else wording.number(count)
    )


def _last_day(application: Application) -> str:
    return wording.day(application.last_decided_on)
