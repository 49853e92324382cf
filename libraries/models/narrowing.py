"""How the office narrows its list: what a library has, and what it lacks."""

from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from libraries.models.searching import SearchQuerySet


class OfficeQuerySet(SearchQuerySet):
    """Certificates and requests belong to higher floors: they are asked through their relation."""

    def accredited_on(self, day: date) -> Self:
        return self.filter(Exists(self._its("outcomes", decided_on__lte=day, valid_until__gte=day)))

    def lapsed_on(self, day: date) -> Self:
        """Had a certificate once and has none that is valid."""
        valid = self._its("outcomes", decided_on__lte=day, valid_until__gte=day)
        return self.filter(Exists(self._its("outcomes", decided_on__lte=day)), ~Exists(valid))

    def never_accredited_by(self, day: date) -> Self:
        return self.filter(~Exists(self._its("outcomes", decided_on__lte=day)))

    def with_number(self, wanted: bool) -> Self:
        return self.exclude(npp="") if wanted else self.filter(npp="")

    def with_keeper(self, wanted: bool) -> Self:
        keepers = self._its("memberships", kind="keeper", confirmed_at__isnull=False, ended_at__isnull=True)  # fmt: skip
        return self.filter(Exists(keepers) if wanted else ~Exists(keepers))

    def with_request(self, wanted: bool) -> Self:
        """Sent to the office at least once; a draft is not yet a request."""
        sent = self._its("applications", first_submitted_at__isnull=False)
        return self.filter(Exists(sent) if wanted else ~Exists(sent))

    def with_service(self, kind: str) -> Self:
        points = self._its("service_points", kind=kind).exclude(state="closed")
        return self.filter(Exists(points))

    def with_confirmation(self, wanted: bool) -> Self:
        return self.filter(verified_at__isnull=not wanted)

    def _its(self, relation: str, **condition: object) -> QuerySet:
        rows = self.model._meta.get_field(relation).related_model._base_manager
        return rows.filter(Q(library=OuterRef("pk")), **condition)
