"""Load kecamatan, desa and boundaries: those that ship with Klik, or another regency's files."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import sheets
from libraries import kukar
from libraries.models import Desa, Kecamatan, RegionLoad
from libraries.operations import regions
from libraries.regency import Unsound


class Command(BaseCommand):
    help = (
        "Load the shipped regions of Kutai Kartanegara (unless others were loaded), or the files given. "
        "CSV or Excel: kecamatan with code and name; desa with code and name; boundaries as GeoJSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("kecamatan", "desa", "boundaries"):
            parser.add_argument(f"--{name}", type=Path, metavar="FILE")

    def handle(
        self, *, kecamatan: Path | None, desa: Path | None, boundaries: Path | None, **_options: Any
    ) -> None:
        if kecamatan or desa or boundaries:
            self._load(kecamatan, desa, boundaries)
        elif RegionLoad.objects.filter(confirmed_at__isnull=False).exists():
            self.stdout.write("Regions of this regency are loaded; the shipped ones stay away.")
            return
        else:
            kukar.load()
        told = f"{Kecamatan.objects.count()} kecamatan and {Desa.objects.count()} desa/kelurahan"
        self.stdout.write(f"{told} loaded.")

    def _load(self, kecamatan: Path | None, desa: Path | None, boundaries: Path | None) -> None:
        try:
            with ExitStack() as doors, transaction.atomic():
                load = regions.receive(
                    kecamatan=_lines(doors, kecamatan),
                    desa=_lines(doors, desa),
                    outlines=boundaries.read_bytes() if boundaries else None,
                    by=None,
                    at=clock.now(),
                )
                regions.confirm(load=load, by=None, at=clock.now())
        except Unsound as unsound:
            raise CommandError("\n".join(unsound.sentences)) from unsound
        except Refused as refusal:
            raise CommandError(" ".join(refusal.reasons)) from refusal
        except OSError as error:
            raise CommandError(str(error)) from error


def _lines(doors: ExitStack, path: Path | None) -> Any:
    if path is None:
        return None
    upload = UploadedFile(File(doors.enter_context(path.open("rb"))), name=path.name)
    return doors.enter_context(sheets.opened(upload)).lines()
