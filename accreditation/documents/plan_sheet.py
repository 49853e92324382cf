"""The improvement plan on paper, for the village head and the budget meeting."""

from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from accreditation.documents import paper
from accreditation.improvement_plan import ImprovementPlan, PlanRow
from accreditation.models import Application
from klik_portal.core import wording


def write(target: BinaryIO, *, application: Application, plan: ImprovementPlan, on: date) -> None:
    library = application.library
    facts = [
        (_("Perpustakaan"), library.name),
        (_("Tempat"), library.place),
        (_("Nomor permohonan"), application.code),
        (_("Dicetak"), wording.day(on)),
    ]
    if plan.latest:
        score = wording.decimal(plan.latest.estimated_score)
        facts.append((_("Perkiraan nilai"), f"{score} ({wording.day(plan.latest.day)})"))
    heads = (_("Butir"), _("Sekarang dan menjadi"), _("Bukti"), _("Siapa"), _("Sampai"))
    story = [
        paper.title(_("Rencana perbaikan")),
        paper.facts(facts),
        paper.gap(14),
        paper.table(heads, [_row(row) for row in plan.rows], (26, 28, 20, 14, 12)),
        paper.gap(8),
        paper.text(_("Nilai adalah perkiraan. Yang menilai adalah asesor Perpusnas."), paper.SMALL),
        paper.gap(28),
        paper.table(
            (),
            [[_signature(_("Mengetahui, kepala lembaga induk")), _signature(_("Pengelola"))]],
            (5, 5),
        ),
    ]
    foot = f"{application.code} · {library.name}"[:110]
    paper.write(target, title=_("Rencana perbaikan"), story=story, foot=foot)


def _signature(who: str) -> list:
    return [paper.text(who), paper.gap(60)]


def _row(row: PlanRow) -> list:
    indicator, step = row.step.indicator, row.step
    state = _("Menghalangi usulan") if row.is_blocking else _("Tercapai") if row.is_reached else ""
    now = row.now.text if row.now else _("Belum dijawab")
    return [
        paper.cell((f"{row.key} {indicator.topic}", paper.STRONG), (state, paper.SMALL)),
        paper.cell((now, paper.SMALL), (step.wanted.text, paper.TEXT)),
        paper.text(indicator.evidence_wanted, paper.SMALL),
        paper.text(step.responsible),
        paper.text(wording.short_day(step.due_on) if step.due_on else ""),
    ]
