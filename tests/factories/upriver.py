"""A trip upriver: libraries along the real routes, each with a keeper and an open request for a visit."""

from datetime import datetime

from accreditation.models import Application
from accreditation.workflow import State
from klik_portal.accounts.models import User
from scheduling.models import Trip, VisitRequest
from scheduling.operations import routes, trips
from tests.factories.accreditation import MONDAY, ApplicationFactory
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory

UPRIVER = {
    "64.02.19": "Kota Bangun Darat",
    "64.02.08": "Kota Bangun",
    "64.02.01": "Muara Muntai",
    "64.02.10": "Kembang Janggut",
    "64.02.12": "Tabang",
    "64.02.09": "Kenohan",
    "64.02.18": "Muara Wis",
}


def load_routes() -> None:
    """The shipped routes over the kecamatan upriver."""
    for code, name in UPRIVER.items():
        KecamatanFactory(code=code, name=name)
    routes.load_shipped()


def upriver(name: str, **facts: object) -> Application:
    """A request in mentoring from this kecamatan, with a keeper who can be written to."""
    code = next(code for code, known in UPRIVER.items() if known == name)
    area = KecamatanFactory(code=code, name=name)
    desa = DesaFactory(code=f"{code}.2001", name=f"{name} Ulu", kecamatan=area)
    library = LibraryFactory(name=f"Perpustakaan {name}", desa=desa)
    keeper = UserFactory(
        email=f"{name.lower().replace(' ', '-')}@contoh.id", name=f"Pengelola {name}"
    )
    MembershipFactory(user=keeper, library=library)
    return ApplicationFactory(
        **{"library": library, "state": State.MENTORING, "created_by": keeper, **facts}
    )


def keeper_of(application: Application) -> User:
    return application.created_by


def wish_of(application: Application, **facts: object) -> VisitRequest:
    return VisitRequest.objects.create(
        **{
            "application": application,
            "asked_by": application.created_by,
            "asked_at": MONDAY,
            **facts,
        }
    )


def drafted(*names: str, by: User, at: datetime = MONDAY) -> Trip:
    """A draft to these places; the first day is the Monday a week later."""
    applications = [upriver(name) for name in names]
    for application in applications:
        wish_of(application)
    return trips.draft_for(applications=applications, title="Perjalanan hulu", by=by, at=at)
