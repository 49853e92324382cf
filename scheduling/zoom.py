"""The few calls of Zoom's API that Klik needs, signed in as a Server-to-Server OAuth app.

Knows nothing of appointments. Every failure is a `ZoomTrouble` with a sentence for people:
`TryLater` may pass by itself, `Rejected` needs somebody to look, `Gone` means no such meeting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
from django.conf import settings
from django.utils.translation import gettext as _

OFFICER = "officer"  # ZOOM_HOST: each officer hosts with their own Zoom account
SCHEDULED_MEETING = 2
PAGE_SIZE = 300
MOST_PAGES = 20
CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 15.0
TOKEN_MARGIN = 120.0  # seconds before its end at which a token is no longer used
LONGEST_WAIT = timedelta(days=1)
LONGEST_URL = 500
ZOOM_DOMAINS = ("zoom.us", "zoom.com", "zoomgov.com")

_tokens: dict[tuple[str, ...], tuple[str, float]] = {}
_token_lock = Lock()


class ZoomTrouble(Exception):
    """Zoom did not do what was asked; the text says why."""


class TryLater(ZoomTrouble):
    """Busy, broken or out of reach; `after` is how long Zoom asks to wait, when it says so."""

    def __init__(self, sentence: str, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.after = after


class Rejected(ZoomTrouble):
    """Zoom refuses: credentials, permissions or the request itself."""


class Gone(Rejected):
    """No such meeting (any more)."""


@dataclass(frozen=True)
class Wish:
    """What a meeting should be like."""

    topic: str
    starts_at: datetime
    minutes: int
    agenda: str = ""

    def body(self) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "type": SCHEDULED_MEETING,
            "start_time": f"{self.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "duration": self.minutes,
            "timezone": "Asia/Makassar",
            "agenda": self.agenda[:2000],
            "settings": {
                "join_before_host": False,
                "waiting_room": True,
                "mute_upon_entry": True,
                "participant_video": False,  # weak links: a picture only for those who want one
                "meeting_authentication": False,  # villages join without a Zoom account
                "auto_recording": "none",
            },
        }


@dataclass(frozen=True)
class Meeting:
    meeting_id: str
    topic: str
    join_url: str


def is_configured() -> bool:
    return bool(settings.ZOOM_ACCOUNT_ID)


def hosts_are_officers() -> bool:
    return settings.ZOOM_HOST == OFFICER


def link_objection(address: str) -> str:
    """Why a pasted link is not given to a library: whoever opens a start link becomes the host."""
    parts = urlsplit(address) if is_zoom_address(address) else urlsplit("")
    if parts.path.startswith("/s/") or "zak" in parse_qs(parts.query):
        return _("Ini tautan untuk memulai rapat. Salin tautan untuk bergabung dari undangan Zoom.")
    return ""


def is_zoom_address(url: object) -> bool:
    """May a browser be sent there? Only https, only Zoom or the host of the configured API."""
    if not isinstance(url, str) or not url.isascii() or len(url) > 10 * LONGEST_URL:
        return False
    if "\\" in url or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme != "https" or "@" in parts.netloc:
        return False
    if host == urlsplit(settings.ZOOM_API_BASE_URL).hostname:
        return True
    return any(host == domain or host.endswith(f".{domain}") for domain in ZOOM_DOMAINS)


class Client:
    """One connection for one errand; `patience` bounds the whole errand in seconds."""

    def __init__(self, patience: float | None = None) -> None:
        self._http = httpx2.Client(follow_redirects=False)
        self._ends_at = None if patience is None else monotonic() + patience

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._http.close()

    def create(self, *, host: str, wish: Wish) -> Meeting:
        return _meeting(self._call("POST", f"/users/{_part(host)}/meetings", json=wish.body()))

    def update(self, *, meeting_id: str, wish: Wish) -> None:
        self._call("PATCH", f"/meetings/{_part(meeting_id)}", json=wish.body())

    def delete(self, *, meeting_id: str) -> None:
        """A meeting that is gone already counts as deleted."""
        try:
            self._call("DELETE", f"/meetings/{_part(meeting_id)}")
        except Gone:
            return

    def start_url(self, *, meeting_id: str) -> str:
        """A fresh address with which the host starts the meeting. Never stored, never logged."""
        url = self._call("GET", f"/meetings/{_part(meeting_id)}").get("start_url")
        if not is_zoom_address(url):
            raise TryLater(_("Zoom tidak memberi tautan mulai."))
        return str(url)

    def upcoming(self, *, host: str) -> Iterator[Meeting]:
        """The host's coming meetings, page after page."""
        token = ""
        for _page in range(MOST_PAGES):
            params = {"type": "upcoming", "page_size": str(PAGE_SIZE)}
            if token:
                params["next_page_token"] = token
            page = self._call("GET", f"/users/{_part(host)}/meetings", params=params)
            found = page.get("meetings")
            if not isinstance(found, list):
                raise TryLater(_("Jawaban Zoom tidak dapat dibaca."))
            yield from (_meeting(row) for row in found)
            token = page.get("next_page_token") or ""
            if not token:
                return

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """One call; a token that Zoom no longer takes is replaced once."""
        url = settings.ZOOM_API_BASE_URL.rstrip("/") + path
        token = self._token()
        response = self._send(method, url, headers=_bearer(token), **more)
        if response.status_code == 401:
            forget_token(token)
            response = self._send(method, url, headers=_bearer(self._token()), **more)
        _ensure_fine(response)
        return _json(response) if response.content else {}

    def _token(self) -> str:
        with _token_lock:
            token, ends_at = _tokens.get(_account(), ("", 0.0))
        if token and monotonic() < ends_at:
            return token
        response = self._send(
            "POST",
            settings.ZOOM_OAUTH_URL,
            data={"grant_type": "account_credentials", "account_id": settings.ZOOM_ACCOUNT_ID},
            auth=(settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET),
        )
        if response.status_code in (400, 401, 403):
            raise Rejected(_("Zoom menolak kunci Klik. Periksa setelan Zoom di server."))
        _ensure_fine(response)
        told = _json(response)
        token, life = told.get("access_token"), told.get("expires_in", 3600)
        if not isinstance(token, str) or not token or not isinstance(life, int):
            raise TryLater(_("Jawaban Zoom tidak dapat dibaca."))
        with _token_lock:
            _tokens[_account()] = (token, monotonic() + max(life - TOKEN_MARGIN, 0))
        return token

    def _send(self, method: str, url: str, **more: Any) -> httpx2.Response:
        try:
            return self._http.request(method, url, timeout=self._timeout(), **more)
        except httpx2.TimeoutException:
            raise TryLater(_("Zoom tidak menjawab.")) from None
        except httpx2.HTTPError:
            raise TryLater(_("Zoom tidak dapat dihubungi.")) from None

    def _timeout(self) -> httpx2.Timeout:
        if self._ends_at is None:
            return httpx2.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT)
        left = self._ends_at - monotonic()
        if left <= 0:
            raise TryLater(_("Zoom tidak menjawab."))
        return httpx2.Timeout(left)


def forget_token(token: str) -> None:
    """Another thread may have fetched a fresh one already: only this one goes."""
    with _token_lock:
        if _tokens.get(_account(), ("",))[0] == token:
            del _tokens[_account()]


def _account() -> tuple[str, ...]:
    return (
        settings.ZOOM_OAUTH_URL,
        settings.ZOOM_ACCOUNT_ID,
        settings.ZOOM_CLIENT_ID,
        settings.ZOOM_CLIENT_SECRET,
    )


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _part(text: str) -> str:
    return quote(text, safe="")


def _ensure_fine(response: httpx2.Response) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    if status == 429:
        raise TryLater(_("Zoom sedang membatasi permintaan."), _retry_after(response))
    if status >= 500:
        raise TryLater(_("Zoom sedang terganggu (%d).") % status, _retry_after(response))
    if status == 404:
        raise Gone(_("Zoom tidak mengenal rapat atau akun ini."))
    if status in (401, 403):
        raise Rejected(_("Zoom menolak kunci Klik. Periksa setelan Zoom di server."))
    raise Rejected(_("Zoom menolak permintaan (%(status)d). %(why)s") % {
        "status": status, "why": _reason(response),
    })  # fmt: skip


def _reason(response: httpx2.Response) -> str:
    """Zoom's own words, short; never anything that looks like an address."""
    try:
        told = str(_json(response).get("message", ""))
    except TryLater:
        return ""
    return "" if "://" in told else " ".join(told.split())[:120]


def _retry_after(response: httpx2.Response) -> timedelta | None:
    """Seconds, an HTTP date, or (Zoom's daily limit) an ISO moment."""
    told = response.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(timedelta(seconds=int(told[:9])), LONGEST_WAIT)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            until = read(told)
            now = datetime.now(UTC)  # Zoom's clock, not the one a rehearsal turns
            return min(max(until.astimezone(UTC) - now, timedelta(0)), LONGEST_WAIT)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _json(response: httpx2.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise TryLater(_("Jawaban Zoom tidak dapat dibaca."))
    return told


def _meeting(told: Any) -> Meeting:
    if not isinstance(told, dict) or not str(told.get("id", "")).isalnum():
        raise TryLater(_("Jawaban Zoom tidak dapat dibaca."))
    join_url = told.get("join_url", "")
    if not is_zoom_address(join_url) or len(join_url) > LONGEST_URL:
        raise TryLater(_("Zoom tidak memberi tautan yang dikenal."))
    return Meeting(str(told["id"])[:24], str(told.get("topic", "")), join_url)
