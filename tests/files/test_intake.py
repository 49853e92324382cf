"""Taking a file in: the bytes first, the row last, nothing left behind by a refusal."""

import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image

from klik_portal.accounts.models import User
from klik_portal.audit.queries import events_of
from klik_portal.core.verdict import Refused
from klik_portal.files import examination, intake
from klik_portal.files.inspection import signatures
from klik_portal.files.inspection.facts import DAMAGED, Rejected
from klik_portal.files.models import StoredFile, size_label

from . import samples
from .conftest import AT


def in_the_store(file_store) -> list[str]:
    return sorted(
        str(path.relative_to(file_store)) for path in file_store.rglob("*") if path.is_file()
    )


def test_a_photo_is_kept_under_the_hash_of_its_rewritten_bytes(receive, siti, file_store):
    sent = samples.jpeg_from_a_phone()
    stored = StoredFile.objects.get(pk=receive(sent, "Ruang Baca.JPG").pk)
    kept = stored.path.read_bytes()
    digest = sha256(kept).hexdigest()
    assert (stored.sha256, stored.original_sha256) == (digest, sha256(sent).hexdigest())
    small = stored.preview_sha256
    assert in_the_store(file_store) == sorted(
        f"{each[:2]}/{each[2:4]}/{each}" for each in (digest, small)
    )
    assert (stored.size, stored.content_type, stored.extension) == (len(kept), "image/jpeg", "jpg")
    assert (stored.width, stored.height, stored.page_count) == (200, 320, None)
    assert (stored.original_name, stored.uploaded_by, stored.uploaded_at) == (
        "Ruang Baca.JPG",
        siti,
        AT,
    )
    assert (stored.is_image, stored.is_pdf, len(stored.token)) == (True, False, 22)
    assert os.stat(stored.path).st_mode & 0o777 == 0o400
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


def test_a_pdf_is_kept_byte_for_byte(receive):
    sent = samples.pdf(pages=3)
    stored = receive(sent, "SK Pendirian.pdf")
    assert stored.path.read_bytes() == sent
    assert (stored.sha256, stored.page_count, stored.width) == (stored.original_sha256, 3, None)
    assert (stored.is_image, stored.is_pdf) == (False, True)


def test_the_same_file_twice_is_two_rows_and_one_blob(receive, file_store):
    first, second = receive(samples.jpeg()), receive(samples.jpeg(), "lagi.jpg")
    assert (first.sha256, StoredFile.objects.count()) == (second.sha256, 2)
    assert first.token != second.token
    assert len(in_the_store(file_store)) == 2  # the file and its preview


def test_receiving_is_on_record(receive, siti):
    stored = receive(samples.pdf())
    event = events_of(kind="file", code=stored.token).get()
    assert (event.verb, event.actor_id, event.at) == ("file.received", siti.pk, AT)
    assert event.payload == {"sha256": stored.sha256, "size": stored.size}


def test_a_harmful_name_is_cleaned(receive):
    upload = SimpleUploadedFile("x", samples.pdf())
    upload._name = "../../\u202efdp.\x00exe"  # past Django's own cleaning
    stored = intake.receive(upload=upload, by=User.objects.get(), at=AT)
    assert (stored.original_name, stored.download_name) == ("fdp.exe", "fdp.pdf")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("surat.docx", samples.docx(), signatures.WORD),
        ("kosong.jpg", b"", signatures.EMPTY),
        ("foto.jpg", samples.jpeg()[:900], DAMAGED),
        (
            "besar.png",
            samples.bomb(),
            "Foto ini terlalu besar (41 megapiksel). "
            "Kirim foto yang lebih kecil, paling besar 40 megapiksel.",
        ),
        (
            "besar.pdf",
            b"%PDF-1.7" + b"\0" * 13 * 1024 * 1024,
            "Berkas ini lebih dari 12 MB. Perkecil fotonya, atau bagi PDF menjadi beberapa berkas.",
        ),
    ],
)
def test_a_refused_file_leaves_nothing_behind(receive, file_store, name, content, sentence):
    with pytest.raises(intake.FileRefused) as refused:
        receive(content, name)
    assert refused.value.reasons == (sentence,)
    assert isinstance(refused.value, Refused)
    assert list((file_store / "tmp").iterdir()) == []
    assert (in_the_store(file_store), StoredFile.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_rename_leaves_no_row(file_store):
    nobody = User(pk=987654321, name="Sudah dihapus")
    with pytest.raises(IntegrityError):
        intake.receive(upload=SimpleUploadedFile("a.pdf", samples.pdf()), by=nobody, at=AT)
    assert StoredFile.objects.count() == 0
    assert list((file_store / "tmp").iterdir()) == []
    assert len(in_the_store(file_store)) == 2  # orphans: harmless, and counted


def test_a_photo_at_the_limit_fits_into_the_bounded_process(receive):
    stored = receive(samples.at_the_limit(), "batas.png")
    assert (stored.width, stored.height) == (2400, 1500)


def test_a_file_that_kills_the_inspecting_process_is_a_damaged_file(tmp_path):
    with pytest.raises(Rejected) as rejected:
        examination.examine(
            path=tmp_path / "not there",
            name="x",
            rewritten=tmp_path / "out",
            preview=tmp_path / "small",
        )
    assert rejected.value.sentence == DAMAGED


def test_the_web_process_never_loads_a_decoder():
    asked = (
        "import django, sys; django.setup();"
        "from klik_portal.files import forms, intake, queries, serving;"
        "print(sorted({'PIL', 'pikepdf', 'pillow_heif'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("size", "label"),
    [(1, "1 KB"), (412 * 1024, "412 KB"), (2_500_000, "2,4 MB"), (12 * 1024 * 1024, "12 MB")],
)
def test_sizes_read_as_people_say_them(size, label):
    assert size_label(size) == label
