"""Who may change the words of messages, and write to many."""

from klik_portal.accounts.audiences import caseworkers, coordinators
from klik_portal.core.routing import FORM, POST, route
from klik_portal.mailroom.views import bulk, texts

app_name = "mailroom"

urlpatterns = [
    route(
        "petugas/pesan/kirim/", bulk.bulk_new, audience=caseworkers, name="bulk-new", methods=FORM
    ),
    route(
        "petugas/pesan/kirim/<str:token>/",
        bulk.bulk_detail,
        audience=caseworkers,
        name="bulk-detail",
    ),
    route(
        "petugas/pesan/kirim/<str:token>/tarik/",
        bulk.bulk_undo,
        audience=caseworkers,
        name="bulk-undo",
        methods=POST,
    ),
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
