"""Search engines see every public page once, with title, description and picture, and nothing private."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from PIL import Image

from klik_portal.core.routing import walk
from klik_portal.desks.for_crawlers import MAPS, PAGES, LibraryMap
from tests.factories.guides import an_article
from tests.factories.libraries import LibraryFactory

pytestmark = pytest.mark.django_db
INDEXED = {*PAGES, "libraries:library-public", "guides:article", "satisfaction:published-year"}


def addresses(client, url: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(url).content)
    return [node.text for node in tree.iter() if node.tag.endswith("}loc")]


def listed(client) -> list[str]:
    """The paths of all maps, as a robot walks them."""
    maps = [url.removeprefix("http://testserver") for url in addresses(client, "/sitemap.xml")]
    return [url.removeprefix(settings.BASE_URL) for each in maps for url in addresses(client, each)]


def test_only_pages_for_everybody_are_for_search_engines():
    routes = {route.name: route for route in walk(get_resolver())}

    assert {name for name, route in routes.items() if route.indexed} == INDEXED
    assert {routes[name].policy for name in INDEXED} == {"everyone"}


def test_the_map_lists_pages_libraries_and_guides_that_are_public(client, enggelam, budi):
    hidden = LibraryFactory(unverified=True)
    guide = an_article(budi)

    found = listed(client)

    assert {reverse(name) for name in PAGES} <= set(found)
    assert f"/perpustakaan/{enggelam.code}/" in found
    assert f"/perpustakaan/{hidden.code}/" not in found
    assert reverse("guides:article", args=[guide.slug]) in found
    assert len(found) == len(set(found))


def test_every_listed_address_answers_and_may_be_shown(client, enggelam, budi):
    an_article(budi)

    for url in listed(client):
        response = client.get(url)
        assert response.status_code == 200, url
        assert "X-Robots-Tag" not in response, url


def test_many_libraries_are_listed_in_several_maps(client, monkeypatch):
    monkeypatch.setattr(LibraryMap, "limit", 2)
    codes = [LibraryFactory().code for _each in range(5)]

    maps = [url for url in addresses(client, "/sitemap.xml") if "perpustakaan" in url]

    assert len(maps) == 3
    assert {f"/perpustakaan/{code}/" for code in codes} <= set(listed(client))


def test_each_page_carries_what_chats_and_search_results_show(client, enggelam, budi):
    pages = [*(reverse(name) for name in PAGES), f"/perpustakaan/{enggelam.code}/?dari=pesan"]

    for url in [*pages, reverse("guides:article", args=[an_article(budi).slug])]:
        html = client.get(url).content.decode()
        canonical = settings.BASE_URL + url.partition("?")[0]
        assert f'<link rel="canonical" href="{canonical}">' in html, url
        assert f'<meta property="og:url" content="{canonical}">' in html, url
        assert re.search(r'<meta property="og:title" content="[^"]+">', html), url
        assert re.search(r'<meta name="description" content="[^"]{5,300}">', html), url
        assert re.search(rf'og:image" content="{settings.BASE_URL}/static/social[^"]*\.png"', html)
        assert '<html lang="id">' in html


def test_a_library_is_summed_up_in_a_sentence(client, enggelam):
    html = client.get(f"/perpustakaan/{enggelam.code}/").content.decode()

    assert (
        'og:description" content="Perpustakaan desa/kelurahan, Desa Muara Enggelam, Kec. Muara Wis. '
        'Belum terakreditasi."' in html
    )


@pytest.mark.parametrize("url", ["/masuk/", "/lacak/", "/healthz", "/survei/", "/daftar/"])
def test_what_is_nobodys_business_says_so(client, url):
    assert "noindex" in client.get(url)["X-Robots-Tag"]


def test_pages_of_people_are_not_for_search_engines(client_of, siti, budi):
    for person, url in ((siti, "/beranda/"), (budi, "/petugas/antrean/")):
        assert client_of(person).get(url)["X-Robots-Tag"] == "noindex"


def test_robots_are_shown_the_map_and_kept_from_desks(client):
    text = client.get("/robots.txt").content.decode()

    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
    assert "Disallow: /petugas/" in text
    assert client.get("/sitemap-orang.xml").status_code == 404
    assert set(MAPS) == {"halaman", "perpustakaan", "panduan"}


def test_the_picture_is_small_and_of_the_size_that_is_told():
    picture = Path(settings.BASE_DIR) / "static" / "social.png"

    with Image.open(picture) as opened:
        assert opened.size == (1200, 630)
    assert picture.stat().st_size < 60_000
