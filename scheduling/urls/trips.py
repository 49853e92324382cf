"""Readers see trips, caseworkers plan them."""

from klik_portal.accounts.audiences import caseworkers, readers
from klik_portal.core.routing import FORM, POST, route
from scheduling.views import trips as views

CHANGES = (
    ("baru/", views.trip_new, "trip-new", FORM),
    ("<str:code>/ubah/", views.trip_edit, "trip-edit", FORM),
    ("<str:code>/tim/", views.trip_team, "trip-team", FORM),
    ("<str:code>/biaya/", views.trip_budget, "trip-budget", FORM),
    ("<str:code>/pulang/", views.trip_way_home, "trip-way-home", FORM),
    ("<str:code>/tambah/", views.trip_add, "trip-add", FORM),
    ("<str:code>/tetapkan/", views.trip_fix, "trip-fix", POST),
    ("<str:code>/batal/", views.trip_cancel, "trip-cancel", FORM),
    ("<str:code>/selesai/", views.trip_finish, "trip-finish", POST),
    ("<str:code>/perhentian/<str:token>/", views.stop_edit, "stop-edit", FORM),
    ("<str:code>/perhentian/<str:token>/pindah/", views.stop_move, "stop-move", POST),
    ("<str:code>/perhentian/<str:token>/hapus/", views.stop_remove, "stop-remove", POST),
    ("<str:code>/perhentian/<str:token>/tunda/", views.stop_postpone, "stop-postpone", FORM),
    ("<str:code>/perhentian/<str:token>/kunjungi/", views.stop_revisit, "stop-revisit", POST),
)

routes = [
    route("petugas/perjalanan/", views.trip_list, audience=readers, name="trip-list"),
    *(
        route(
            f"petugas/perjalanan/{pattern}", view, audience=caseworkers, name=name, methods=methods
        )
        for pattern, view, name, methods in CHANGES
    ),
    route(
        "petugas/perjalanan/<str:code>/", views.trip_detail, audience=readers, name="trip-detail"
    ),
]
