"""Who may take the office's papers along: letters of a trip, packs and lists of a visit."""

from klik_portal.accounts.audiences import caseworkers, coordinators, readers
from klik_portal.core.routing import FORM, route
from scheduling.views import letterhead as letterhead_views
from scheduling.views import papers as views

routes = [
    route(
        "petugas/kop-surat/",
        letterhead_views.letterhead,
        audience=coordinators,
        name="letterhead",
        methods=FORM,
    ),
    route(
        "petugas/perjalanan/<str:code>/surat/",
        views.trip_letter,
        audience=caseworkers,
        name="trip-letter",
        methods=FORM,
    ),
    route(
        "petugas/perjalanan/<str:code>/surat-tugas.pdf",
        views.trip_letter_pdf,
        audience=readers,
        name="trip-letter-pdf",
    ),
    route(
        "petugas/perjalanan/<str:code>/jadwal.pdf",
        views.trip_itinerary_pdf,
        audience=readers,
        name="trip-itinerary-pdf",
    ),
    route(
        "petugas/jadwal/<str:code>/daftar-hadir.pdf",
        views.attendance_pdf,
        audience=readers,
        name="attendance-pdf",
    ),
    route("petugas/jadwal/<str:code>/paket.pdf", views.pack_pdf, audience=readers, name="pack-pdf"),
    route(
        "petugas/jadwal/<str:code>/paket.html", views.pack_html, audience=readers, name="pack-html"
    ),
]
