"""What search engines are told: which pages there are, and which are nobody's business.

A page is shown in search results only if its route says `indexed=True`; all others answer with
`X-Robots-Tag: noindex` by themselves.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from klik_portal.guides.models import Article
from libraries.models import Library

PAGES = (
    "desks:front", "libraries:directory", "desks:map", "performance:achievements", "guides:article-list",
    "accreditation:readiness", "accreditation:ask", "desks:service", "satisfaction:published",
    "desks:open-data", "desks:privacy",
)  # fmt: skip
PRIVATE = ("/petugas/", "/permohonan/", "/perpustakaan-saya/", "/akun/", "/masuk/", "/kinerja/", "/admin-sistem/")  # fmt: skip
SECONDS = 3600


class OurSitemap(Sitemap):
    """Addresses as people type them, whatever name a machine was asked by."""

    limit = 5000

    @property
    def protocol(self) -> str:
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.BASE_URL).netloc


class PageMap(OurSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class LibraryMap(OurSitemap):
    def items(self) -> object:
        return Library.objects.verified().order_by("pk").values_list("code", flat=True)

    def location(self, item: str) -> str:
        return reverse("libraries:library-public", args=[item])


class GuideMap(OurSitemap):
    def items(self) -> object:
        return Article.objects.published().order_by("pk").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse("guides:article", args=[item])


MAPS = {"halaman": PageMap, "perpustakaan": LibraryMap, "panduan": GuideMap}


def sitemap_index(request: HttpRequest) -> TemplateResponse:
    return _kept(sitemaps.index(request, MAPS, sitemap_url_name="desks:sitemap"))


def sitemap(request: HttpRequest, section: str) -> TemplateResponse:
    return _kept(sitemaps.sitemap(request, MAPS, section))


def _kept(response: TemplateResponse) -> TemplateResponse:
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines.append(f"Sitemap: {settings.BASE_URL}{reverse('desks:sitemap-index')}")
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response
