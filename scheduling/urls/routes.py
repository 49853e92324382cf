"""Coordinators keep the routes."""

from klik_portal.accounts.audiences import coordinators
from klik_portal.core.routing import FORM, GET, POST, route
from scheduling.views import routes as views

TABLE = (
    ("", views.route_list, "route-list", FORM),
    ("<str:token>/", views.route_detail, "route-detail", FORM),
    ("<str:token>/nama/", views.route_name, "route-name", FORM),
    ("<str:token>/hapus/", views.route_remove, "route-remove", POST),
    ("<str:token>/<str:code>/", views.route_point, "route-point", FORM),
    ("<str:token>/<str:code>/pindah/", views.route_point_move, "route-point-move", POST),
    ("<str:token>/<str:code>/hapus/", views.route_point_remove, "route-point-remove", POST),
)

routes = [
    route(
        f"petugas/jalur/{pattern}", view, audience=coordinators, name=name, methods=methods or GET
    )
    for pattern, view, name, methods in TABLE
]
