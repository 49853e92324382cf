"""An instrument as rows of text, read into components and indicators. Pure.

One row per indicator (and per tier, where the answers depend on one). Every row that cannot be read gives one
sentence with its line; nothing is half read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VALUES = (5, 4, 3, 2, 1)
USUAL_ANSWERS = (
    gettext_lazy("Sudah, dan buktinya lengkap"),
    gettext_lazy("Sudah, bukti belum lengkap"),
    gettext_lazy("Sedang dikerjakan"),
    gettext_lazy("Baru direncanakan"),
    gettext_lazy("Belum ada"),
)
LONGEST = {"topic": 240, "hint": 400, "evidence": 400, "source": 240, "blocker": 240, "subcomponent": 120,
           "component_name": 120, "tier": 80, "tier_question": 160, "component": 4}  # fmt: skip
ANSWER_LENGTH = 240


@dataclass(frozen=True)
class IndicatorSheet:
    topic: str
    subcomponent: str
    hint: str
    evidence: str
    source: str
    effort: int
    blocks_below: int | None
    blocker: str
    in_quick_check: bool
    tier_question: str
    answers: dict[str, tuple[str, ...]]  # tier ("" when there is none) -> texts worth 5 to 1


@dataclass
class ComponentSheet:
    code: str
    name: str
    weight: Decimal
    indicators: list[IndicatorSheet] = field(default_factory=list)


@dataclass(frozen=True)
class RowError:
    line: int
    sentence: str


class UnreadableSheet(Exception):
    """Every row that could not be read, with its line."""

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error.line}: {error.sentence}" for error in errors))


def read(rows: Iterable[Mapping[str, str]], *, first_line: int = 2) -> list[ComponentSheet]:
    """Components in the order of their first row. Raises UnreadableSheet with all errors at once."""
    components: dict[str, ComponentSheet] = {}
    errors: list[RowError] = []
    for line, raw in enumerate(rows, start=first_line):
        row = {key: str(value or "").strip() for key, value in raw.items()}
        if not any(row.values()):
            continue
        wrong = _take(row, components)
        errors += [RowError(line, sentence) for sentence in wrong]
    if not errors:
        errors = _whole(components)
    if errors:
        raise UnreadableSheet(errors)
    return list(components.values())


def _take(row: Mapping[str, str], components: dict[str, ComponentSheet]) -> list[str]:
    """Put one row where it belongs; the sentences about it when it cannot."""
    wrong = [
        _("%(column)s lebih panjang dari %(most)d huruf.") % {"column": name, "most": most}
        for name, most in LONGEST.items()
        if len(row.get(name, "")) > most
    ]
    weight = _decimal(row.get("weight", ""))
    effort = _whole_number(row.get("effort", "") or "2")
    below = _whole_number(row.get("blocks_below", "") or "0")
    if not row.get("component") or not row.get("component_name"):
        wrong.append(_("Kode dan nama komponen harus diisi."))
    if not row.get("topic"):
        wrong.append(_("Butir belum diisi."))
    if weight is None or not 0 < weight <= 100:
        wrong.append(_("Bobot harus angka lebih dari 0 sampai 100."))
    if effort is None or not 1 <= effort <= 9:
        wrong.append(_("Upaya harus angka 1 sampai 9."))
    if below is None or below == 1 or not 0 <= below <= 5:
        wrong.append(_("Batas penghalang harus kosong atau angka 2 sampai 5."))
    elif bool(below) != bool(row.get("blocker")):
        wrong.append(_("Batas penghalang dan kalimatnya harus diisi bersama."))
    answers = tuple(row.get(f"a{value}", "") for value in VALUES)
    if not any(answers):
        answers = tuple(str(text) for text in USUAL_ANSWERS)
    if not all(answers) or len(set(answers)) < len(VALUES):
        wrong.append(_("Isi kelima jawaban, semuanya berbeda, atau kosongkan semuanya."))
    if any(len(text) > ANSWER_LENGTH for text in answers):
        wrong.append(_("Jawaban lebih panjang dari %d huruf.") % ANSWER_LENGTH)
    if wrong or weight is None or effort is None:
        return wrong
    component = components.setdefault(
        row["component"], ComponentSheet(row["component"], row["component_name"], weight)
    )
    if component.weight != weight:
        return [_("Bobot komponen %s berbeda dari baris di atasnya.") % component.code]
    return _add(row, component, answers, effort, below or None)


def _add(
    row: Mapping[str, str],
    component: ComponentSheet,
    answers: tuple[str, ...],
    effort: int,
    below: int | None,
) -> list[str]:
    tier = row.get("tier", "")
    known = next((i for i in component.indicators if i.topic == row["topic"]), None)
    if known is not None:
        if not tier or tier in known.answers or "" in known.answers:
            return [_("Butir ini sudah ada di komponen %s.") % component.code]
        known.answers[tier] = answers
        return []
    if tier and not row.get("tier_question"):
        return [_("Butir bertingkat perlu pertanyaan tingkatnya.")]
    component.indicators.append(
        IndicatorSheet(
            topic=row["topic"],
            subcomponent=row.get("subcomponent", ""),
            hint=row.get("hint", ""),
            evidence=row.get("evidence", ""),
            source=row.get("source", ""),
            effort=effort,
            blocks_below=below,
            blocker=row.get("blocker", ""),
            in_quick_check=bool(row.get("quick")),
            tier_question=row.get("tier_question", ""),
            answers={tier: answers},
        )
    )
    return []


def _whole(components: Mapping[str, ComponentSheet]) -> list[RowError]:
    """What is only wrong with the sheet as a whole."""
    if not components:
        return [RowError(1, _("Lembar ini tidak berisi butir."))]
    weights = sum((component.weight for component in components.values()), Decimal(0))
    if weights != 100:
        return [RowError(1, _("Jumlah bobot komponen %s, seharusnya 100.") % weights)]
    return []


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _whole_number(text: str) -> int | None:
    value = _decimal(text)
    return int(value) if value is not None and value == value.to_integral_value() else None
