"""The cast: people with a role in the story, not user1 and user2."""

from collections.abc import Callable

import pytest
from django.test import Client

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role
from libraries.models import Library, MemberKind
from tests.factories.libraries import (
    DesaFactory,
    KecamatanFactory,
    LibraryFactory,
    MembershipFactory,
)
from tests.factories.people import UserFactory


@pytest.fixture
def budi(db: None) -> User:
    """An officer."""
    return UserFactory(email="budi@contoh.id", name="Budi", role=Role.OFFICER)


@pytest.fixture
def rina(db: None) -> User:
    """A coordinator."""
    return UserFactory(email="rina@contoh.id", name="Rina", role=Role.COORDINATOR)


@pytest.fixture
def kepala(db: None) -> User:
    """The head of the agency: reads, changes nothing."""
    return UserFactory(email="kepala@contoh.id", name="Kepala Dinas", role=Role.HEAD)


@pytest.fixture
def admin(db: None) -> User:
    """The office's IT person."""
    return UserFactory(email="admin@contoh.id", name="Admin", role=Role.SYSADMIN)


@pytest.fixture
def enggelam(budi: User) -> Library:
    """The village library of Muara Enggelam."""
    return LibraryFactory(name="Perpustakaan Desa Muara Enggelam", verified_by=budi)


@pytest.fixture
def tabang(budi: User) -> Library:
    """Somebody else's library, far upriver."""
    upriver = KecamatanFactory(code="64.02.12", name="Tabang")
    return LibraryFactory(
        name="Perpustakaan Desa Gunung Sari", verified_by=budi,
        desa=DesaFactory(code="64.02.12.2001", name="Gunung Sari", kecamatan=upriver),
    )  # fmt: skip


@pytest.fixture
def siti(enggelam: Library, budi: User) -> User:
    """Keeper of Muara Enggelam."""
    user = UserFactory(email="siti@contoh.id", name="Siti")
    MembershipFactory(user=user, library=enggelam, confirmed_by=budi)
    return user


@pytest.fixture
def hadi(enggelam: Library, budi: User) -> User:
    """Contributor of Muara Enggelam: fills in, does not send."""
    user = UserFactory(email="hadi@contoh.id", name="Hadi")
    MembershipFactory(user=user, library=enggelam, kind=MemberKind.CONTRIBUTOR, confirmed_by=budi)
    return user


@pytest.fixture
def joko(tabang: Library, budi: User) -> User:
    """Keeper of another library: a stranger to Muara Enggelam."""
    user = UserFactory(email="joko@contoh.id", name="Joko")
    MembershipFactory(user=user, library=tabang, confirmed_by=budi)
    return user


@pytest.fixture
def mantan(enggelam: Library, budi: User) -> User:
    """Was keeper of Muara Enggelam once."""
    user = UserFactory(email="mantan@contoh.id", name="Mantan")
    MembershipFactory(user=user, library=enggelam, confirmed_by=budi, ended=True)
    return user


@pytest.fixture
def nonaktif(enggelam: Library, budi: User) -> User:
    """A keeper whose account was switched off."""
    user = UserFactory(email="nonaktif@contoh.id", name="Nonaktif", is_active=False)
    MembershipFactory(user=user, library=enggelam, confirmed_by=budi)
    return user


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
