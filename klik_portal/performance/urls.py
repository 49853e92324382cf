"""Who may see which figures."""

from klik_portal.accounts.audiences import coordinators, everyone, readers
from klik_portal.core.routing import FORM, route
from klik_portal.performance.views import dashboard, plans, public, releases

app_name = "performance"

urlpatterns = [
    route("kinerja/", dashboard.dashboard, audience=readers, name="dashboard"),
    route("kinerja/daftar/", dashboard.figure_list, audience=readers, name="figure-list"),
    route("capaian/", public.achievements, audience=everyone, name="achievements"),
    route(
        "petugas/renstra/", plans.plan_list, audience=coordinators, name="plan-list", methods=FORM
    ),
    route(
        "petugas/renstra/rilis/",
        releases.release_list,
        audience=coordinators,
        name="release-list",
        methods=FORM,
    ),
    route(
        "petugas/renstra/<int:first_year>/",
        plans.plan_detail,
        audience=coordinators,
        name="plan-detail",
        methods=FORM,
    ),
]
