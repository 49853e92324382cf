"""A little Zoom on this machine: hands out tokens, keeps meetings, answers as told."""

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

ACCOUNT, CLIENT, SECRET = "acc-1", "client-1", "s3cret"
FIELDS = {"topic", "type", "start_time", "duration", "timezone", "agenda", "settings"}
START_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass
class Call:
    method: str
    path: str
    body: dict[str, Any]


@dataclass
class FakeZoom:
    """`before` may answer a call itself; `after` sees the call once it has had its effect."""

    server: HTTPServer
    meetings: dict[int, dict[str, Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    tokens_given: int = 0
    page_size: int = 0  # 0: as asked
    secret: str = SECRET
    before: Callable[[Call], Response | None] = lambda call: None
    after: Callable[[Call], Response | None] = lambda call: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    next_id: int = 85012345001

    @property
    def api_url(self) -> str:
        return self.server.url_for("/v2")

    @property
    def oauth_url(self) -> str:
        return self.server.url_for("/oauth/token")

    @property
    def settings(self) -> dict[str, str]:
        """The environment of an installation that uses this Zoom."""
        return {
            "ZOOM_API_BASE_URL": self.api_url,
            "ZOOM_OAUTH_URL": self.oauth_url,
            "ZOOM_ACCOUNT_ID": ACCOUNT,
            "ZOOM_CLIENT_ID": CLIENT,
            "ZOOM_CLIENT_SECRET": SECRET,
        }

    def answer(self) -> None:
        """From now on the server speaks for this Zoom."""
        self.server.expect_request("/oauth/token", method="POST").respond_with_handler(self.token)
        self.server.expect_request(re.compile(r"/v2/.*")).respond_with_handler(self.api)

    def made(self, method: str) -> list[Call]:
        return [
            call for call in self.calls if call.method == method and call.path != "/oauth/token"
        ]

    def token(self, request: Request) -> Response:
        wanted = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        call = Call("POST", "/oauth/token", dict(request.form))
        self.calls.append(call)
        if early := self.before(call):
            return early
        if request.headers.get("Authorization") != f"Basic {wanted}":
            return told({"reason": "Invalid client_id or client_secret"}, 401)
        if call.body != {"grant_type": "account_credentials", "account_id": ACCOUNT}:
            return told({"reason": "unsupported grant type"}, 400)
        self.tokens_given += 1
        token = f"token-{self.tokens_given}"
        self.tokens.add(token)
        return told({"access_token": token, "token_type": "bearer", "expires_in": 3599})

    def api(self, request: Request) -> Response:
        path = unquote(request.path.removeprefix("/v2"))
        call = Call(request.method, path, request.get_json(silent=True) or {})
        with self.lock:
            self.calls.append(call)
        if early := self.before(call):
            return early
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return told({"code": 124, "message": "Access token is expired."}, 401)
        with self.lock:
            response = self._act(call, request)
        return self.after(call) or response

    def _act(self, call: Call, request: Request) -> Response:
        if match := re.fullmatch(r"/users/(.+)/meetings", call.path):
            if call.method == "POST":
                return self.create(match[1], call.body)
            return self._list(match[1], request.args)
        if match := re.fullmatch(r"/meetings/(\d+)", call.path):
            return self._one(int(match[1]), call)
        return told({"code": 404, "message": "No route."}, 404)

    def create(self, host: str, body: dict[str, Any]) -> Response:
        if not is_well_formed(body):
            return told({"code": 300, "message": "Invalid field."}, 400)
        meeting_id, self.next_id = self.next_id, self.next_id + 1
        self.meetings[meeting_id] = {
            **body,
            "id": meeting_id,
            "host_id": host,
            "join_url": f"https://us05web.zoom.us/j/{meeting_id}?pwd=abc",
            "start_url": f"https://us05web.zoom.us/s/{meeting_id}?zak=geheim",
        }
        return told(self.meetings[meeting_id], 201)

    def _list(self, host: str, args: Any) -> Response:
        if args.get("type") != "upcoming":
            return told({"code": 300, "message": "Unexpected type."}, 400)
        rows = [row for row in self.meetings.values() if row["host_id"] == host]
        size = self.page_size or int(args["page_size"])
        start = int(args.get("next_page_token") or 0)
        left = len(rows) > start + size
        shown = [
            {key: value for key, value in row.items() if key not in ("start_url", "settings")}
            for row in rows[start : start + size]
        ]
        return told({"meetings": shown, "next_page_token": str(start + size) if left else ""})

    def _one(self, meeting_id: int, call: Call) -> Response:
        row = self.meetings.get(meeting_id)
        if row is None:
            return told({"code": 3001, "message": f"Meeting does not exist: {meeting_id}."}, 404)
        if call.method == "GET":
            return told({**row, "start_url": f"{row['start_url']}.{time.monotonic_ns()}"})
        if call.method == "DELETE":
            del self.meetings[meeting_id]
        elif is_well_formed(call.body):
            row.update(call.body)
        else:
            return told({"code": 300, "message": "Invalid field."}, 400)
        return Response(status=204)


def is_well_formed(body: dict[str, Any]) -> bool:
    return (
        set(body) == FIELDS
        and body["type"] == 2
        and bool(START_TIME.fullmatch(body["start_time"]))
        and isinstance(body["duration"], int)
        and len(body["topic"]) <= 200
        and isinstance(body["settings"], dict)
    )


def told(body: Any, status: int = 200, **headers: str) -> Response:
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    return Response(json.dumps(body), status, headers, content_type="application/json")


@contextmanager
def server() -> Iterator[HTTPServer]:
    running = HTTPServer(host="127.0.0.1", threaded=True)
    running.start()
    try:
        yield running
    finally:
        running.clear()
        running.stop()
