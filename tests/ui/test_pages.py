"""The frame of every page, the failure pages and the gallery."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from klik_portal.accounts.roles import Role
from klik_portal.ui import context, views

FAILURES = ["400.html", "403.html", "404.html", "409.html", "429.html", "500.html", "503.html"]


@pytest.mark.parametrize("template", FAILURES)
def test_a_failure_page_stands_without_request_or_database(template):
    html = render_to_string(template, {})
    assert html.count("<h1>") == 1
    assert "Dinas Kearsipan dan Perpustakaan Kabupaten Kutai Kartanegara" in html


@pytest.mark.parametrize("template", FAILURES)
def test_a_failure_page_hands_back_what_was_typed_and_its_code(template):
    html = render_to_string(template, {"typed": [("cerita", "a\n<b>")], "request_id": "f00d"})
    assert "<dt>cerita</dt><dd><pre>a\n&lt;b&gt;</pre></dd>" in html
    assert "<b>f00d</b>" in html


def test_the_conflict_page_shows_both_texts_and_the_way_back():
    html = render_to_string(
        "409.html", {"theirs": [("Judul", "900")], "typed": [("Judul", "950")], "back_url": "/x/"}
    )
    assert html.index("<pre>900</pre>") < html.index("<pre>950</pre>")
    assert '<a class="btn" href="/x/">Buka versi terbaru</a>' in html


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_has_a_way_around_and_every_entry_exists(role):
    entries = context.nav_entries(role, "/")
    assert [entry for entry in entries if not entry.url.startswith("/")] == []
    assert len(entries) >= 2


def test_the_entry_of_the_present_page_is_marked():
    entries = context.nav_entries(Role.OFFICER, "/petugas/jadwal/2026/")
    assert [entry.label for entry in entries if entry.is_current] == ["Jadwal"]


@pytest.mark.parametrize("path", ["/petugas/instrumen/", "/petugas/hari-libur/2027-03-10/"])
def test_what_is_managed_stands_under_manage(path):
    entries = context.nav_entries(Role.COORDINATOR, path)
    assert [entry.label for entry in entries if entry.is_current] == ["Kelola"]


def test_a_page_of_time_keeps_its_own_entry():
    entries = context.nav_entries(Role.OFFICER, "/petugas/usulan-waktu/")
    assert [entry.label for entry in entries if entry.is_current] == ["Jadwal"]


@pytest.mark.parametrize("path", ["/petugas/pertanyaan/", "/petugas/dibantu/"])
def test_what_one_reaches_from_the_queue_stands_under_it(path):
    entries = context.nav_entries(Role.OFFICER, path)
    assert [entry.label for entry in entries if entry.is_current] == ["Antrean"]


def test_the_front_page_marks_nothing_but_itself():
    entries = context.nav_entries(None, "/perpustakaan/x/")
    assert [entry.label for entry in entries if entry.is_current] == ["Perpustakaan"]


def test_the_frame_asks_the_database_nothing_for_a_visitor(client):
    """This test has no database: a single query would fail it."""
    assert client.get("/periksa/").status_code == 200


def test_the_frame_names_language_skip_link_main_and_the_complaint_office(client, db):
    html = client.get("/periksa/").content.decode()
    for piece in (
        '<html lang="id">', '<a class="skip" href="#isi">', '<main id="isi"', 'href="https://www.lapor.go.id"',
    ):  # fmt: skip
        assert html.count(piece) == 1


def test_the_gallery_shows_every_component_without_inline_script_or_style():
    html = views.gallery(RequestFactory().get("/galeri/")).content.decode()
    for piece in ("card next", "stages", "tag bad", "grade c", "<progress", "note error", "sticky"):
        assert piece in html
    assert (" style=" in html, "<style" in html, "onclick" in html) == (False, False, False)


def test_the_gallery_is_not_mounted_outside_the_demo(client, db):
    assert client.get("/galeri/").status_code == 404
