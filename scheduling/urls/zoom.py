"""Who may start, connect and hear Zoom."""

from klik_portal.accounts.audiences import caseworkers, everyone, readers
from klik_portal.core.routing import POST, route
from scheduling.views import zoom as views

routes = [
    route(
        "petugas/jadwal/<str:code>/mulai/",
        views.appointment_start,
        audience=caseworkers,
        name="appointment-start",
    ),
    route(
        "petugas/jadwal/<str:code>/zoom/",
        views.zoom_retry,
        audience=caseworkers,
        name="zoom-retry",
        methods=POST,
    ),
    route("petugas/zoom/", views.zoom_ledger, audience=readers, name="zoom-ledger"),
    # Signed by Zoom instead of signed in; its own digest makes a replay harmless.
    route(
        "webhook/zoom/",
        views.zoom_webhook,
        audience=everyone,
        name="zoom-webhook",
        methods=POST,
        replay_guard=False,
    ),
]
