"""What a finished PDF says, and where its QR codes lead."""

import shutil
import subprocess
from pathlib import Path

import pytest


def words_in(pdf: bytes) -> str:
    """All its text, each space one space."""
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def codes_in(pdf: bytes, folder: Path) -> list[str]:
    """Read from the page as a picture, as a phone would."""
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed: no machine read the QR of the PDF")
    path = folder / "surat.pdf"
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", path, folder / "halaman"], check=True)
    pages = sorted(folder.glob("halaman*.png"))
    read = subprocess.run(
        ["zbarimg", "--raw", "-q", *pages], capture_output=True
    )  # 4: a page without any
    return read.stdout.decode().split()
