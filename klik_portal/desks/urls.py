"""Pages that look over all apps."""

from klik_portal.accounts.audiences import (
    case_people,
    caseworkers,
    coordinators,
    everyone,
    readers,
    signed_in,
)
from klik_portal.core.routing import FORM, POST, route
from klik_portal.desks import (
    by_hand,
    case,
    district,
    for_crawlers,
    home,
    manage,
    open_data,
    public,
    reach,
    service,
)

app_name = "desks"

urlpatterns = [
    route("", public.front, audience=everyone, name="front", indexed=True),
    route("beranda/", home.home, audience=signed_in, name="home"),
    route("petugas/kelola/", manage.manage, audience=caseworkers, name="manage"),
    route("permohonan/<str:code>/", case.case, audience=case_people, name="case"),
    route("petugas/pesan/whatsapp/", by_hand.to_send, audience=caseworkers, name="by-hand"),
    route(
        "petugas/pesan/whatsapp/<str:token>/terkirim/",
        by_hand.sent,
        audience=caseworkers,
        name="by-hand-sent",
        methods=POST,
    ),
    route(
        "petugas/pesan/whatsapp/<str:token>/tidak-ada/",
        by_hand.unreachable,
        audience=caseworkers,
        name="by-hand-unreachable",
        methods=POST,
    ),
    route("petugas/tidak-terjangkau/", reach.unreachable, audience=readers, name="unreachable"),
    route(
        "petugas/permohonan/<str:code>/pesan/",
        reach.request_log,
        audience=readers,
        name="request-log",
    ),
    route(
        "petugas/orang/<str:public_id>/pesan/",
        reach.person_log,
        audience=readers,
        name="person-log",
    ),
    route("privasi/", public.privacy, audience=everyone, name="privacy", indexed=True),
    route("peta/", district.district, audience=everyone, name="map", indexed=True),
    route("robots.txt", for_crawlers.robots, audience=everyone, name="robots"),
    route("sitemap.xml", for_crawlers.sitemap_index, audience=everyone, name="sitemap-index"),
    route("sitemap-<slug:section>.xml", for_crawlers.sitemap, audience=everyone, name="sitemap"),
    route("data/", open_data.guide, audience=everyone, name="open-data", indexed=True),
    route("data/<slug:name>.json", open_data.as_json, audience=everyone, name="open-data-json"),
    route("data/<slug:name>.csv", open_data.as_csv, audience=everyone, name="open-data-csv"),
    route("layanan/", service.service, audience=everyone, name="service", indexed=True),
    route(
        "petugas/standar-layanan/",
        service.standard_edit,
        audience=coordinators,
        name="standard-edit",
        methods=FORM,
    ),
    route(
        "petugas/standar-layanan/<int:number>/",
        service.standard_version,
        audience=coordinators,
        name="standard-version",
    ),
    route(
        "petugas/maklumat/",
        service.pledge_edit,
        audience=coordinators,
        name="pledge-edit",
        methods=FORM,
    ),
]
