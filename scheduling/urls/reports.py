"""Who writes and who reads the report of a visit."""

from klik_portal.accounts.audiences import case_people, caseworkers
from klik_portal.core.routing import FORM, POST, route
from scheduling.views import reports as views

routes = [
    route(
        "petugas/jadwal/<str:code>/laporan/",
        views.visit_report,
        audience=caseworkers,
        name="visit-report",
        methods=FORM,
    ),
    route(
        "petugas/jadwal/<str:code>/laporan/selesai/",
        views.report_finish,
        audience=caseworkers,
        name="report-finish",
        methods=FORM,
    ),
    route(
        "petugas/jadwal/<str:code>/laporan/foto/",
        views.report_photos,
        audience=caseworkers,
        name="report-photos",
        methods=FORM,
        replay_guard=False,
    ),
    route(
        "petugas/jadwal/<str:code>/laporan/foto/<str:token>/hapus/",
        views.report_photo_remove,
        audience=caseworkers,
        name="report-photo-remove",
        methods=POST,
    ),
    route(
        "petugas/jadwal/<str:code>/laporan/pindaian/",
        views.report_scan,
        audience=caseworkers,
        name="report-scan",
        methods=FORM,
        replay_guard=False,
    ),
    route(
        "jadwal/<str:code>/berita-acara.pdf",
        views.minutes_pdf,
        audience=case_people,
        name="minutes-pdf",
    ),
    route(
        "jadwal/<str:code>/berita-acara/pindaian/",
        views.report_scan_file,
        audience=case_people,
        name="report-scan-file",
    ),
    route(
        "jadwal/<str:code>/foto/<str:token>/",
        views.report_photo,
        audience=case_people,
        name="report-photo",
    ),
    route(
        "jadwal/<str:code>/foto/<str:token>/pratinjau/",
        views.report_photo_preview,
        audience=case_people,
        name="report-photo-preview",
    ),
]
