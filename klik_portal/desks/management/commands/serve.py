"""Everything in one command: prepare, then web, worker and beat side by side, until Ctrl-C."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from klik_portal.desks.demo import ACCOUNTS
from klik_portal.desks.supervisor import Child, Supervisor

BIN = Path(sys.executable).parent


class Command(BaseCommand):
    help = "Run Klik on this machine: web, Celery worker and beat."

    def handle(self, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        self._ensure_free(host, port)
        call_command("prepare", stdout=self.stdout)
        connections.close_all()
        env = os.environ | {
            "KLIK_BASE_URL": os.environ.get("KLIK_BASE_URL", f"http://{host}:{port}")
        }
        self._welcome(env["KLIK_BASE_URL"])
        Supervisor(children_for(host, port), env, settings.BASE_DIR).run()
        self.stdout.write("Klik has stopped; all data is kept.")

    @staticmethod
    def _ensure_free(host: str, port: str) -> None:
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except OSError as error:
                raise CommandError(f"Port {port} is taken. Try: PORT=8001 make run") from error

    def _welcome(self, url: str) -> None:
        self.stdout.write(f"\nKlik runs at {url}\nData: {settings.DATA_DIR}\nStop with Ctrl-C.\n")
        if settings.DEMO:
            self.stdout.write("\nDemo accounts (open 'Pakai kata sandi' on the sign-in page):\n")
            for label, login, password in ACCOUNTS:
                self.stdout.write(f"  {label:28} {login:22} {password}\n")


def children_for(host: str, port: str) -> list[Child]:
    """Many threads, because phones upload slowly and nothing buffers in front of this server."""
    granian = [
        str(BIN / "granian"), "--interface", "wsgi", "klik_portal.wsgi:application", "--host", host, "--port", port,
        "--workers", "1", "--blocking-threads", "64", "--log-level", "error",
    ]  # fmt: skip
    celery = [sys.executable, "-m", "celery", "-A", "klik_portal", "--quiet"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "solo",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "-n",
        f"embedded-{port}",
    ]
    # A process of its own: the solo pool of the worker leaves no room for an embedded beat.
    beat = [
        *celery,
        "beat",
        "--schedule",
        str(settings.DATA_DIR / "beat-schedule"),
        "--pidfile",
        "",
    ]
    return [Child("web", granian), Child("worker", worker), Child("beat", beat)]
