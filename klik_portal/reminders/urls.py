"""Who may knock at which page of the reminders."""

from klik_portal.accounts.audiences import coordinators, signed_in
from klik_portal.core.routing import FORM, POST, route
from klik_portal.reminders import views

app_name = "reminders"
LADDER = "petugas/pengingat/"

urlpatterns = [
    route("akun/pengingat/", views.wishes, audience=signed_in, name="wishes", methods=FORM),
    route(LADDER, views.rule_list, audience=coordinators, name="rule-list"),
    route(f"{LADDER}jejak/", views.trace, audience=coordinators, name="trace"),
    route(
        f"{LADDER}jejak/<str:token>/coba-lagi/",
        views.take_again,
        audience=coordinators,
        name="take-again",
        methods=POST,
    ),
    route(f"{LADDER}simulasi/", views.simulation, audience=coordinators, name="simulation"),
    route(
        f"{LADDER}aturan/<slug:code>/",
        views.rule_edit,
        audience=coordinators,
        name="rule-edit",
        methods=FORM,
    ),
]
