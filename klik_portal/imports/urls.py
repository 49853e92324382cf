"""Officers bring sheets in; nobody else sees them."""

from klik_portal.accounts.audiences import caseworkers
from klik_portal.core.routing import FORM, POST, route
from klik_portal.imports import views

app_name = "imports"
OFFICE = "petugas/impor/"
ONE = f"{OFFICE}<str:token>/"

urlpatterns = [
    route(OFFICE, views.batch_list, audience=caseworkers, name="list"),
    # Without the replay guard: a sheet is read for a second or two, outside any transaction.
    route(
        f"{OFFICE}baru/<slug:kind>/",
        views.new,
        audience=caseworkers,
        name="new",
        methods=FORM,
        replay_guard=False,
    ),
    route(
        f"{OFFICE}contoh/<slug:kind>.xlsx", views.template, audience=caseworkers, name="template"
    ),
    route(ONE, views.batch, audience=caseworkers, name="batch"),
    route(f"{ONE}kolom/", views.columns, audience=caseworkers, name="columns", methods=FORM),
    route(f"{ONE}baris/<slug:shown>/", views.rows, audience=caseworkers, name="rows"),
    route(f"{ONE}mirip/", views.decide, audience=caseworkers, name="decide", methods=FORM),
    route(
        f"{ONE}mirip/sisanya/",
        views.decide_rest,
        audience=caseworkers,
        name="decide-rest",
        methods=POST,
    ),
    route(f"{ONE}periksa/", views.check, audience=caseworkers, name="check", methods=POST),
    route(f"{ONE}simpan/", views.confirm, audience=caseworkers, name="confirm", methods=POST),
    route(f"{ONE}batalkan/", views.undo, audience=caseworkers, name="undo", methods=FORM),
    route(f"{ONE}buang/", views.discard, audience=caseworkers, name="discard", methods=POST),
    route(f"{ONE}perbaiki.xlsx", views.to_mend, audience=caseworkers, name="to-mend"),
]
