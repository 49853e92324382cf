"""Pages that look over all apps."""

from klik_portal.accounts.audiences import case_people, caseworkers, everyone, signed_in
from klik_portal.core.routing import route
from klik_portal.desks import case, home, manage, public

app_name = "desks"

urlpatterns = [
    route("", public.front, audience=everyone, name="front"),
    route("beranda/", home.home, audience=signed_in, name="home"),
    route("petugas/kelola/", manage.manage, audience=caseworkers, name="manage"),
    route("permohonan/<str:code>/", case.case, audience=case_people, name="case"),
    route("privasi/", public.privacy, audience=everyone, name="privacy"),
    route("layanan/", public.service, audience=everyone, name="service"),
]
