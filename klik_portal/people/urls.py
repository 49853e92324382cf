"""Who may manage accounts."""

from klik_portal.accounts.audiences import caseworkers, coordinators
from klik_portal.core.routing import FORM, POST, route
from klik_portal.people import views

app_name = "people"
USERS = "petugas/pengguna/"

urlpatterns = [
    route(USERS, views.user_list, audience=coordinators, name="user-list"),
    route(f"{USERS}baru/", views.user_new, audience=coordinators, name="user-new", methods=FORM),
    route(
        f"{USERS}<str:public_id>/",
        views.user_detail,
        audience=coordinators,
        name="user-detail",
        methods=FORM,
    ),
    route(
        f"{USERS}<str:public_id>/aktif/",
        views.user_activity,
        audience=coordinators,
        name="user-activity",
        methods=POST,
    ),
    route(
        "petugas/orang/<str:public_id>/kontak/",
        views.contact_edit,
        audience=caseworkers,
        name="contact-edit",
        methods=FORM,
    ),
    route(
        "petugas/kode-masuk/", views.hand_code, audience=caseworkers, name="hand-code", methods=FORM
    ),
]
