"""The visit pack as one file: opens from the disk of a phone or laptop, asks nobody for anything."""

from base64 import b64encode

import segno
from django.template.loader import render_to_string

from scheduling.documents import pack_words as words
from scheduling.visit_pack import PackFile, PackItem, PackSection, VisitPack


def html(pack: VisitPack) -> str:
    details = pack.application.details
    return render_to_string(
        "scheduling/visit_pack.html",
        {
            "pack": pack,
            "library": pack.application.library,
            "code": _code(pack.address),
            "visit": words.visit(pack),
            "facts": words.facts(pack),
            "corrections": [words.correction(row) for row in pack.corrections],
            "actions": [words.action(row) for row in pack.actions],
            "sections": [_section(section) for section in pack.sections],
            "signers": [
                ("Kepala lembaga induk", details.get("parent_head_name", "")),
                ("Pengelola perpustakaan", details.get("contact_name", "")),
                *(("Petugas", name) for name in pack.team),
            ],
        },
    )


def _section(section: PackSection) -> dict:
    return {
        "component": section.component,
        "address": section.address,
        "code": _code(section.address),
        "items": [_item(row) for row in section.items],
    }


def _item(row: PackItem) -> dict:
    return {
        "place": row.place,
        "indicator": row.item.indicator,
        "answer": words.answer(row.item),
        "desk": words.desk_answer(row.review),
        "to_check": words.to_check(row.item),
        "values": row.values,
        "meanings": row.meanings,
        "pictures": [(file.name, _picture(file)) for file in row.files if file.picture],
        "named": [file.name for file in row.files if not file.picture],
        "has_files": bool(row.files),
        "more_files": row.more_files,
    }


def _picture(file: PackFile) -> str:
    return f"data:image/webp;base64,{b64encode(file.picture).decode()}"


def _code(address: str) -> str:
    return segno.make(address, error="m", micro=False).svg_data_uri(
        border=2, dark="#000", light="#fff"
    )
