"""Who may read which messages."""

from klik_portal.accounts.audiences import caseworkers, everyone, operators, signed_in
from klik_portal.core.routing import FORM, POST, route
from klik_portal.notifications import views

app_name = "notifications"

urlpatterns = [
    route("pesan/", views.inbox, audience=signed_in, name="inbox"),
    route("pesan/dibaca/", views.inbox_read, audience=signed_in, name="inbox-read", methods=POST),
    route("petugas/pesan/", views.ledger, audience=operators, name="ledger"),
    route(
        "petugas/pesan/<str:token>/kirim-ulang/",
        views.send_again,
        audience=caseworkers,
        name="send-again",
        methods=POST,
    ),
    # Signed by Meta instead of signed in; a message only moves forward, so a replay is harmless.
    route(
        "webhook/whatsapp/",
        views.whatsapp_webhook,
        audience=everyone,
        name="whatsapp-webhook",
        methods=FORM,
        replay_guard=False,
    ),
]
