"""The smallest valid region, library and membership."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from libraries.models import Desa, Kecamatan, Library, LibraryMembership, LibraryType

LONG_AGO = datetime(2024, 1, 2, tzinfo=UTC)


class KecamatanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Kecamatan
        django_get_or_create = ("code",)

    code = "64.02.18"
    name = "Muara Wis"


class DesaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Desa
        django_get_or_create = ("code",)

    code = "64.02.18.2004"
    name = "Muara Enggelam"
    kind = Desa.Kind.DESA
    kecamatan = factory.SubFactory(KecamatanFactory)


class LibraryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Library

    class Params:
        unverified = factory.Trait(verified_at=None, verified_by=None)

    code = factory.Sequence(lambda n: f"PRP-2024-{n + 1:04d}")
    name = factory.Sequence(lambda n: f"Perpustakaan Contoh {n}")
    type = LibraryType.VILLAGE
    desa = factory.SubFactory(DesaFactory)
    kecamatan = factory.LazyAttribute(lambda o: o.desa.kecamatan)
    registered_at = LONG_AGO
    verified_at = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Library], *args: object, **kwargs: object) -> Library:
        library = model_class(**kwargs)
        library.refresh_search_text()
        library.save()
        return library


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LibraryMembership

    class Params:
        waiting = factory.Trait(confirmed_at=None, confirmed_by=None)
        ended = factory.Trait(ended_at=LONG_AGO, ended_by=factory.SelfAttribute("confirmed_by"))

    library = factory.SubFactory(LibraryFactory)
    user = factory.SubFactory("tests.factories.people.UserFactory")
    asked_at = LONG_AGO
    confirmed_at = LONG_AGO
    confirmed_by = factory.SubFactory("tests.factories.people.UserFactory", role="officer")
