"""klik.js in a real browser: drafts are saved, photos shrink, a press sends once."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.conftest import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]

PAGE = """<!doctype html><html lang="id"><title>x</title><script src="/klik.js" data-files="/upload.js" defer></script>
<form method="post" action="/simpan" enctype="multipart/form-data" data-autosave>
<input type="hidden" name="_once" value="k"><input type="hidden" name="version" value="1">
<label>Cerita <textarea name="story"></textarea></label>
<label>Foto <input type="file" name="photo" data-shrink="400"></label>
<button name="go" value="1">Simpan</button><span data-autosave-status role="status"></span></form></html>"""

IN_PIECES = """<!doctype html><html lang="id"><title>x</title><script src="/klik.js" data-files="/upload.js" defer></script>
<form method="post" action="/simpan" enctype="multipart/form-data" data-upload="/kiriman">
<input type="hidden" name="csrfmiddlewaretoken" value="t">
<label for="f">Foto</label><input type="file" id="f" name="photo" multiple data-shrink><button>Simpan</button></form></html>"""
BEGUN = (200, {"offset": 0, "append": "/kiriman/1", "finish": "/kiriman/1/selesai"})


class Office(ThreadingHTTPServer):
    """Answers autosaves with `status` when let go, pieces with what `told` says; remembers every sending."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.sendings: list[tuple[bool, bytes]] = []
        self.pieces: list[str] = []
        self.told: list[tuple[int, dict]] = []
        self.status = 200
        self.let_go = threading.Event()
        self.let_go.set()


class Clerk(BaseHTTPRequestHandler):
    server: Office

    def do_GET(self) -> None:
        is_script = self.path.endswith(".js")
        page = IN_PIECES if self.path == "/bertahap" else PAGE
        body = Path(finders.find(f"js{self.path}")).read_bytes() if is_script else page.encode()
        self._answer(200, "text/javascript" if is_script else "text/html", body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/kiriman"):
            self.server.pieces.append(self.path)
            status, told = self.server.told.pop(0) if self.server.told else (404, {})
            self._answer(status, "application/json", json.dumps(told).encode())
            return
        is_autosave = self.headers.get("X-Requested-With") == "klik-autosave"
        self.server.sendings.append((is_autosave, body))
        if is_autosave:
            self.server.let_go.wait(10)
            told = json.dumps({"version": 2, "saved_at": "14.02"}).encode()
            self._answer(self.server.status, "application/json", told)
        else:
            self._answer(200, "text/html", b"<h1>Tersimpan</h1>")

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind + "; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def office() -> Iterator[Office]:
    server = Office()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()


def in_browser(story: Callable[[Office, Page], None]) -> Callable[[Office], None]:
    """Runs the story in a thread of its own: the journeys keep a browser open in the main one."""

    def test(office: Office) -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_play, story, office).result()

    return test


def _play(story: Callable[[Office, Page], None], office: Office) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{office.server_port}/")
        story(office, page)
        browser.close()


def field(body: bytes, name: str) -> bytes | None:
    mark = f'name="{name}"\r\n\r\n'.encode()
    return body.split(mark)[1].split(b"\r\n")[0] if mark in body else None


def photo() -> bytes:
    """Noise, so that it is heavy."""
    target = BytesIO()
    Image.frombytes("RGB", (900, 600), random.Random(1).randbytes(900 * 600 * 3)).save(
        target, "PNG"
    )
    return target.getvalue()


@in_browser
def test_a_draft_saves_itself_without_key_and_without_files(office, page):
    page.get_by_label("Foto").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": photo()}
    )
    page.get_by_label("Cerita").fill("Rak baru")
    expect(page.get_by_role("status").last).to_have_text("Tersimpan otomatis 14.02")
    [(is_autosave, body)] = office.sendings
    assert (is_autosave, field(body, "story"), field(body, "_once"), b"a.png" in body) == (
        True, b"Rak baru", None, False,
    )  # fmt: skip
    assert page.locator("[name=version]").input_value() == "2"


@in_browser
def test_a_draft_that_changed_elsewhere_says_so_and_keeps_the_text(office, page):
    office.status = 409
    page.get_by_label("Cerita").fill("Rak baru")
    expect(page.get_by_role("status").last).to_have_text(
        "Belum tersimpan: isian ini sudah berubah di tempat lain. Tekan Simpan untuk membandingkan."
    )
    assert page.get_by_label("Cerita").input_value() == "Rak baru"


@in_browser
def test_a_refused_draft_says_so(office, page):
    office.status = 422
    page.get_by_label("Cerita").fill("Rak baru")
    words = "Belum tersimpan. Periksa isian, lalu tekan Simpan."
    expect(page.get_by_role("status").last).to_have_text(words)


@in_browser
def test_a_broken_connection_is_told_and_tried_again_when_it_returns(office, page):
    page.context.set_offline(True)
    page.get_by_label("Cerita").fill("Rak baru")
    expect(page.get_by_role("status").last).to_have_text(
        "Belum tersimpan: sambungan putus. Tulisan Anda tetap ada di sini."
    )
    page.context.set_offline(False)
    expect(page.get_by_role("status").last).to_have_text("Tersimpan otomatis 14.02")


@in_browser
def test_a_press_during_an_autosave_waits_and_sends_the_new_version(office, page):
    office.let_go.clear()
    with page.expect_request("**/simpan"):
        page.get_by_label("Cerita").fill("Rak baru")
    page.get_by_role("button", name="Simpan").click()
    office.let_go.set()
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    (first, _draft), (second, body) = office.sendings
    assert (first, second, field(body, "version"), field(body, "go")) == (True, False, b"2", b"1")


@in_browser
def test_two_presses_send_once(office, page):
    page.get_by_role("button", name="Simpan").dblclick()
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    assert len(office.sendings) == 1


@in_browser
def test_a_photo_shrinks_before_it_travels(office, page):
    heavy = photo()
    page.get_by_label("Foto").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": heavy}
    )
    expect(page.get_by_role("status").first).to_contain_text("Dikecilkan dari 1,6 MB menjadi")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    [(_is_autosave, body)] = office.sendings
    start = body.index(b"\xff\xd8\xff")
    with Image.open(BytesIO(body[start:])) as sent:
        assert (sent.format, max(sent.size), b'filename="a.jpg"' in body) == ("JPEG", 400, True)


@in_browser
def test_what_is_no_photo_travels_untouched(office, page):
    page.get_by_label("Foto").set_input_files(
        {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 isi"}
    )
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    [(_is_autosave, body)] = office.sendings
    assert b"%PDF-1.7 isi" in body


def paper(name: str) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + name.encode()}


def sends(page: Page, *names: str) -> None:
    """On the page whose form sends in pieces."""
    page.goto(page.url + "bertahap")
    page.get_by_label("Foto").set_input_files([paper(name) for name in names])
    page.get_by_role("button", name="Simpan").click()


FAILED = "Pengiriman bertahap gagal. Tekan tombolnya sekali lagi untuk mengirim dengan cara biasa."
THROUGH = (200, {"received_at": "14.02", "next": "/"})


@in_browser
def test_files_travel_in_pieces_and_the_form_stays(office, page):
    office.told = [BEGUN, (200, {"offset": 14}), THROUGH]
    sends(page, "a.pdf")
    expect(page).to_have_url(f"http://127.0.0.1:{office.server_port}/")
    assert office.pieces == ["/kiriman", "/kiriman/1", "/kiriman/1/selesai"]
    assert office.sendings == []


@in_browser
def test_the_plain_form_takes_over_with_what_is_not_through(office, page):
    office.told = [BEGUN, (200, {"offset": 14}), THROUGH, BEGUN, (404, {})]
    sends(page, "a.pdf", "b.pdf")
    expect(page.get_by_text(FAILED)).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("a.pdf: diterima 14.02")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    [(_is_autosave, body)] = office.sendings
    assert (b"a.pdf" in body, b"b.pdf" in body) == (False, True)


@in_browser
def test_a_busy_server_is_asked_again_and_a_gap_is_filled(office, page):
    office.told = [(503, {}), BEGUN, (409, {"offset": 7}), (200, {"offset": 14}), THROUGH]
    sends(page, "a.pdf")
    expect(page).to_have_url(f"http://127.0.0.1:{office.server_port}/")
    assert office.pieces == ["/kiriman"] * 2 + ["/kiriman/1"] * 2 + ["/kiriman/1/selesai"]


@in_browser
def test_what_is_refused_is_named_and_the_others_go_on(office, page):
    refused = (422, {"error": "a.pdf: Berkas ini rusak.", "next": "/"})
    office.told = [refused, BEGUN, (200, {"offset": 14}), (404, {})]
    sends(page, "a.pdf", "b.pdf")
    expect(page.get_by_role("status").first).to_have_text("a.pdf: Berkas ini rusak.")
    expect(page.get_by_text(FAILED)).to_be_visible()
    assert page.evaluate("[...document.querySelector('[type=file]').files].map(f => f.name)") == [
        "b.pdf"
    ]


@in_browser
def test_without_a_hash_from_the_browser_the_form_sends(office, page):
    page.add_init_script("Object.defineProperty(window, 'crypto', { value: undefined })")
    sends(page, "a.pdf")
    expect(page.get_by_role("heading")).to_have_text("Tersimpan")
    assert (len(office.sendings), office.pieces) == (1, [])
