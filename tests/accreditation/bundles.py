"""Requests with evidence as libraries send it, for the tests of bundles."""

import io
import random
from datetime import date, timedelta
from hashlib import sha256
from itertools import count

import pikepdf
from PIL import Image

from accreditation.models import Answer, Application, Evidence, Indicator, InstrumentEdition
from klik_portal.accounts.models import User
from klik_portal.files import store
from klik_portal.files.models import StoredFile
from libraries.models import LibraryType
from tests.factories.accreditation import MONDAY

numbers = count(1)


def phone_photo(seed: int, longest: int = 2400) -> bytes:
    """As heavy as a real one after our intake: fine grain that JPEG cannot flatten."""
    dice = random.Random(seed)
    width, height = (
        (longest, longest * 3 // 4) if dice.random() < 0.6 else (longest * 3 // 4, longest)
    )
    grain = Image.effect_noise((width // 2, height // 2), 40).resize((width, height))
    light = Image.radial_gradient("L").resize((width, height))
    image = Image.merge("RGB", (grain, Image.blend(grain, light, 0.6), light))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def small_photo(seed: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((80, 60), 10 + seed % 50).save(out, "JPEG")
    return out.getvalue()


def scan(pages: int, longest: int = 1600) -> bytes:
    """A PDF of photographed pages."""
    with pikepdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=(595, 842))
            with Image.open(io.BytesIO(phone_photo(number, longest))) as image:
                size = image.size
            picture = document.make_stream(phone_photo(number, longest))
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture.Width, picture.Height, picture.BitsPerComponent = *size, 8
            picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
            page.Resources = pikepdf.Dictionary()
            name = page.add_resource(picture, pikepdf.Name.XObject)
            page.contents_add(f"q 500 0 0 700 40 40 cm {name} Do Q".encode())
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def incompressible(pages: int, size: int) -> bytes:
    """A PDF that no ladder makes lighter: its pages carry noise that is no picture."""
    with pikepdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=(595, 842))
            noise = random.Random(number).randbytes(size)
            page.obj.PieceInfo = document.make_stream(noise)
        out = io.BytesIO()
        document.save(out, compress_streams=False)
        return out.getvalue()


def kept(data: bytes, name: str, by: User) -> StoredFile:
    """Into the store as intake would put it, without its second of inspection."""
    digest = sha256(data).hexdigest()
    path = store.path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    is_pdf = data.startswith(b"%PDF")
    kind = {"content_type": "application/pdf", "extension": "pdf", "page_count": 1} if is_pdf else {
        "content_type": "image/jpeg", "extension": "jpg", "width": 1, "height": 1,
    }  # fmt: skip
    return StoredFile.objects.create(
        sha256=digest, original_sha256=digest, size=len(data), original_name=name,
        uploaded_by=by, uploaded_at=MONDAY, **kind,
    )  # fmt: skip


def show(application: Application, indicator: Indicator, file: StoredFile, by: User) -> Evidence:
    return Evidence.objects.create(
        application=application, indicator=indicator, file=file, added_by=by, added_at=MONDAY
    )


def answer(application: Application, indicator: Indicator, by: User, value: int = 3) -> Answer:
    option = indicator.options.filter(value=value).first()
    return Answer.objects.create(
        application=application, indicator=indicator, option=option, answered_by=by, answered_at=MONDAY
    )  # fmt: skip


def sheet_of(components: int, indicators: int) -> InstrumentEdition:
    """A sheet of its own size, published."""
    edition = InstrumentEdition.objects.create(
        library_type=LibraryType.VILLAGE, name="Lembar uji", valid_from=date(2020, 1, 1) + timedelta(days=next(numbers)),
        published_at=MONDAY,
    )  # fmt: skip
    for position in range(components):
        component = edition.components.create(
            code="ABCDEFGHI"[position], name=f"Komponen ke-{position + 1}", position=position + 1,
            weight=100 // components,
        )  # fmt: skip
        for number in range(1, indicators // components + 1):
            indicator = component.indicators.create(
                number=number, topic=f"Hal ke-{number} yang ditanyakan pada komponen ini"
            )
            for value in range(1, 6):
                indicator.options.create(value=value, text=f"Jawaban bernilai {value}")
    return edition
