"""Real files, made in code: what people send, and what attackers do."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

COLOURS = Image.radial_gradient("L")


def photo(width: int = 320, height: int = 200) -> Image.Image:
    """More than 256 colours, red on the left half's top corner, so that turning it shows."""
    grey = COLOURS.resize((width, height))
    image = Image.merge(
        "RGB", (grey, grey.transpose(Image.Transpose.ROTATE_180), Image.new("L", grey.size, 90))
    )
    image.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    return image


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 320, height: int = 200, **options) -> bytes:
    return encoded(photo(width, height), "JPEG", **options)


def jpeg_from_a_phone() -> bytes:
    """Lying on its side (orientation 6), with the place where it was taken and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Pabrik Rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (0.0, 24.0, 30.0)
    return jpeg(exif=exif, comment=b"rumah Bu Siti")


def png(**options) -> bytes:
    return encoded(photo(), "PNG", **options)


def drawing() -> bytes:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((0, 0, 200, 255), (10, 10, 20, 20))
    return encoded(image, "PNG")


def scan_in_16_bits() -> bytes:
    image = Image.new("I;16", (10, 10), 0)
    for row in range(10):
        image.putpixel((0, row), 32768)
    return encoded(image, "PNG")


def webp() -> bytes:
    return encoded(photo(), "WEBP")


def gif() -> bytes:
    return encoded(photo(), "GIF")


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(photo()).save(out, quality=60)
    return out.getvalue()


def bomb() -> bytes:
    """41 megapixels in a few kilobytes."""
    return encoded(Image.new("1", (8200, 5000)), "PNG")


def at_the_limit() -> bytes:
    """40 megapixels exactly, in colour with transparency."""
    return encoded(Image.new("RGBA", (8000, 5000), (1, 2, 3, 120)), "PNG", compress_level=1)


def saved(pdf: pikepdf.Pdf, **options) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


def blank(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    return pdf


def pdf(pages: int = 2) -> bytes:
    return saved(blank(pages))


def everyday_pdf() -> bytes:
    """What Word writes: opens on page one, links to a site, has a font called AA."""
    pdf = blank()
    page = pdf.pages[0]
    pdf.Root.OpenAction = Array([page.obj, Name.Fit])
    link = Dictionary(S=Name.URI, URI=String("https://example.org"))
    page.obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=link)]
    )
    page.obj.Resources = Dictionary(
        Font=Dictionary(AA=Dictionary(Type=Name.Font, Subtype=Name.Type1))
    )
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def locked_pdf(user: str = "rahasia") -> bytes:
    return saved(blank(), encryption=pikepdf.Encryption(owner="pemilik", user=user))


def _action(kind: str, **more) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name("/" + kind), **more)


def opening(kind: str, **more) -> bytes:
    """Does something the moment it is opened."""
    pdf = blank()
    pdf.Root.OpenAction = pdf.make_indirect(_action(kind, **more))
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def scripted_pdf() -> bytes:
    pdf = blank()
    script = _action("JavaScript", JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
    return saved(pdf)


def chained_pdf() -> bytes:
    """A harmless click whose next step is a script, deep inside one page."""
    pdf = blank()
    click = _action(
        "URI",
        URI=String("https://example.org"),
        Next=Array([_action("JavaScript", JS=String("1"))]),
    )
    pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=click)])
    return saved(pdf)


def self_acting_page() -> bytes:
    pdf = blank()
    pdf.pages[0].obj.AA = Dictionary(O=_action("Named", N=Name.Print))
    return saved(pdf)


def pdf_with_attachment() -> bytes:
    pdf = blank()
    pdf.attachments["virus.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ...")
    return saved(pdf)


def pdf_with_pinned_file() -> bytes:
    pdf = blank()
    body = Stream(pdf, b"MZ...", Type=Name.EmbeddedFile)
    spec = Dictionary(
        Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=pdf.make_indirect(body))
    )
    note = Dictionary(Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec)
    pdf.pages[0].obj.Annots = Array([note])
    return saved(pdf)


def portfolio() -> bytes:
    pdf = blank()
    pdf.Root.Collection = Dictionary(Type=Name.Collection)
    return saved(pdf)


def form_pdf() -> bytes:
    pdf = blank()
    pdf.Root.AcroForm = Dictionary(XFA=Stream(pdf, b"<xdp/>"))
    return saved(pdf)


def swelling_pdf() -> bytes:
    """A script in an object stream that inflates to more than anybody should read."""
    swollen = zlib.compress(b"5 0 ".ljust(100) + b"<< /S /JavaScript >>" + b" " * (65 << 20), 9)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
        b"<< /Type /ObjStm /N 1 /First 100 /Filter /FlateDecode /Length %d >>\n" % len(swollen)
        + b"stream\n%s\nendstream" % swollen,
    )
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = [(0, 0, 0), *((1, place, 0) for place in places), (2, 4, 0), (1, len(out), 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    head = b"<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>" % len(table)
    tail = b"6 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (head, table, len(out))


def pdf_of_a_careless_scanner() -> bytes:
    """Its table of contents is somewhere else than it says; every reader repairs that."""
    whole = pdf()
    return whole[: whole.rindex(b"startxref")] + b"startxref\n5\n%%EOF\n"


def two_shots() -> bytes:
    """What some phones write as JPEG: a second, smaller picture behind the first."""
    return encoded(photo(), "MPO", save_all=True, append_images=[photo(80, 50)])


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name in names:
            zipped.writestr(name, "isi")
    return out.getvalue()


def docx() -> bytes:
    return archive("[Content_Types].xml", "word/document.xml")


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def pdf_that_draws_for_ever() -> bytes:
    """A form that draws ten forms that draw ten forms, nine deep: two kilobytes, a week of work."""
    document = blank()
    part = document.make_indirect(_form(document, b"0 0 m 500 500 l S " * 50))
    for _ in range(9):
        inner = Dictionary(XObject=Dictionary(F=part))
        part = document.make_indirect(_form(document, b"/F Do " * 10, Resources=inner))
    page = document.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(F=part))
    page.Contents = document.make_indirect(Stream(document, b"/F Do"))
    return saved(document)


def _form(document: pikepdf.Pdf, content: bytes, **more: object) -> Stream:
    return Stream(
        document, content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 700], **more
    )
