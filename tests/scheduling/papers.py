"""What papers say: PDFs read back as text by another program."""

import shutil
import subprocess

import pytest

PDFTOTEXT = shutil.which("pdftotext") or ""


def words_of(response: object) -> str:
    """The text of a downloaded PDF, in one line."""
    if not PDFTOTEXT:
        pytest.skip("pdftotext is not installed (Debian package `poppler-utils`).")
    assert response.status_code == 200
    pdf = b"".join(response) if response.streaming else response.content
    done = subprocess.run(
        [PDFTOTEXT, "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())
