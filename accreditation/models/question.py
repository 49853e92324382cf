"""The question box that is open day and night: one question, one answer, a promise in between."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models.application import Application
from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from klik_portal.guides.models import Article

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class QuestionState(models.TextChoices):
    OPEN = "open", _("Menunggu jawaban")
    ANSWERED = "answered", _("Sudah dijawab")
    MOVED = "moved", _("Dilanjutkan di percakapan")
    SPAM = "spam", _("Bukan pertanyaan")


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "QuestionQuerySet":
        """The office's: those who answer. Who asked comes back by a link of their own."""
        return self if user.is_caseworker else self.none()

    def open(self) -> "QuestionQuerySet":
        return self.filter(state=QuestionState.OPEN)


class Question(Versioned):
    token = models.CharField(max_length=22, unique=True, default=new_token)
    secret_hash = models.CharField(max_length=64, unique=True)  # of the link given to who asked
    body = models.TextField()
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # nobody: a visitor
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+"
    )  # in whose thread it goes on
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # until when the office promised an answer
    state = models.CharField(
        max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    answer = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # the guide its answer became

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=QuestionState.values), name="question_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="question_closed_unless_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="question_queue"),
            models.Index(fields=["-closed_at", "-id"], name="question_closed"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == QuestionState.OPEN

    @property
    def asker(self) -> str:
        return self.name or (self.asked_by.display_name if self.asked_by else str(_("Pengunjung")))
