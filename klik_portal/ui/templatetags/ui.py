"""The components of Klik, for every template. Arguments are explicit; no component reads the page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from klik_portal.core import clock, once, wording
from klik_portal.core.verdict import Verdict

register = template.Library()
AGENCY = "Dinas Kearsipan dan Perpustakaan Kabupaten Kutai Kartanegara"
TONES = ("info", "good", "warn", "bad", "plain")


@register.simple_tag
def agency_name() -> str:
    """Written down here, not read from the office's row: failure pages say it without a database."""
    return AGENCY


@register.inclusion_tag("ui/social.html")
def social(title: str, text: str, canonical: str) -> dict:
    """What search engines and chats show of a public page: goes into the block `meta`."""
    return {
        "title": title,
        "text": text,
        "canonical": canonical,
        "image": settings.BASE_URL + static("social.png"),
    }


@register.simple_block_tag
def card(content: str, title: str = "", tone: str = "", flush: bool = False) -> SafeString:
    """A box with an optional heading."""
    classes = " ".join(part for part in ("card", tone, "flush" if flush else "") if part)
    heading = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<section class="{}">{}{}</section>', classes, heading, content)


@register.inclusion_tag("ui/next_step.html")
def next_step(title: str, text: str, url: str = "", label: str = "", due: str = "") -> dict:
    """The gold card: the one thing to do next. Gold always means 'your turn'."""
    return {"title": title, "text": text, "url": url, "label": label, "due": due}


@register.simple_tag(name="tag")
def tag_(label: Any, tone: str = "info") -> SafeString:
    """A state in words, shape and colour."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}")
    return format_html('<span class="tag {}">{}</span>', tone, label)


@register.simple_tag
def grade_badge(grade: str) -> SafeString:
    """A, B or C as a stamp; spoken as "Peringkat A"."""
    return format_html(
        '<span class="grade {}"><span class="sr">Peringkat </span>{}</span>', grade.lower(), grade
    )


@register.inclusion_tag("ui/stages.html")
def stage_rail(stages: Iterable) -> dict:
    """Where something stands: rows with .label .note .status (done, now, todo)."""
    return {"stages": stages}


@register.simple_tag
def progress(value: Any, maximum: Any, label: str, tone: str = "") -> SafeString:
    """A bar that never runs over its end; the words beside it tell the rest."""
    return format_html(
        '<progress class="{}" value="{}" max="{}" aria-label="{}"></progress>',
        tone, _plain(min(value, maximum)), _plain(maximum), label,
    )  # fmt: skip


def _plain(value: Any) -> str:
    """A number as HTML wants it, whatever the language."""
    return str(value).replace(",", ".")


@register.inclusion_tag("ui/figure.html")
def figure(value: Any, unit: str = "", caption: str = "", url: str = "") -> dict:
    """A big number with what it counts; the whole card links when there is a list behind it."""
    return {"value": value, "unit": unit, "caption": caption, "url": url}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(title: str, text: str, url: str = "", label: str = "") -> dict:
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/action_button.html")
def action_button(
    label: str, url: str, verdict: Verdict | None = None, style: str = "quiet"
) -> dict:
    """A step as a link; when it is refused, the reasons stand below the dead button."""
    return {
        "label": label,
        "url": url,
        "verdict": verdict if verdict is not None else Verdict.yes(),
        "style": style,
    }


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(items: Iterable[tuple[str, str]]) -> dict:
    """The way up: (label, url) pairs; the last one is this page and needs no url."""
    return {"items": items}


@register.inclusion_tag("ui/pagination.html")
def pagination(next_url: str, first_url: str = "", label: str = "Berikutnya") -> dict:
    """Keyset pages: one step on, or back to the first; renders nothing when there is neither."""
    return {"next_url": next_url, "first_url": first_url, "label": label}


@register.inclusion_tag("ui/copy_text.html")
def copy_text(text: str, label: str = "Salin") -> dict:
    """Text to take elsewhere (WhatsApp, mail); the button appears where the browser can copy."""
    return {"text": text, "label": label}


@register.simple_tag(name="once")
def once_(*, _field: str = once.FIELD) -> SafeString:
    """The key that makes a repeated form harmless."""
    return format_html('<input type="hidden" name="{}" value="{}">', _field, once.new_key())


@register.filter
def long_date(value: date | None) -> str:
    return wording.day(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    return wording.short_day(value) if value else ""


@register.filter
def work_week(monday: date | None) -> str:
    return wording.work_week(monday) if monday else ""


@register.filter
def moment(value: datetime | None) -> str:
    return wording.moment(value) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    return wording.short_moment(value) if value else ""


@register.filter(name="clock")
def clock_(value: datetime | None) -> str:
    return wording.clock(value) if value else ""


@register.filter
def duration(minutes: int | None) -> str:
    return "" if minutes is None else wording.duration(minutes)


@register.filter
def number(value: int | None) -> str:
    return "" if value is None else wording.number(value)


@register.filter
def decimal2(value: Decimal | None) -> str:
    return "" if value is None else wording.decimal(value)


@register.filter
def decimal1(value: Decimal | None) -> str:
    return "" if value is None else wording.decimal(value, 1)


@register.filter
def weight(value: Decimal) -> str:
    """20, 12,5: without idle zeros"""
    return wording.decimal(value, 2).rstrip("0").rstrip(",")


@register.filter
def rupiah(value: int | Decimal | None) -> str:
    """Rp2.500.000"""
    if value is None:
        return ""
    return f"{'-' if value < 0 else ''}Rp{wording.number(abs(round(value)))}"


@register.filter
def days_from_now(value: date | datetime | None) -> str:
    """besok, 3 hari lagi, 2 hari lalu"""
    if value is None:
        return ""
    day = clock.wita(value).date() if isinstance(value, datetime) else value
    return wording.days_from(day, clock.today())
