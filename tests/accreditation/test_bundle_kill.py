"""A real worker process is killed in the middle of a build: the bundle is offered again and becomes whole."""

import signal
import subprocess
import sys
import time

import pikepdf
import pytest

from accreditation.models import Bundle
from accreditation.operations import bundle_building, bundles
from klik_portal.core import clock
from tests.accreditation import bundles as made
from tests.factories.accreditation import ApplicationFactory
from tests.services import ROOT, SmtpSink, child_environment, wait_until

pytestmark = [pytest.mark.service, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHOTOS = 30


@pytest.fixture
def asked(siti, enggelam):
    edition = made.sheet_of(components=1, indicators=1)
    application = ApplicationFactory(library=enggelam, created_by=siti, edition=edition)
    indicator = edition.components.get().indicators.get()
    for number in range(PHOTOS):
        file = made.kept(made.phone_photo(number), f"{number}.jpg", siti)
        made.show(application, indicator, file, siti)
    return bundles.ask(application=application, fingerprint="", by=siti, at=clock.now())


def is_being_built() -> bool:
    return Bundle.objects.filter(state="building", total=PHOTOS).exists()


def test_a_build_that_was_killed_is_done_by_the_next_worker(asked, tmp_path, file_store):
    env = child_environment(tmp_path / "data", smtp=SmtpSink(), KLIK_FILE_STORE=str(file_store))
    child = subprocess.Popen([sys.executable, "manage.py", "build_bundles"], cwd=ROOT, env=env)
    assert wait_until(is_being_built, seconds=30, every=0.05)
    time.sleep(0.5)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert is_being_built()
    assert bundle_building.build_next(at=clock.now()) is None  # the lease still runs

    bundle_building.build_next(at=clock.now() + 2 * bundle_building.LEASE)

    bundle = Bundle.objects.get()
    assert (bundle.state, bundle.attempts, bundle.done) == ("ready", 2, PHOTOS)
    with pikepdf.open(bundle.contents[2].path) as document:
        assert len(document.pages) == bundle.contents[2].pages >= PHOTOS + 2
