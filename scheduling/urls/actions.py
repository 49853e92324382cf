"""Who may agree, finish and see agreed actions."""

from klik_portal.accounts.audiences import case_people, caseworkers, readers
from klik_portal.core.routing import FORM, route
from scheduling.views import actions as views

routes = [
    route("petugas/tindak-lanjut/", views.action_list, audience=readers, name="action-list"),
    route(
        "petugas/permohonan/<str:code>/tindak-lanjut-baru/",
        views.action_new,
        audience=caseworkers,
        name="action-new",
        methods=FORM,
    ),
    route(
        "petugas/tindak-lanjut/<str:token>/ubah/",
        views.action_edit,
        audience=caseworkers,
        name="action-edit",
        methods=FORM,
    ),
    route(
        "petugas/tindak-lanjut/<str:token>/tidak-jadi/",
        views.action_drop,
        audience=caseworkers,
        name="action-drop",
        methods=FORM,
    ),
    route(
        "tindak-lanjut/<str:token>/selesai/",
        views.action_finish,
        audience=case_people,
        name="action-finish",
        methods=FORM,
    ),
]
