"""Who may check a paper: everybody who holds one. Who may say how papers are numbered: coordinators."""

from klik_portal.accounts.audiences import coordinators, everyone
from klik_portal.core.routing import FORM, route
from klik_portal.papers import views

app_name = "papers"

urlpatterns = [
    route("periksa/", views.enter, audience=everyone, name="enter"),
    route("periksa/<str:code>/", views.check, audience=everyone, name="check"),
    route(
        "petugas/kop-surat/nomor/<str:kind>/",
        views.number_pattern,
        audience=coordinators,
        name="number-pattern",
        methods=FORM,
    ),
]
