"""Many files made to do harm, many honest ones: what is taken is harmless, and nothing is costly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from klik_portal.files import examination
from klik_portal.files.inspection import looks, pdfs
from klik_portal.files.inspection.content import inspect
from klik_portal.files.inspection.facts import Rejected
from klik_portal.files.names import LONGEST, clean_name, with_extension

from . import benign, hostile, samples

MOST_MEGABYTES = 256  # above an inspecting process that has nothing to do
MOST_SECONDS = 10
REMAINS = (
    b"script",
    b"php",
    b"Exif",
    b"exif",
    b"PK\x03\x04",
    b"MZ\x90",
    b"%PDF",
    b"http://ns.adobe",
)

# A small process that starts the inspecting one: what it reports is not blurred by our own size.
WEIGH = """
import resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run([sys.executable, "-P", "-m", "inspection"], input=sys.argv[1].encode(), capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, time.monotonic() - began)
sys.stdout.write(done.stdout.decode())
"""


def test_there_are_enough_of_them():
    assert len(hostile.REFUSED) + len(hostile.CLEANED) >= 80
    assert len(benign.ACCEPTED) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path, name):
    path = tmp_path / "in"
    path.write_bytes(hostile.REFUSED[name]())
    with pytest.raises(Rejected) as rejected:
        inspect(path, "foto.jpg", tmp_path / "out")
    assert rejected.value.sentence % rejected.value.numbers
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.CLEANED)
def test_what_hides_in_a_photo_does_not_stay(tmp_path, name):
    path, kept, small = tmp_path / "in", tmp_path / "out", tmp_path / "small"
    path.write_bytes(hostile.CLEANED[name]())
    facts = inspect(path, "foto.jpg", kept)
    looks.look_at(kept, facts, small)
    assert facts.rewritten
    for written in (kept, small):
        assert [mark for mark in REMAINS if mark in written.read_bytes()] == []
        with Image.open(written) as image:
            image.load()
            assert (dict(image.getexif()), getattr(image, "n_frames", 1)) == ({}, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", benign.ACCEPTED)
def test_an_honest_file_is_taken_and_shown_small(tmp_path, name):
    path, kept, small = tmp_path / "in", tmp_path / "out", tmp_path / "small"
    path.write_bytes(benign.ACCEPTED[name]())
    facts = inspect(path, "foto.jpg", kept)
    seen = looks.look_at(kept if facts.rewritten else path, facts, small)
    assert small.stat().st_size <= looks.PREVIEW_BYTES
    assert max(seen.preview_width, seen.preview_height) <= looks.PREVIEW_SIDE


def test_a_locked_pdf_is_told_what_to_do():
    assert "Simpan ulang tanpa kata sandi, atau foto halamannya." in pdfs.LOCKED


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "..\\..\\windows\\system32\\x.dll", "/etc/shadow", "C:\\x\\foto.jpg",
        "foto.jpg\x00.exe", "foto\u202egpj.exe", "\u200b\u200b.jpg", "a" * 5000 + ".jpg", "." * 300, "",
        "fo\r\nSet-Cookie: x=1\r\nto.jpg", "\ufeff\u2066foto\u2069.pdf", "e\u0301" * 300 + ".png",
        "foto.jpg/", "....//....//x", "\ud800.jpg", "~/.ssh/id_rsa", "con.pdf ", "-rf", "\x7f\x1b[2J.pdf",
    ],
)  # fmt: skip
def test_a_hostile_name_is_made_harmless(name):
    cleaned = clean_name(name)
    assert 1 <= len(cleaned) <= LONGEST
    assert not set(cleaned) & set("/\\\r\n\x00\x1b\u202e\u2066\u200b\ufeff\ud800")
    assert not cleaned.startswith(".")
    assert with_extension(cleaned, "jpg").endswith(".jpg")


def test_drawing_that_never_ends_costs_the_preview_and_not_the_file(tmp_path):
    path = tmp_path / "in"
    path.write_bytes(samples.pdf_that_draws_for_ever())
    facts = examination.examine(
        path=path, name="x.pdf", rewritten=tmp_path / "out", preview=tmp_path / "small"
    )
    assert (facts.pages, facts.looks.hints, facts.looks.preview_width) == (1, (), None)


@pytest.mark.service
@pytest.mark.once
def test_no_file_costs_much_memory_or_time(tmp_path):
    idle, _ = weighed(tmp_path, b"")
    costly = {}
    heavy = {"a page that draws for ever": samples.pdf_that_draws_for_ever}
    for name, make in {**hostile.REFUSED, **hostile.CLEANED, **benign.ACCEPTED, **heavy}.items():
        megabytes, seconds = weighed(tmp_path, make())
        if megabytes > idle + MOST_MEGABYTES or seconds > MOST_SECONDS:
            costly[name] = (megabytes, round(seconds, 1))
    assert costly == {}


def weighed(folder: Path, content: bytes) -> tuple[int, float]:
    """Megabytes at the peak and seconds of the process that inspects this."""
    places = {key: str(folder / key) for key in ("path", "rewritten", "preview")}
    Path(places["path"]).write_bytes(content)
    told = subprocess.run(
        [sys.executable, "-c", WEIGH, json.dumps({"name": "x", **places})],
        env={"PYTHONPATH": str(Path(examination.__file__).parent)},
        cwd=folder,
        capture_output=True,
        check=True,
    )
    megabytes, seconds = told.stdout.split(b"\n")[0].split()
    return int(megabytes), float(seconds)
