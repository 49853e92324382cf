"""Guides that staff write: the current text of each, and every text it ever had."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from klik_portal.guides import words

if TYPE_CHECKING:
    from klik_portal.accounts.models import User


class Kind(models.TextChoices):
    GUIDE = "guide", _("Panduan")
    FAQ = "faq", _("Tanya jawab")
    TEMPLATE = "template", _("Contoh dokumen")
    STORY = "story", _("Praktik baik")


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draf")
    PUBLISHED = "published", _("Terbit")
    WITHDRAWN = "withdrawn", _("Ditarik")


class ReaderType(models.TextChoices):
    """For whom a text is. The codes of the registry's library types, which stands above this app."""

    VILLAGE = "village", _("Desa/kelurahan")
    PRIMARY_SCHOOL = "primary_school", _("SD/MI")
    JUNIOR_SCHOOL = "junior_school", _("SMP/MTs")
    SENIOR_SCHOOL = "senior_school", _("SMA/SMK/MA")
    WORSHIP = "worship", _("Rumah ibadah")
    KECAMATAN = "kecamatan", _("Kecamatan")
    SPECIAL = "special", _("Khusus lain")


class Place(models.TextChoices):
    """Where in a request a text can be offered: beside a paper, or in a part of the assessment."""

    REQUEST_LETTER = "request_letter", _("Berkas: surat permohonan")
    FOUNDING_DECREE = "founding_decree", _("Berkas: SK pendirian")
    PHOTOS = "photos", _("Berkas: foto")
    A = "a", _("Penilaian mandiri bagian A")
    B = "b", _("Penilaian mandiri bagian B")
    C = "c", _("Penilaian mandiri bagian C")
    D = "d", _("Penilaian mandiri bagian D")
    E = "e", _("Penilaian mandiri bagian E")
    F = "f", _("Penilaian mandiri bagian F")


TITLE_WEIGHT, TEXT_WEIGHT, TOPIC_WEIGHT = 3, 1, 20
LIGHT = ("slug", "kind", "title", "summary", "library_types", "state", "position", "version")


class ArticleQuerySet(models.QuerySet):
    def published(self) -> "ArticleQuerySet":
        return self.filter(state=ArticleState.PUBLISHED)

    def visible_to(self, user: "User") -> "ArticleQuerySet":
        """Staff who read requests see drafts too; everybody else what is published."""
        is_reader = user.is_authenticated and user.is_reader
        return self if is_reader else self.published()

    def for_type(self, library_type: str) -> "ArticleQuerySet":
        """Written for this type of library or for all of them."""
        return self.filter(Q(library_types="") | Q(library_types__contains=f" {library_type} "))

    def search(self, typed: str) -> "ArticleQuerySet":
        """Every word somewhere, in any order; a word in the title weighs more."""
        wanted = words.telling_words(typed) or words.words_of(typed)[: words.MOST]
        found = self
        for word in wanted:
            found = found.filter(search_text__contains=f" {word}")
        return found.annotate(fit=_fit(wanted)).order_by("-fit", "kind", "position", "pk")

    def about(self, *, typed: list[str], codes: list[str]) -> "ArticleQuerySet":
        """Some word or code fits, best first. A topic set by staff outweighs any word."""
        fit = _fit(typed)
        for code in codes:
            fit = fit + _worth(TOPIC_WEIGHT, topics__contains=f" {code.lower()} ")
        return self.annotate(fit=fit).filter(fit__gt=0).order_by("-fit", "position", "pk")

    def light(self) -> "ArticleQuerySet":
        """Without the long texts: for lists."""
        return self.only(*LIGHT)


def _worth(points: int, **condition: str) -> Case:
    return Case(
        When(**condition, then=Value(points)), default=Value(0), output_field=IntegerField()
    )


def _fit(wanted: list[str]) -> Value:
    fit = Value(0, output_field=IntegerField())
    for word in wanted:
        fit = fit + _worth(TITLE_WEIGHT, search_title__contains=f" {word}")
        fit = fit + _worth(TEXT_WEIGHT, search_text__contains=f" {word}")
    return fit


class Article(Versioned):
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("Jenis"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("Judul"), max_length=160)
    summary = models.CharField(_("Ringkasan"), max_length=300)
    body = models.TextField(_("Isi"))
    sources = models.TextField(_("Sumber"), blank=True)  # one a line
    library_types = models.CharField(max_length=120, blank=True)  # " village worship "; empty: all
    topics = models.CharField(max_length=400, blank=True)  # " photos a b-2 "
    position = models.PositiveSmallIntegerField(_("Urutan"), default=500)
    state = models.CharField(
        max_length=10, choices=ArticleState.choices, default=ArticleState.DRAFT
    )

    html = models.TextField()  # body and sources as they are shown
    rendered_with = models.PositiveSmallIntegerField()
    search_title = models.TextField()
    search_text = models.TextField()
    shipped_digest = models.CharField(max_length=64, blank=True)  # text of the release it came with

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: came with Klik
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # first time

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ArticleState.values), name="known_article_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=ArticleState.PUBLISHED) | Q(published_at__isnull=False),
                name="published_article_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guides:article", args=[self.slug])

    @property
    def office_url(self) -> str:
        return reverse("guides:office-article", args=[self.slug])

    @property
    def state_tone(self) -> str:
        return {"published": "good", "draft": "warn"}.get(self.state, "plain")

    @property
    def is_published(self) -> bool:
        return self.state == ArticleState.PUBLISHED

    @property
    def type_labels(self) -> list[str]:
        return [str(ReaderType(code).label) for code in self.library_types.split()]

    @property
    def place_labels(self) -> list[str]:
        codes = self.topics.split()
        return [str(Place(c).label) if c in Place.values else c.upper() for c in codes]

    @property
    def page_html(self) -> SafeString:
        """Cleaned when it was saved (rendering.html_of); nothing else is ever put into this column."""
        return mark_safe(self.html)


class ArticleVersion(models.Model):
    """A text as it was saved. Number 1 is the first; the newest equals the article itself."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    sources = models.TextField(blank=True)
    restored_from = models.PositiveIntegerField(null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="one_text_per_version")
        ]


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "PaperQuerySet":
        """A document is seen by those who see the text that explains it."""
        return self.filter(article__in=Article.objects.visible_to(user))


class Paper(models.Model):
    """A document to fill in that comes with Klik, and how often people took it."""

    name = models.CharField(max_length=100, unique=True)  # sk-pendirian.docx: also its address
    label = models.CharField(max_length=160)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="papers")
    download_count = models.PositiveIntegerField(default=0)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.label
