"""Instruments as data: edition > component > indicator > five answers. A published edition never changes."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.core.tokens import new_token
from libraries.models import LibraryType


class InstrumentEditionQuerySet(models.QuerySet):
    def published(self) -> "InstrumentEditionQuerySet":
        return self.filter(published_at__isnull=False)

    def valid_on(self, day: date) -> "InstrumentEditionQuerySet":
        """Published editions that have begun by that day and not ended before it."""
        begun = self.published().filter(valid_from__lte=day)
        return begun.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def in_force(self, *, library_type: str, on: date) -> "InstrumentEdition | None":
        """The newest edition for this type that is valid on that day."""
        rows = self.valid_on(on).filter(library_type=library_type)
        return rows.order_by("-valid_from", "-pk").first()


class InstrumentEdition(Versioned):
    """One sheet for one type of library, from a day on. Requests keep the edition they began with."""

    token = models.CharField(max_length=22, unique=True, default=new_token)
    library_type = models.CharField(_("Jenis"), max_length=16, choices=LibraryType.choices)
    name = models.CharField(_("Nama"), max_length=160)
    legal_base = models.CharField(_("Dasar hukum"), max_length=240, blank=True)
    source_note = models.TextField(_("Sumber"), blank=True)
    is_official = models.BooleanField(_("Lembar resmi Perpusnas"), default=False)
    valid_from = models.DateField(_("Berlaku sejak"))
    valid_until = models.DateField(
        _("Berlaku sampai"), null=True
    )  # empty: until a newer one begins
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InstrumentEditionQuerySet.as_manager()

    class Meta:
        ordering = ("library_type", "-valid_from", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["library_type", "valid_from"],
                condition=Q(published_at__isnull=False),
                name="one_published_edition_per_type_and_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="edition_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def type_label(self) -> str:
        return LibraryType(self.library_type).label

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Component(models.Model):
    edition = models.ForeignKey(
        InstrumentEdition, on_delete=models.CASCADE, related_name="components"
    )
    code = models.CharField(max_length=4)  # A, B, C: names it in addresses and codes
    name = models.CharField(max_length=120)
    weight = models.DecimalField(
        max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="component_code_in_edition")
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Indicator(models.Model):
    """One thing that is asked. `blocks_below` names the answer under which an application is hopeless."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    subcomponent = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=240)
    hint = models.CharField(max_length=400, blank=True)
    evidence_wanted = models.CharField(max_length=400, blank=True)
    source_note = models.CharField(max_length=240, blank=True)
    effort = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    blocks_below = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(2), MaxValueValidator(5)]
    )
    blocker = models.CharField(max_length=240, blank=True)
    in_quick_check = models.BooleanField(default=False)
    tier_question = models.CharField(
        max_length=160, blank=True
    )  # e.g. how many classes the school has

    class Meta:
        ordering = ("component__position", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["component", "number"], name="indicator_number_in_component"
            ),
            models.CheckConstraint(
                condition=Q(blocks_below__isnull=True, blocker="")
                | (Q(blocks_below__isnull=False) & ~Q(blocker="")),
                name="indicator_blocks_with_a_sentence",
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class AnswerOption(models.Model):
    """One of the five answers, worth 5 to 1; where the indicator has tiers, five for each tier."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="options")
    tier = models.CharField(max_length=80, blank=True)
    value = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.CharField(max_length=240)

    class Meta:
        ordering = ("tier", "-value")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "tier", "value"], name="one_option_per_tier_and_value"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=5), name="option_worth_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Its number as a form carries it, without the thousands dots of our language."""
        return str(self.pk)
