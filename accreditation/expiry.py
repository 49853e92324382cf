"""How soon a certificate ends, in the steps in which people are reminded of it. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)


class Bucket(TextChoices):
    EXPIRED = "habis", _("Sudah habis")
    ONE = "1", _("Sampai 1 bulan")
    THREE = "3", _("1 sampai 3 bulan")
    SIX = "6", _("3 sampai 6 bulan")
    TWELVE = "12", _("6 sampai 12 bulan")
    LATER = "nanti", _("Lebih lama")


SOON = (Bucket.ONE, Bucket.THREE, Bucket.SIX, Bucket.TWELVE)
MONTHS = {Bucket.ONE: 1, Bucket.THREE: 3, Bucket.SIX: 6, Bucket.TWELVE: 12}


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both included; None is open."""

    first: date | None
    last: date | None


def months_after(day: date, months: int) -> date:
    """31 January and one month is the last day of February."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def spans(today: date) -> dict[Bucket, Span]:
    """The last days of validity that each bucket holds: every day in exactly one."""
    found = {Bucket.EXPIRED: Span(None, today - DAY)}
    first = today
    for bucket in SOON:
        last = months_after(today, MONTHS[bucket])
        found[bucket] = Span(first, last)
        first = last + DAY
    found[Bucket.LATER] = Span(first, None)
    return found


def bucket_of(valid_until: date, today: date) -> Bucket:
    return next(
        bucket
        for bucket, span in spans(today).items()
        if (span.first or date.min) <= valid_until <= (span.last or date.max)
    )


TONES = {Bucket.EXPIRED: "bad", Bucket.ONE: "bad", Bucket.THREE: "warn", Bucket.SIX: "warn"}


def tone_of(bucket: Bucket) -> str:
    return TONES.get(bucket, "plain")
