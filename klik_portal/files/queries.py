"""Do the rows and the store agree?"""

from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS

from klik_portal.files import store
from klik_portal.files.models import StoredFile


@dataclass
class StoreReport:
    files: int = 0
    missing: list[str] = field(default_factory=list)  # sha256 of blobs that rows speak of
    corrupt: list[str] = field(default_factory=list)
    orphans: int = 0  # blobs without a row: harmless leftovers of interrupted uploads
    unfinished: int = 0

    @property
    def is_sound(self) -> bool:
        return not self.missing and not self.corrupt


def verify_store() -> StoreReport:
    """Hash every blob again. Reads the whole store: a job for the night."""
    report = StoreReport(files=StoredFile.objects.count())
    known = known_digests()
    for digest in sorted(known):
        path = store.path_of(digest)
        if not path.is_file():
            report.missing.append(digest)
        elif store.digest_of(path) != digest:
            report.corrupt.append(digest)
    report.orphans = sum(1 for blob in store.blobs() if blob.name not in known)
    report.unfinished = store.work_in_progress()
    return report


def known_digests(alias: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Every blob that a row names: files and their previews."""
    rows = StoredFile.objects.using(alias).order_by().values_list("sha256", "preview_sha256")
    return {digest for row in rows.iterator() for digest in row if digest}
