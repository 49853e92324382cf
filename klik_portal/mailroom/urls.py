"""Who may change the words of messages."""

from klik_portal.accounts.audiences import caseworkers, coordinators
from klik_portal.core.routing import FORM, POST, route
from klik_portal.mailroom.views import texts

app_name = "mailroom"

urlpatterns = [
    route("petugas/teks/", texts.text_list, audience=caseworkers, name="text-list"),
    route(
        "petugas/teks/<str:event>/",
        texts.text_edit,
        audience=coordinators,
        name="text-edit",
        methods=FORM,
    ),
    route(
        "petugas/teks/<str:event>/kembalikan/",
        texts.text_restore,
        audience=coordinators,
        name="text-restore",
        methods=POST,
    ),
]
