"""What honest phones, scanners and offices send, by name. All of it must be taken."""

import io
from collections.abc import Callable

import pikepdf
import pillow_heif
from pikepdf import Dictionary, Name, Stream, String
from PIL import Image

from . import pictures, samples
from .hostile import orientation
from .samples import blank, encoded, jpeg, photo, saved


def heic(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, **options)
    return out.getvalue()


def scan(pages: int = 1, **options: object) -> bytes:
    """What scanner apps make: one photo a page."""
    sheets = [pictures.page(20, (620, 877)) for _ in range(pages)]
    return encoded(sheets[0], "PDF", save_all=True, append_images=sheets[1:], **options)


def written_by(producer: str, **options: object) -> bytes:
    pdf = blank(2)
    pdf.docinfo["/Producer"] = String(producer)
    for page in pdf.pages:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_indirect(
            Stream(pdf, b"BT /F 18 Tf 60 700 Td (Surat Keputusan Kepala Desa) Tj ET")
        )
    return saved(pdf, **options)


def form_without_script() -> bytes:
    pdf = blank()
    field = Dictionary(FT=Name.Tx, T=String("nama"), V=String("Siti"))
    pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(field)])
    return saved(pdf)


def with_metadata_and_outline() -> bytes:
    pdf = blank(3)
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Profil Perpustakaan"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Halaman 2", 1))
    return saved(pdf)


GREY = photo().convert("L")
SEE_THROUGH = photo().convert("RGBA")
SEE_THROUGH.putalpha(GREY)

ACCEPTED: dict[str, Callable[[], bytes]] = {
    **{f"JPEG turned {n}": lambda n=n: jpeg(exif=orientation(n)) for n in range(1, 9)},
    "progressive JPEG": lambda: jpeg(progressive=True),
    "JPEG with full colour": lambda: jpeg(subsampling=0, quality=95),
    "JPEG of poor quality": lambda: jpeg(quality=10),
    "JPEG with restart marks": lambda: jpeg(restart_marker_rows=1),
    "JPEG with dpi": lambda: jpeg(dpi=(300, 300)),
    "grey JPEG": lambda: encoded(GREY, "JPEG"),
    "CMYK JPEG": lambda: encoded(photo().convert("CMYK"), "JPEG"),
    "progressive CMYK JPEG": lambda: encoded(photo().convert("CMYK"), "JPEG", progressive=True),
    "JPEG of a phone's 12 megapixels": lambda: jpeg(4000, 3000),
    "JPEG with a second, smaller picture": samples.two_shots,
    "a panorama": lambda: jpeg(6000, 700),
    "a tiny stamp": lambda: jpeg(16, 16),
    "PNG": samples.png,
    "grey PNG": lambda: encoded(GREY, "PNG"),
    "black and white PNG": lambda: encoded(GREY.convert("1"), "PNG"),
    "PNG with a palette": lambda: encoded(photo().quantize(200), "PNG"),
    "PNG with a palette and transparency": lambda: encoded(
        photo().quantize(200), "PNG", transparency=3
    ),
    "PNG with alpha": lambda: encoded(SEE_THROUGH, "PNG"),
    "grey PNG with alpha": lambda: encoded(SEE_THROUGH.convert("LA"), "PNG"),
    "PNG of 16 bits": samples.scan_in_16_bits,
    "a drawing": samples.drawing,
    "a screenshot": lambda: encoded(pictures.page(30, (720, 1600)), "PNG"),
    "lossy WEBP": samples.webp,
    "lossless WEBP": lambda: encoded(photo(), "WEBP", lossless=True),
    "WEBP with alpha": lambda: encoded(SEE_THROUGH, "WEBP"),
    "WEBP of a phone's 12 megapixels": lambda: encoded(photo(4032, 3024), "WEBP", method=0),
    "HEIC": samples.heic,
    "HEIC with alpha": lambda: heic(SEE_THROUGH),
    "HEIC of good quality": lambda: heic(photo(800, 600), quality=90),
    "a scan as PDF": scan,
    "a scan of five pages": lambda: scan(5),
    "a scan at 300 dpi": lambda: scan(resolution=300),
    "a careless scanner's PDF": samples.pdf_of_a_careless_scanner,
    "Word's PDF": samples.everyday_pdf,
    "PDF of 300 pages": lambda: samples.pdf(300),
    "PDF form without scripts": form_without_script,
    "PDF with metadata and outline": with_metadata_and_outline,
    **{
        f"PDF {version}": lambda version=version: written_by("x", force_version=version)
        for version in ("1.3", "1.4", "1.5", "1.7", "2.0")
    },
    **{
        f"PDF by {producer}": lambda producer=producer: written_by(producer)
        for producer in ("Microsoft: Print To PDF", "CamScanner", "LibreOffice 7.4", "Skia/PDF")
    },
    "PDF ordered for the web": lambda: written_by("x", linearize=True),
    "PDF with packed objects": lambda: written_by(
        "x", object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "PDF with a line behind its end": lambda: written_by("x") + b"\n\n",
}
