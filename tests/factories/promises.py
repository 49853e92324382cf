"""A service standard the office has kept."""

from klik_portal.accounts.models import User
from klik_portal.office import service_parts
from klik_portal.office.models import ServiceStandard
from tests.factories.accreditation import MONDAY


def a_standard(by: User) -> ServiceStandard:
    return ServiceStandard.objects.create(
        number=1, parts=service_parts.shipped(), kept_by=by, kept_at=MONDAY
    )
