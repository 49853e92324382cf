"""The office's pages for guides: write, look at it first, publish, withdraw, bring back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from klik_portal.core import clock
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides import queries, rendering
from klik_portal.guides.forms import ArticleForm, ShelfFilter
from klik_portal.guides.models import Article
from klik_portal.guides.operations import articles

MOST_VERSIONS = 50


def office_list(request: HttpRequest) -> HttpResponse:
    form = ShelfFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.office_list(
        articles=Article.objects.visible_to(request.user),
        words=asked.get("q", ""),
        state=asked.get("keadaan", ""),
    )
    return render(request, "guides/office_list.html", {"form": form, "articles": rows})


def office_article(request: HttpRequest, slug: str) -> HttpResponse:
    article = _visible(request, slug)
    versions = article.versions.select_related("saved_by").defer("body", "sources")
    context = {
        "article": article,
        "versions": versions[:MOST_VERSIONS],
        "papers": article.papers.all(),
    }
    return render(request, "guides/office_article.html", context)


def article_new(request: HttpRequest) -> HttpResponse:
    form = ArticleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            article = articles.create(text=form.text(), by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Draf tersimpan. Baca sekali lagi, lalu terbitkan."))
            return redirect("guides:office-article", article.slug)
    return _form_page(request, form, {"title": _("Tulisan baru")})


def article_edit(request: HttpRequest, slug: str) -> HttpResponse:
    article = _visible(request, slug)
    form = ArticleForm(
        request.POST if request.method == "POST" else None, initial=ArticleForm.typed_of(article)
    )
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            articles.change(
                article=article, version=form.cleaned_data["version"] or 0, text=form.text(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, _("Tersimpan sebagai versi terbaru."))
            return redirect("guides:office-article", slug)
    return _form_page(request, form, {"title": article.title, "article": article})


def article_publish(request: HttpRequest, slug: str) -> HttpResponse:
    article = _visible(request, slug)
    try:
        articles.publish(article=article, version=_seen(request), by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    except Conflict as conflict:
        raise _back_to(article, conflict) from None
    else:
        messages.success(request, _("Terbit. Semua orang sekarang dapat membacanya."))
    return redirect("guides:office-article", slug)


def article_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    article = _visible(request, slug)
    try:
        articles.withdraw(article=article, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, _("Ditarik. Tulisan tetap tersimpan di sini."))
    return redirect("guides:office-article", slug)


def version_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text as readers saw it."""
    article = _visible(request, slug)
    version = get_object_or_404(article.versions.select_related("saved_by"), number=number)
    shown = _drawn(articles.with_sources(version.body, version.sources))
    context = {"article": article, "version": version, "shown": shown}
    return render(request, "guides/version_detail.html", context)


def version_restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    article = _visible(request, slug)
    get_object_or_404(article.versions, number=number)
    try:
        articles.restore(
            article=article, number=number, version=_seen(request), by=request.user,
            at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    except Conflict as conflict:
        raise _back_to(article, conflict) from None
    else:
        messages.success(request, _("Versi %d kini menjadi versi terbaru.") % number)
    return redirect("guides:office-article", slug)


def _visible(request: HttpRequest, slug: str) -> Article:
    rows = Article.objects.visible_to(request.user).select_related("changed_by")
    return get_object_or_404(rows, slug=slug)


def _seen(request: HttpRequest) -> int:
    """The version the page showed. A page that does not say it showed nothing."""
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Refused(_("Buka ulang halaman ini, lalu coba lagi."))
    return int(typed)


def _back_to(article: Article, conflict: Conflict) -> Conflict:
    """These buttons carry no text of their own: show the newest one."""
    conflict.back_url = article.office_url
    return conflict


def _form_page(request: HttpRequest, form: ArticleForm, context: dict[str, Any]) -> HttpResponse:
    is_shown = request.method == "POST" and not form.errors
    if is_shown:
        text = form.text()
        context["preview"] = _drawn(articles.with_sources(text.body, text.sources))
    return render(
        request,
        "guides/article_form.html",
        {**context, "form": form},
        status=422 if form.errors else 200,
    )


def _drawn(markdown: str) -> SafeString:
    """Cleaned on the way, as everything that rendering gives out."""
    return mark_safe(rendering.html_of(markdown))
