"""Guides as everybody reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from klik_portal.guides import queries
from klik_portal.guides.forms import GuideSearch
from klik_portal.guides.models import Article


def article_list(request: HttpRequest) -> HttpResponse:
    form = GuideSearch(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, library_type = asked.get("q", ""), asked.get("jenis", "")
    published = Article.objects.published()
    context = {"form": form, "words": words, "is_filtered": bool(words or library_type)}
    if words:
        context["found"] = queries.found(articles=published, words=words, library_type=library_type)
    else:
        context["shelves"] = queries.shelves(articles=published, library_type=library_type)
    return render(request, "guides/article_list.html", context)


def article(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft is read on the office's page only, so that no address of it goes round."""
    shown = get_object_or_404(Article.objects.published(), slug=slug)
    return render(request, "guides/article.html", {"article": shown})
