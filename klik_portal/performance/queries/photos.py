"""Photos of the year's visits on which everybody agreed to be shown."""

from datetime import date

from django.db.models import QuerySet

from klik_portal.core import clock
from scheduling.models import AppointmentState, VisitPhoto


def with_consent(year: int) -> QuerySet[VisitPhoto]:
    """Of finished reports only, in the order of the visits."""
    return (
        VisitPhoto.objects.filter(
            has_consent=True,
            report__finished_at__isnull=False,
            report__appointment__state=AppointmentState.ATTENDED,
            report__appointment__starts_at__gte=clock.day_bounds(date(year, 1, 1))[0],
            report__appointment__starts_at__lt=clock.day_bounds(date(year, 12, 31))[1],
        )
        .select_related("file", "report__appointment__application__library__kecamatan")
        .order_by("report__appointment__starts_at", "pk")
    )
