"""Where a file of a request is put: into a slot or beside an indicator, each with its own rules."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.completeness import Slot
from accreditation.models import Application, Indicator
from accreditation.operations import documents, evidence
from klik_portal.accounts.models import User
from klik_portal.files.models import StoredFile


@dataclass(frozen=True)
class Target:
    application: Application
    place: Slot | Indicator

    def ensure_open(self, *, by: User) -> None:
        """Asked before the first byte."""
        if isinstance(self.place, Slot):
            documents.ensure_may_edit(application=self.application, slot=self.place, by=by)
        else:
            evidence.ensure_may_add(application=self.application, indicator=self.place, by=by)

    def add(self, *, file: StoredFile, by: User, at: datetime) -> None:
        """Repeated, it stays one document or piece of evidence."""
        about = {"application": self.application, "file": file, "by": by, "at": at}
        if isinstance(self.place, Slot):
            documents.add(slot=self.place, **about)
        else:
            evidence.add(indicator=self.place, **about)
