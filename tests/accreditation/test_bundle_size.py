"""The largest request we expect: 70 indicators, 120 phone photos, heavy scans. In time, in size, right on every page."""

import re
import shutil
import subprocess
import sys
import time

import pikepdf
import pytest

from accreditation.models import Bundle
from accreditation.operations import bundles
from tests.accreditation import bundles as made
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.services import ROOT, SmtpSink, child_environment

pytestmark = [
    pytest.mark.service,
    pytest.mark.once,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler) is not there"),
]
SECONDS, TEN_MB = 60, 10_000_000
MEMORY_MB = 300  # of the whole process, Django included
# Told by the process itself: what the system counts for a child begins with the size of this one.
BUILD = """
import sys
from pathlib import Path
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "build_bundles"])
print(Path("/proc/self/status").read_text())
"""


@pytest.fixture
def request_with_120_photos(siti, enggelam):
    edition = made.sheet_of(components=5, indicators=70)
    application = ApplicationFactory(library=enggelam, created_by=siti, edition=edition)
    indicators = [i for c in edition.components.all() for i in c.indicators.all()]
    for number in range(120):
        # Unevenly, as people do it: the first component gets half of all photos.
        indicator = indicators[number % 14] if number < 60 else indicators[number % 70]
        file = made.kept(made.phone_photo(number), f"foto ke-{number} “rak”.jpg", siti)
        made.show(application, indicator, file, siti)
    made.show(application, indicators[3], made.kept(made.scan(6), "SK pendirian.pdf", siti), siti)
    for indicator in indicators[:60]:
        made.answer(application, indicator, siti)
    return application


def test_every_component_is_built_in_time_and_fits_sipapi(
    request_with_120_photos, siti, tmp_path, file_store
):
    application = request_with_120_photos
    bundles.ask(application=application, fingerprint="", by=siti, at=MONDAY)
    env = child_environment(tmp_path / "data", smtp=SmtpSink(), KLIK_FILE_STORE=str(file_store))
    start = time.monotonic()

    told = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )

    seconds = time.monotonic() - start
    memory = int(re.search(r"VmHWM:\s*(\d+) kB", told.stdout)[1]) / 1024
    bundle = Bundle.objects.get()
    books = [f for f in bundle.contents if re.search(r"-[A-E]-", f.download_name)]
    print(f"\n{seconds:.1f} s, {memory:.0f} MB, {[(f.size, f.pages) for f in books]}")
    assert (bundle.state, bundle.problems, len(books)) == ("ready", [], 5)
    assert seconds <= SECONDS
    assert memory <= MEMORY_MB
    assert [f.size for f in bundle.contents[:-1] if f.size > TEN_MB] == []
    shown = 0
    for book in books:
        assert book.path.stat().st_size == book.size
        shown += pages_are_right(book)
    assert shown == application.evidence.count() == 121


def pages_are_right(book) -> int:
    """Each bookmark leads to the page that carries its caption; the index names the same page."""
    text = subprocess.run(
        ["pdftotext", "-layout", book.path, "-"], capture_output=True, check=True, text=True
    ).stdout.split("\f")
    index = "\n".join(text[1:4])
    shown = 0
    with pikepdf.open(book.path) as document, document.open_outline() as outline:
        assert len(document.pages) == book.pages == len(text) - 1
        places = {page.objgen: n for n, page in enumerate(document.pages)}
        pictured = [n for n, page in enumerate(document.pages) if len(page.get_images()) == 1]
        assert [item.title for item in outline.root[:2]] == ["Sampul", "Daftar bukti"]
        for indicator in outline.root[2:]:
            for item in indicator.children:
                page = places[item.destination[0].objgen]
                shown += 1
                assert page in pictured
                assert re.search(rf"\b{page + 1}\b", index), item.title
                if item.title.endswith(".jpg"):
                    assert indicator.title.split()[0] in text[page]
                    assert item.title.split(" “")[0] in text[page]
                    assert re.search(rf"\b{page + 1}\s*$", text[page])  # the number at the foot
    return shown
