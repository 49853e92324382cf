"""The smallest valid person."""

import factory

from klik_portal.accounts.models import User
from klik_portal.accounts.roles import Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"orang{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Orang {n}")
    role = Role.APPLICANT

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        return model_class.objects.create_user(
            kwargs.pop("email"), kwargs.pop("password", None), **kwargs
        )
