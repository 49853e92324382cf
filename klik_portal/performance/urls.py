"""Who may see which figures."""

from klik_portal.accounts.audiences import coordinators, everyone, readers
from klik_portal.core.routing import FORM, route
from klik_portal.performance import views

app_name = "performance"

urlpatterns = [
    route("kinerja/", views.dashboard, audience=readers, name="dashboard"),
    route("kinerja/daftar/", views.achieved_list, audience=readers, name="achieved-list"),
    route("capaian/", views.achievements, audience=everyone, name="achievements"),
    route(
        "petugas/renstra/", views.plan_list, audience=coordinators, name="plan-list", methods=FORM
    ),
    route(
        "petugas/renstra/<int:first_year>/",
        views.plan_detail,
        audience=coordinators,
        name="plan-detail",
        methods=FORM,
    ),
]
