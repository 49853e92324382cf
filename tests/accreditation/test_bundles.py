"""A bundle holds what the request holds, fits, says what is missing, and is built once."""

import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pikepdf
import pytest
from django.core.management import call_command
from django.urls import reverse

from accreditation import submission
from accreditation.documents import bundle as documents
from accreditation.documents import paper
from accreditation.models import Application, Bundle
from accreditation.operations import bundle_building, bundles
from accreditation.queries import with_last_certificate
from klik_portal.audit.models import AuditEvent
from klik_portal.office import queries as office
from tests.accreditation import bundles as made
from tests.factories.accreditation import MONDAY, ApplicationFactory, OutcomeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def application(siti, enggelam):
    edition = made.sheet_of(components=2, indicators=6)
    return ApplicationFactory(library=enggelam, created_by=siti, edition=edition)


@pytest.fixture
def indicators(application):
    return [i for c in application.edition.components.all() for i in c.indicators.all()]


def now(application):
    fresh = with_last_certificate(Application.objects.with_library()).get(pk=application.pk)
    return submission.read(fresh, office=office.office(), at=MONDAY)


def ask(application, by):
    fingerprint = now(application).fingerprint
    return bundles.ask(application=application, fingerprint=fingerprint, by=by, at=MONDAY)


def built(application, by) -> Bundle:
    ask(application, by)
    return_value = bundle_building.build_next(at=MONDAY)
    return_value.refresh_from_db()
    return return_value


def book(bundle, component="A", part=""):
    return next(
        f
        for f in bundle.contents
        if f"-{component}-" in f.download_name and part in f.download_name
    )


def bookmarks(file):
    with pikepdf.open(file.path) as document, document.open_outline() as outline:
        places = {page.objgen: n for n, page in enumerate(document.pages, 1)}
        return [
            (item.title, places[item.destination[0].objgen], [child.title for child in item.children])
            for item in outline.root[2:]
        ]  # fmt: skip


def test_evidence_stands_in_the_order_of_the_indicators(application, indicators, siti):
    first, second = indicators[:2]
    made.show(application, second, made.kept(made.small_photo(1), "rak.jpg", siti), siti)
    made.show(application, first, made.kept(made.scan(2, 200), "SK.pdf", siti), siti)
    made.show(application, first, made.kept(made.small_photo(2), "papan.jpg", siti), siti)

    bundle = built(application, siti)

    assert bookmarks(book(bundle)) == [
        (f"A.1 {first.topic}", 3, ["SK.pdf", "papan.jpg"]),
        (f"A.2 {second.topic}", 6, ["rak.jpg"]),
    ]
    assert (book(bundle).pages, book(bundle, "B").pages) == (6, 2)


def test_one_file_beside_two_indicators_is_shown_twice_and_weighs_once(
    application, indicators, siti
):
    photo = made.kept(made.phone_photo(1, 1200), "rak.jpg", siti)
    paper_file = made.kept(made.scan(1, 1200), "SK.pdf", siti)
    for indicator in indicators[:2]:
        for file in (photo, paper_file):
            made.show(application, indicator, file, siti)

    bundle = built(application, siti)

    assert book(bundle).pages == 6
    assert book(bundle).size < photo.size + paper_file.size + 100_000


def test_heavy_evidence_goes_down_the_ladder_until_it_fits(application, indicators, siti, settings):
    settings.SIPAPI_FILE_BYTES = 700_000
    for number in range(3):
        file = made.kept(made.phone_photo(number, 1600), f"{number}.jpg", siti)
        made.show(application, indicators[0], file, siti)
    made.show(application, indicators[1], made.kept(made.scan(2, 1600), "SK.pdf", siti), siti)

    bundle = built(application, siti)

    assert [f.size <= 700_000 for f in bundle.contents[:-1]] == [True] * 4
    assert (book(bundle).pages, bundle.problems) == (7, [])


def test_what_cannot_shrink_enough_is_divided_and_says_so(application, indicators, siti, settings):
    settings.SIPAPI_FILE_BYTES = 600_000
    heavy = made.kept(made.incompressible(4, 200_000), "peta.pdf", siti)
    made.show(application, indicators[0], heavy, siti)
    made.show(application, indicators[1], made.kept(made.small_photo(1), "rak.jpg", siti), siti)

    bundle = built(application, siti)

    parts = [f for f in bundle.contents if "-A-" in f.download_name]
    assert len(parts) > 1
    assert all(part.size <= 600_000 for part in parts)
    assert f"bagian 1 dari {len(parts)}" in parts[0].title
    shown = [title for part in parts for _, _, names in bookmarks(part) for title in names]
    assert shown[0].startswith("peta.pdf (halaman 1-")
    assert shown[-1] == "rak.jpg"
    assert [p.split(" karena")[0] for p in bundle.problems] == [
        f"Komponen A. Komponen ke-1 terbagi menjadi {len(parts)} PDF"
    ]


def test_what_fits_nowhere_or_cannot_be_read_is_told(application, indicators, siti, settings):
    settings.SIPAPI_FILE_BYTES = 400_000
    made.show(
        application, indicators[0], made.kept(made.incompressible(1, 500_000), "peta.pdf", siti), siti
    )  # fmt: skip
    broken = made.kept(made.small_photo(1), "hilang.jpg", siti)
    made.show(application, indicators[1], broken, siti)
    broken.path.unlink()

    bundle = built(application, siti)

    assert [problem.split(" (butir")[0] for problem in bundle.problems] == [
        "hilang.jpg",
        "peta.pdf",
    ]
    assert bundle.state == "ready"


def test_the_archive_says_what_each_file_must_be(application, indicators, siti):
    made.show(application, indicators[0], made.kept(made.small_photo(1), "rak.jpg", siti), siti)

    bundle = built(application, siti)

    whole = bundle.contents[-1]
    with zipfile.ZipFile(whole.path) as archive:
        told = json.loads(archive.read("manifest.json"))
        for file in told["files"]:
            data = archive.read(file["name"])
            assert (len(data), sha256(data).hexdigest()) == (file["size"], file["sha256"])
            assert len(pikepdf.open(archive.open(file["name"])).pages) == file["pages"]
    assert told["fingerprint"] == now(application).fingerprint
    assert [f["name"] for f in told["files"]] == [f.download_name for f in bundle.contents[:-1]]


def test_what_is_missing_is_listed(application, indicators, siti, enggelam):
    made.answer(application, indicators[0], siti)
    made.show(application, indicators[1], made.kept(made.small_photo(1), "rak.jpg", siti), siti)
    enggelam.npp = "6402182D1000001"
    enggelam.save()

    told = now(application)

    assert [entry.code for entry in told.unanswered] == ["A.2", "A.3", "B.1", "B.2", "B.3"]
    assert [entry.code for entry in told.unproven] == ["A.1", "A.3", "B.1", "B.2", "B.3"]
    assert [field.label for field in told.missing_fields] == [
        "Lembaga induk", "Alamat", "Surel", "Kepala perpustakaan", "Nama-nama pengelola",
    ]  # fmt: skip


def test_the_last_certificate_comes_along(application, enggelam):
    OutcomeFactory(library=enggelam, grade="B")

    fields = {field.label: field.value for field in now(application).fields}

    assert fields["Peringkat terakhir"] == "B"
    assert fields["Tanggal sertifikat terakhir"] == "Sabtu, 1 Juni 2024"
    assert (fields["Provinsi"], fields["Jumlah judul"]) == ("Kalimantan Timur", "1.120")


def test_evidence_of_an_earlier_sheet_is_not_forgotten(application, siti):
    other = made.sheet_of(components=1, indicators=1).components.get().indicators.get()
    made.show(application, other, made.kept(made.small_photo(1), "lama.jpg", siti), siti)

    assert [file.original_name for file in now(application).stray] == ["lama.jpg"]


# --- built once, and again only when something changed ----------------------------------------------


def test_asking_again_while_it_waits_or_when_nothing_changed_gives_the_same(application, siti):
    waiting = [ask(application, siti), ask(application, siti)]
    bundle_building.build_next(at=MONDAY)

    assert {*waiting, ask(application, siti)} == {Bundle.objects.get()}
    assert bundle_building.build_next(at=MONDAY) is None
    verbs = AuditEvent.objects.filter(verb__startswith="bundle").values_list("verb", flat=True)
    assert list(verbs.order_by("sequence")) == ["bundle_asked", "bundle_built"]


@pytest.mark.parametrize("change", ["answer", "evidence", "institution", "limit"])
def test_a_change_makes_a_new_bundle_and_takes_the_old_one_away(
    change, application, indicators, siti, enggelam, settings, django_capture_on_commit_callbacks
):
    old = built(application, siti)
    if change == "answer":
        made.answer(application, indicators[0], siti)
    elif change == "evidence":
        made.show(application, indicators[0], made.kept(made.small_photo(1), "a.jpg", siti), siti)
    elif change == "institution":
        enggelam.address = "Jalan Danau 1"
        enggelam.save()
    else:
        settings.SIPAPI_FILE_BYTES = 5_000_000

    with django_capture_on_commit_callbacks(execute=True):
        new = built(application, siti)

    assert list(Bundle.objects.all()) == [new]
    assert (old.folder.exists(), new.is_there) == (False, True)


def test_a_bundle_whose_files_are_gone_is_built_again(application, siti):
    lost = built(application, siti)
    lost.folder.rename(lost.folder.with_name("away"))

    assert ask(application, siti) != lost


def test_a_killed_workers_bundle_is_offered_again(application, siti):
    asked = ask(application, siti)
    bundle_building._claim(MONDAY)

    assert bundle_building.build_next(at=MONDAY) is None
    assert bundle_building.build_next(at=MONDAY + bundle_building.LEASE).pk == asked.pk
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("ready", 2)


def test_who_wakes_up_late_changes_nothing(application, siti, monkeypatch):
    """Its lease ran out and another worker has finished: the other's files stay."""
    ask(application, siti)
    build = documents.build

    def slow(*args, **kwargs):
        monkeypatch.setattr(documents, "build", build)
        bundle_building.build_next(at=MONDAY + 2 * bundle_building.LEASE)
        return build(*args, **kwargs)

    monkeypatch.setattr(documents, "build", slow)
    bundle_building.build_next(at=MONDAY)

    bundle = Bundle.objects.get()
    assert (bundle.state, bundle.attempts, bundle.is_there) == ("ready", 2, True)
    assert bundle.contents[0].path.stat().st_size == bundle.contents[0].size


def test_a_bundle_that_cannot_be_built_is_given_up(application, siti, monkeypatch):
    ask(application, siti)
    monkeypatch.setattr(documents, "build", lambda *a, **k: 1 / 0)

    for late in range(bundle_building.MAX_ATTEMPTS + 1):
        bundle_building.build_next(at=MONDAY + late * timedelta(minutes=5))

    bundle = Bundle.objects.get()
    assert (bundle.state, bundle.attempts) == ("failed", bundle_building.MAX_ATTEMPTS)
    assert ask(application, siti) != bundle


@pytest.mark.parametrize(
    "text", ["“kutip” — ñ", "Ḥasan", "مكتبة", "图书馆", "😀", "\x00\x07\ud800", "<b>&amp;"]
)
def test_no_letter_stops_a_page(text, tmp_path):
    pages = paper.write(
        tmp_path / "a.pdf", title=text, story=[paper.title(text), paper.facts([(text, text)])], foot=text
    )  # fmt: skip

    assert pages == 1


def test_letters_the_font_lacks_are_shown_as_near_as_can_be():
    assert paper.safe("“é” – Ḥ\t图") == "“é” – H ?"


@pytest.mark.parametrize(
    "text", ["📚 Melati 🌸", "Melati👩🏽‍🏫", "❤️ Melati ✅", "🇮🇩 Melati 1️⃣".replace("1", "")]
)
def test_emoji_are_left_out_without_a_trace(text):
    assert paper.safe(text) == "Melati"


def test_text_without_emoji_keeps_its_spaces():
    assert paper.safe(" 1.  Melati ") == " 1.  Melati "


# --- pages ---------------------------------------------------------------------------------------------


def address(application):
    return reverse("accreditation:bundle", args=[application.code])


def test_the_page_leads_from_asking_to_downloading(application, indicators, siti, client_of):
    made.show(application, indicators[0], made.kept(made.small_photo(1), "rak.jpg", siti), siti)
    client = client_of(siti)
    empty = client.get(address(application))
    client.post(address(application))
    waiting = client.get(address(application))
    bundle_building.build_next(at=MONDAY)
    ready = client.get(address(application))

    assert [page.get("Refresh") for page in (empty, waiting, ready)] == [None, "4", None]
    bundle = Bundle.objects.get()
    for number, file in enumerate(bundle.contents, 1):
        url = reverse("accreditation:bundle-file", args=[application.code, bundle.token, number])
        assert url in ready.content.decode()
        answer = client.get(url)
        assert sha256(answer.getvalue()).hexdigest() == file.sha256
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"] == f'attachment; filename="{file.download_name}"'
    viewed = AuditEvent.objects.filter(verb="file.viewed", subject_code__startswith=bundle.token)
    assert viewed.count() == len(bundle.contents)


def test_the_page_says_when_the_bundle_is_out_of_date(application, indicators, siti, client_of):
    built(application, siti)
    client = client_of(siti)
    fresh = client.get(address(application)).content.decode()
    made.answer(application, indicators[0], siti)

    stale = client.get(address(application)).content.decode()

    assert ("berubah sejak bundel ini" in fresh, "berubah sejak bundel ini" in stale) == (
        False,
        True,
    )
    assert "Susun lagi" in stale


def test_the_old_bundle_can_be_taken_while_the_new_one_is_built(
    application, indicators, siti, client_of
):
    old = built(application, siti)
    made.answer(application, indicators[0], siti)
    ask(application, siti)

    page = client_of(siti).get(address(application)).content.decode()

    assert reverse("accreditation:bundle-file", args=[application.code, old.token, 1]) in page


def test_a_number_beyond_the_last_file_is_404(application, siti, client_of):
    bundle = built(application, siti)
    url = reverse("accreditation:bundle-file", args=[application.code, bundle.token, 99])

    assert client_of(siti).get(url).status_code == 404


def test_a_library_without_a_sheet_has_no_bundle(siti, enggelam, client_of):
    application = ApplicationFactory(library=enggelam, created_by=siti)

    assert client_of(siti).get(address(application)).status_code == 404


def test_the_command_builds_everything_that_waits(application, siti, capsys):
    ask(application, siti)

    call_command("build_bundles")

    assert capsys.readouterr().out == f"{application.code}: ready\n"
