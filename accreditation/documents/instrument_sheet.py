"""An instrument as a spreadsheet: out for editing, in as rows that `sheet.read` understands."""

from collections.abc import Iterable

from accreditation.models import Indicator, InstrumentEdition
from klik_portal.core import spreadsheets

# heading in the spreadsheet -> key of `sheet.read`
COLUMNS = {
    "kode komponen": "component",
    "nama komponen": "component_name",
    "bobot": "weight",
    "subkomponen": "subcomponent",
    "butir": "topic",
    "petunjuk": "hint",
    "bukti": "evidence",
    "sumber": "source",
    "upaya 1-9": "effort",
    "menghalangi di bawah": "blocks_below",
    "kalimat penghalang": "blocker",
    "cek cepat": "quick",
    "pertanyaan tingkat": "tier_question",
    "tingkat": "tier",
    "jawaban 5": "a5",
    "jawaban 4": "a4",
    "jawaban 3": "a3",
    "jawaban 2": "a2",
    "jawaban 1": "a1",
}
WIDTHS = {"nama komponen": 24, "butir": 40, "petunjuk": 48, "bukti": 36, "sumber": 30, "kalimat penghalang": 30} | {
    f"jawaban {value}": 30 for value in range(1, 6)
}  # fmt: skip


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Raises spreadsheets.UnreadableSpreadsheet when it is none."""
    return [
        {key: row.get(heading, "") for heading, key in COLUMNS.items()}
        for row in spreadsheets.read(data)
    ]


def workbook(edition: InstrumentEdition) -> bytes:
    """Everything on the edition's sheet, one row per indicator and tier."""
    indicators = (
        Indicator.objects.filter(component__edition=edition)
        .select_related("component")
        .prefetch_related("options")
    )
    rows = [row for indicator in indicators for row in _rows(indicator)]
    by_heading = ({heading: row[key] for heading, key in COLUMNS.items()} for row in rows)
    return spreadsheets.write(
        title="Instrumen", columns=list(COLUMNS), rows=by_heading, widths=WIDTHS
    )


def _rows(indicator: Indicator) -> Iterable[dict[str, str]]:
    component = indicator.component
    tiers: dict[str, dict[str, str]] = {}
    for option in indicator.options.all():
        tiers.setdefault(option.tier, {})[f"a{option.value}"] = option.text
    for tier, answers in tiers.items():
        yield {
            "component": component.code,
            "component_name": component.name,
            "weight": f"{component.weight.normalize():f}",
            "subcomponent": indicator.subcomponent,
            "topic": indicator.topic,
            "hint": indicator.hint,
            "evidence": indicator.evidence_wanted,
            "source": indicator.source_note,
            "effort": str(indicator.effort),
            "blocks_below": str(indicator.blocks_below or ""),
            "blocker": indicator.blocker,
            "quick": "ya" if indicator.in_quick_check else "",
            "tier_question": indicator.tier_question,
            "tier": tier,
            **answers,
        }
