"""What every page knows about the site and the person looking at it: no query of its own."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klik_portal.accounts.roles import Role

VISITOR_NAV = (
    (_("Beranda"), "desks:front"),
    (_("Perpustakaan"), "libraries:directory"),
    (_("Capaian"), "performance:achievements"),
    (_("Panduan"), "guides:article-list"),
)
CASEWORKER_NAV = (
    (_("Antrean"), "accreditation:queue"),
    (_("Jadwal"), "scheduling:calendar"),
    (_("Perjalanan"), "scheduling:trip-list"),
    (_("Perpustakaan"), "libraries:registry"),
    (_("Kinerja"), "performance:dashboard"),
    (_("Pesan"), "notifications:inbox"),
    (_("Kelola"), "desks:manage"),
)
NAV = {
    Role.APPLICANT: (
        (_("Beranda"), "desks:home"),
        (_("Permohonan"), "accreditation:application-list"),
        (_("Jadwal"), "scheduling:appointment-list"),
        (_("Pesan"), "notifications:inbox"),
        (_("Panduan"), "guides:article-list"),
    ),
    Role.OFFICER: CASEWORKER_NAV,
    Role.COORDINATOR: CASEWORKER_NAV,
    Role.HEAD: (
        (_("Kinerja"), "performance:dashboard"),
        (_("Permohonan"), "accreditation:queue"),
        (_("Jadwal"), "scheduling:calendar"),
        (_("Perjalanan"), "scheduling:trip-list"),
        (_("Perpustakaan"), "libraries:directory"),
        (_("Panduan"), "guides:office-list"),
        (_("Pesan"), "notifications:inbox"),
    ),
    Role.SYSADMIN: ((_("Admin"), "admin:index"), (_("Pesan keluar"), "notifications:ledger")),
}

ROOMS = {  # addresses beside an entry's own; the longest wins, so Kelola has what nobody else claims
    "desks:manage": ("/petugas/", "/petugas/jadwal/aturan/", "/kalender-saya/"),
    "accreditation:queue": (
        "/petugas/beban/",
        "/petugas/permohonan/",
        "/petugas/pertanyaan/",
        "/petugas/dibantu/",
    ),
    "scheduling:calendar": ("/petugas/usulan-waktu/", "/petugas/tindak-lanjut/"),
    "scheduling:trip-list": ("/petugas/kunjungan/",),
}


@dataclass(frozen=True)
class NavEntry:
    label: str
    url: str
    is_current: bool


@cache
def _resolved(role: str | None) -> tuple[tuple[str, str], ...]:
    entries = NAV[Role(role)] if role else VISITOR_NAV
    return tuple((str(label), reverse(name)) for label, name in entries)


@cache
def _homes(role: str | None) -> dict[str, str]:
    """Start of an address -> the menu entry it belongs to."""
    names = [name for _label, name in (NAV[Role(role)] if role else VISITOR_NAV)]
    rooms = {room: reverse(name) for name in names for room in ROOMS.get(name, ())}
    return rooms | {url: url for _label, url in _resolved(role)}


def nav_entries(role: str | None, path: str) -> list[NavEntry]:
    """The entry whose address the page lies under is the current one; the longest address wins."""
    homes = _homes(role)
    under = [url for url in homes if path == url or (url != "/" and path.startswith(url))]
    current = homes.get(max(under, key=len, default=""))
    return [NavEntry(label, url, url == current) for label, url in _resolved(role)]


def site(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    role = user.role if user is not None and user.is_authenticated else None
    return {
        "nav": nav_entries(role, request.path),
        "demo": settings.DEMO,
        "canonical": settings.BASE_URL + request.path,  # without what was filtered for
    }
