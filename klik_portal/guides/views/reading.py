"""Guides as everybody reads them."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from klik_portal.files import serving
from klik_portal.guides import queries
from klik_portal.guides.documents import letters, word
from klik_portal.guides.forms import GuideSearch
from klik_portal.guides.models import Article, Paper
from klik_portal.guides.operations import papers

MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|fetch|monitor|curl|wget|python|java/|go-http|headless",
    re.IGNORECASE,
)


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
    context = {"article": shown, "papers": shown.papers.all()}
    return render(request, "guides/article.html", context)


def paper(request: HttpRequest, name: str) -> HttpResponse:
    """A document to fill in; taken by a person it counts."""
    wanted = get_object_or_404(Paper.objects.visible_to(request.user), name=name)
    try:
        content = letters.drawn(wanted.name)
    except KeyError:  # an older release had it
        raise Http404 from None
    if _is_taken_by_a_person(request):
        papers.count(paper=wanted)
    return serving.download(content, content_type=word.CONTENT_TYPE, name=wanted.name)


def _is_taken_by_a_person(request: HttpRequest) -> bool:
    """Not by a program, not ahead of a click, and not only asked about."""
    browser = request.headers.get("User-Agent", "")
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return (
        request.method == "GET" and not is_ahead and bool(browser) and not MACHINES.search(browser)
    )
