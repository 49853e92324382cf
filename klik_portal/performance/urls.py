"""Who may see which figures."""

from klik_portal.accounts.audiences import coordinators, everyone, leaders, readers
from klik_portal.core.routing import FORM, route
from klik_portal.performance.views import dashboard, plans, public, releases, reports

app_name = "performance"
PLAN = "petugas/renstra/<int:first_year>/"
INDICATOR = f"{PLAN}<int:number>/"
REPORT = "kinerja/laporan/<int:year>/"

urlpatterns = [
    route("kinerja/", dashboard.dashboard, audience=readers, name="dashboard"),
    route("kinerja/daftar/", dashboard.figure_list, audience=readers, name="figure-list"),
    route("capaian/", public.achievements, audience=everyone, name="achievements", indexed=True),
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
    route(PLAN, plans.plan_detail, audience=coordinators, name="plan-detail"),
    route(f"{PLAN}ubah/", plans.plan_edit, audience=coordinators, name="plan-edit", methods=FORM),
    route(f"{PLAN}kunci/", plans.year_lock, audience=coordinators, name="year-lock", methods=FORM),
    route(
        f"{PLAN}indikator-baru/",
        plans.indicator_new,
        audience=coordinators,
        name="indicator-new",
        methods=FORM,
    ),
    route(
        INDICATOR,
        plans.indicator_detail,
        audience=coordinators,
        name="indicator-detail",
        methods=FORM,
    ),
    route(
        f"{INDICATOR}ubah/",
        plans.indicator_edit,
        audience=coordinators,
        name="indicator-edit",
        methods=FORM,
    ),
    route(
        f"{INDICATOR}angka/",
        plans.hand_value,
        audience=coordinators,
        name="hand-value",
        methods=FORM,
        replay_guard=False,
    ),
    route(
        "kinerja/bukti/<str:token>/",
        plans.hand_value_proof,
        audience=readers,
        name="hand-value-proof",
    ),
    route(REPORT, reports.report, audience=readers, name="report"),
    route(
        f"{REPORT}narasi/",
        reports.narrative,
        audience=coordinators,
        name="narrative",
        methods=FORM,
    ),
    route(f"{REPORT}pdf/", reports.report_paper, audience=readers, name="report-paper"),
    route(f"{REPORT}excel/", reports.report_workbook, audience=readers, name="report-workbook"),
    route(
        f"{REPORT}bulan/<int:month>/",
        reports.monthly_paper,
        audience=readers,
        name="monthly-paper",
    ),
    route(f"{REPORT}paket/", reports.evidence_pack, audience=leaders, name="evidence-pack"),
    route(
        f"{REPORT}beku/",
        reports.snapshot_new,
        audience=coordinators,
        name="snapshot-new",
        methods=FORM,
    ),
    route(
        f"{REPORT}beku/<str:token>/",
        reports.snapshot_detail,
        audience=readers,
        name="snapshot-detail",
    ),
]
