"""Officers' own answers and notes, item by item. Two officers never overwrite each other silently."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation import policies, queries
from accreditation.models import AnswerOption, Application, Indicator, ItemReview
from klik_portal.accounts.models import User
from klik_portal.core.verdict import Conflict, Refused


@dataclass(frozen=True)
class Judgement:
    """What an officer finds: an answer of the sheet (indicators only) and a note for colleagues."""

    item: str
    note: str
    indicator: Indicator | None = None
    option: AnswerOption | None = None


@transaction.atomic
def judge(
    *, application: Application, found: Judgement, version: int, by: User, at: datetime
) -> ItemReview:
    """Keep it. `version` is that of the review the officer saw, 0 for none.

    Raises Conflict with both texts when a colleague judged the same item meanwhile.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    verdict = policies.may_review(
        application=application,
        capacities=queries.capacities_of(user=by, application=application),
    )
    if not verdict:
        raise Refused(*verdict.reasons)
    if found.option and found.option.indicator_id != (found.indicator and found.indicator.pk):
        raise Refused(_("Pilihan itu bukan milik butir ini. Muat ulang halaman ini."))
    review = (
        application.item_reviews.filter(item=found.item, indicator=found.indicator)
        .select_related("option", "reviewed_by")
        .first()
    )
    if review and _says(review) == _says(found):
        return review
    if (review.version if review else 0) != version:
        raise _conflict(review, found)
    review = review or ItemReview(
        application=application, item=found.item, indicator=found.indicator, version=0
    )
    review.option, review.note = found.option, found.note.strip()
    review.reviewed_by, review.reviewed_at = by, at
    review.version += 1
    review.save()
    return review


def _says(judged: ItemReview | Judgement) -> tuple[int | None, str]:
    return (judged.option.pk if judged.option else None, judged.note.strip())


def _conflict(review: ItemReview | None, found: Judgement) -> Conflict:
    def pairs(judged: ItemReview | Judgement, who: str = "") -> list[tuple[str, str]]:
        answer = _("Jawaban petugas")
        return [
            (f"{answer} ({who})" if who else answer, judged.option.text if judged.option else ""),
            (_("Catatan"), judged.note),
        ]

    theirs = pairs(review, review.reviewed_by.display_name) if review else []
    return Conflict(theirs=theirs, yours=pairs(found))
