"""People who sign in. What they may do for a library is in `libraries.LibraryMembership`."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.roles import CASEWORKERS, READERS, STAFF, Role
from klik_portal.core.tokens import new_token


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def caseworkers(self) -> "UserQuerySet":
        return self.active().filter(role__in=CASEWORKERS).order_by("name")

    def staff(self) -> "UserQuerySet":
        return self.filter(role__in=STAFF)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=(email or "").lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, role=Role.SYSADMIN, **fields)


class User(AbstractBaseUser):
    """Reached by e-mail or by phone number; at least one of them."""

    public_id = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    email = models.EmailField(_("Alamat surel"), null=True, blank=True, unique=True)
    phone = models.CharField(_("Nomor HP"), max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    whatsapp_agreed_at = models.DateTimeField(null=True, blank=True)  # may Klik write there?
    name = models.CharField(_("Nama"), max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.APPLICANT)
    is_active = models.BooleanField(_("Aktif"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        )

    def __str__(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        """A changed role, like a changed password, ends the sessions that were opened before it."""
        return salted_hmac(
            "klik.accounts.session", f"{self.password}:{self.role}", algorithm="sha256"
        ).hexdigest()

    @property
    def display_name(self) -> str:
        return self.name or self.email or self.phone or _("Tanpa nama")

    @property
    def is_staff(self) -> bool:
        """Django admin's question: only the office's IT person enters it."""
        return self.role == Role.SYSADMIN and self.is_active

    @property
    def takes_whatsapp(self) -> bool:
        return bool(self.phone and self.whatsapp_agreed_at)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    @property
    def is_caseworker(self) -> bool:
        return self.role in CASEWORKERS

    @property
    def is_reader(self) -> bool:
        return self.role in READERS

    @property
    def is_applicant(self) -> bool:
        return self.role == Role.APPLICANT

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR


class HandedCode(models.Model):
    """A sign-in code that an officer reads out to somebody who has no e-mail. Stored hashed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="handed_codes")
    code_hash = models.CharField(max_length=128)
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-made_at"], name="handed_code_newest"),)
