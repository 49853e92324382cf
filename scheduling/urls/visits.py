"""Who may ask for a visit, and who sees who is ready."""

from klik_portal.accounts.audiences import applicants, caseworkers, readers
from klik_portal.core.routing import FORM, POST, route
from scheduling.views import visits as views

routes = [
    route(
        "permohonan/<str:code>/minta-kunjungan/",
        views.visit_request,
        audience=applicants,
        name="visit-request",
        methods=FORM,
    ),
    route(
        "permohonan/<str:code>/minta-kunjungan/tarik/",
        views.visit_withdraw,
        audience=applicants,
        name="visit-withdraw",
        methods=POST,
    ),
    route("petugas/kunjungan/", views.ready_list, audience=readers, name="ready-list"),
    route(
        "petugas/kunjungan/rancang/",
        views.trip_draft,
        audience=caseworkers,
        name="trip-draft",
        methods=POST,
    ),
]
