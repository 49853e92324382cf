"""A keeper with one cheap phone on a weak link: three heavy photos arrive, each exactly once.

With JavaScript the photos shrink and travel in pieces, at 50 kbit/s, and the link is cut in the
middle of the second. Without it the plain form carries all twelve megabytes; there the link is left
as it is, since 12 MB would take half an hour.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.installation import Installation, installation
from tests.journeys.test_a_village_gets_accredited import PASSWORD, Person

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]

KEEPER = "siti@desa-enggelam.id"
WEAK = {"latency": 400, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
LIGHT = 300_000  # bytes of one photo
PIECE = 32 * 1024
MINUTES = 60_000
A_DRAFT = f"""
from accreditation.operations import applications
from klik_portal.accounts.models import User
from klik_portal.core import clock
from tests.factories.libraries import LibraryFactory, MembershipFactory
siti = User.objects.create_user("{KEEPER}", "{PASSWORD}", name="Siti Aminah")
library = LibraryFactory(name="Perpustakaan Desa Muara Enggelam")
MembershipFactory(user=siti, library=library)
print(applications.start(library=library, by=siti, at=clock.now()).code)
"""
WHAT_ARRIVED = """
import json
from accreditation.models import Answer, Evidence
from klik_portal.files.models import PartialUpload, StoredFile
print(json.dumps({
    "evidence": sorted(Evidence.objects.values_list("file__original_name", flat=True)),
    "distinct": Evidence.objects.values("file__original_sha256").distinct().count(),
    "stored": StoredFile.objects.count(),
    "longest": [max(side) for side in StoredFile.objects.values_list("width", "height")],
    "sent": list(PartialUpload.objects.order_by("pk").values_list("size", flat=True)),
    "unfinished": PartialUpload.objects.filter(finished=None).count(),
    "answers": Answer.objects.count(),
}))
"""


@pytest.fixture
def klik(folder: Path) -> Iterator[Installation]:
    with installation(folder) as place:
        yield place


def test_three_photos_over_a_link_that_breaks(
    browser: Browser, klik: Installation, folder: Path
) -> None:
    keeper, code = given_a_keeper_with_a_draft(browser, klik, javascript=True)
    photos = given_heavy_photos(folder)
    link = given_a_weak_link(keeper.page)
    sent = count_what_is_sent(link)

    questions = when_the_keeper_answers_a_component(keeper, code)
    when_the_photos_are_chosen_and_sent(keeper, photos)
    when_the_link_breaks_in_the_middle_of_the_second(keeper.page, link)
    then_every_photo_is_listed_once(keeper.page)

    arrived = json.loads(klik.run(WHAT_ARRIVED))
    assert arrived["evidence"] == ["rak-1.jpg", "rak-2.jpg", "rak-3.jpg"]
    assert (arrived["distinct"], arrived["stored"], arrived["unfinished"]) == (3, 3, 0)
    assert arrived["answers"] == questions
    assert max(arrived["sent"]) <= LIGHT
    assert min(arrived["longest"]) >= 1280
    # Nothing travels twice, but for the one piece that was under way when the link broke.
    assert sum(sent.values()) <= sum(arrived["sent"]) + 2 * PIECE + 1000 * len(sent)


def test_the_same_photos_without_javascript(
    browser: Browser, klik: Installation, folder: Path
) -> None:
    keeper, code = given_a_keeper_with_a_draft(browser, klik, javascript=False)
    photos = given_heavy_photos(folder)

    questions = when_the_keeper_answers_a_component(keeper, code)
    when_the_photos_are_chosen_and_sent(keeper, photos)
    then_every_photo_is_listed_once(keeper.page)

    arrived = json.loads(klik.run(WHAT_ARRIVED))
    assert arrived["evidence"] == ["rak-1.jpg", "rak-2.jpg", "rak-3.jpg"]
    assert (arrived["distinct"], arrived["stored"], arrived["sent"]) == (3, 3, [])
    assert arrived["answers"] == questions


def given_a_keeper_with_a_draft(
    browser: Browser, klik: Installation, *, javascript: bool
) -> tuple[Person, str]:
    code = klik.run(A_DRAFT)
    keeper = Person(browser, klik, width=360, javascript=javascript)
    keeper.page.set_default_timeout(MINUTES)
    keeper.signs_in_with_password(KEEPER)
    return keeper, code


def given_heavy_photos(folder: Path) -> list[Path]:
    """As phones take them: 12 megapixels, grainy, about 4 MB."""
    photos = []
    for number in (1, 2, 3):
        grain = Image.effect_noise((4000, 3000), 26)
        light = Image.radial_gradient("L").resize(grain.size).rotate(90 * number, expand=False)
        scene = Image.merge("RGB", (light, Image.blend(light, grain, 0.6), grain))
        photos.append(folder / f"rak-{number}.jpg")
        scene.save(photos[-1], "JPEG", quality=78)
        assert 3e6 < photos[-1].stat().st_size < 6e6, photos[-1].stat().st_size
    return photos


def given_a_weak_link(page: Page) -> CDPSession:
    link = page.context.new_cdp_session(page)
    link.send("Network.enable")
    link.send("Network.emulateNetworkConditions", {"offline": False, **WEAK})
    return link


def count_what_is_sent(link: CDPSession) -> dict[str, int]:
    """Bytes of every request of the sending, by its id, filled as they go."""
    urls: dict[str, str] = {}
    sent: dict[str, int] = {}

    def remember(event: dict) -> None:
        urls[event["requestId"]] = event["request"]["url"]

    def weigh(event: dict) -> None:
        if "/kiriman/" in urls.get(event["requestId"], ""):
            headers = {name.lower(): value for name, value in event["headers"].items()}
            sent[event["requestId"]] = int(headers.get("content-length", 0))

    link.on("Network.requestWillBeSent", remember)
    link.on("Network.requestWillBeSentExtraInfo", weigh)
    return sent


def when_the_keeper_answers_a_component(keeper: Person, code: str) -> int:
    """Ticks every question of a component and goes on to the evidence of its first one."""
    page = keeper.page
    page.goto(f"{keeper.klik.url}/permohonan/{code}/penilaian/A/")
    questions = page.locator("form fieldset")
    for number in range(questions.count()):
        questions.nth(number).locator("input[type=radio]").nth(1).check()
    page.locator("button[name=evidence]").first.click()
    page.wait_for_url("**/bukti/")
    return questions_of(page, keeper, code)


def questions_of(page: Page, keeper: Person, code: str) -> int:
    told = keeper.klik.run(
        "from accreditation.models import Indicator, Application;"
        f"edition = Application.objects.get(code={code!r}).edition_id;"
        "print(Indicator.objects.filter(component__edition=edition, component__code='A').count())"
    )
    return int(told)


def when_the_photos_are_chosen_and_sent(keeper: Person, photos: list[Path]) -> None:
    keeper.page.locator("input[type=file]").set_input_files([str(photo) for photo in photos])
    keeper.page.get_by_role("button", name="Simpan bukti").click(no_wait_after=True)


def when_the_link_breaks_in_the_middle_of_the_second(page: Page, link: CDPSession) -> None:
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"rak-1\.jpg: diterima \d\d\.\d\d"), timeout=5 * MINUTES
    )
    expect(page.get_by_text(re.compile(r"^rak-2\.jpg: \d\d+ KB dari"))).to_be_visible(
        timeout=MINUTES
    )
    link.send("Network.emulateNetworkConditions", {"offline": True, **WEAK})
    expect(page.get_by_text("Sambungan putus.")).to_be_visible(timeout=MINUTES)
    page.wait_for_timeout(3000)
    link.send("Network.emulateNetworkConditions", {"offline": False, **WEAK})


def then_every_photo_is_listed_once(page: Page) -> None:
    expect(page.locator("ul.files li")).to_have_count(3, timeout=6 * MINUTES)
    for number in (1, 2, 3):
        expect(page.get_by_role("link", name=f"rak-{number}.jpg")).to_have_count(1)
