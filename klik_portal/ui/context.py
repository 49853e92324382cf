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
    (_("Panduan"), "desks:guide-list"),
)
OFFICER_NAV = (
    (_("Antrean"), "accreditation:queue"),
    (_("Jadwal"), "scheduling:calendar"),
    (_("Perjalanan"), "scheduling:trip-list"),
    (_("Perpustakaan"), "libraries:registry"),
    (_("Kinerja"), "performance:dashboard"),
    (_("Pesan"), "notifications:inbox"),
)
NAV = {
    Role.APPLICANT: (
        (_("Beranda"), "desks:home"),
        (_("Permohonan"), "accreditation:application-list"),
        (_("Jadwal"), "scheduling:appointment-list"),
        (_("Pesan"), "notifications:inbox"),
        (_("Panduan"), "desks:guide-list"),
    ),
    Role.OFFICER: OFFICER_NAV,
    Role.COORDINATOR: (
        *OFFICER_NAV,
        (_("Instrumen"), "accreditation:instrument-list"),
        (_("Pengguna"), "people:user-list"),
    ),
    Role.HEAD: (
        (_("Kinerja"), "performance:dashboard"),
        (_("Permohonan"), "accreditation:queue"),
        (_("Jadwal"), "scheduling:calendar"),
        (_("Perjalanan"), "scheduling:trip-list"),
        (_("Perpustakaan"), "libraries:directory"),
        (_("Pesan"), "notifications:inbox"),
    ),
    Role.SYSADMIN: ((_("Admin"), "admin:index"), (_("Pesan keluar"), "notifications:ledger")),
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


def nav_entries(role: str | None, path: str) -> list[NavEntry]:
    """The entry whose address the page lies under is the current one; the longest address wins."""
    entries = _resolved(role)
    under = [url for _label, url in entries if path == url or (url != "/" and path.startswith(url))]
    current = max(under, key=len, default=None)
    return [NavEntry(label, url, url == current) for label, url in entries]


def site(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    role = user.role if user is not None and user.is_authenticated else None
    return {"nav": nav_entries(role, request.path), "demo": settings.DEMO}
