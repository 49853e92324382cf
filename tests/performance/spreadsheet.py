"""Workbooks read back, also as LibreOffice calculates them from the formulas alone."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

from python_calamine import CalamineWorkbook

SOFFICE = shutil.which("soffice")


def sheets(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def without_values(content):
    """The workbook with every remembered result of a formula taken out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as bare:
        for name in packed.namelist():
            part = packed.read(name).decode()
            bare.writestr(name, re.sub(r"(</f>)<v>[^<]*</v>", r"\1", part))
    return out.getvalue()


def recalculated(content, folder):
    """The workbook without its remembered results, as LibreOffice saves it."""
    (folder / "laporan.xlsx").write_bytes(without_values(content))
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "xlsx", "--outdir", folder / "out", folder / "laporan.xlsx",
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "out" / "laporan.xlsx").read_bytes()
