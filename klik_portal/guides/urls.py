"""Who may read and write guides."""

from klik_portal.accounts.audiences import caseworkers, everyone, readers
from klik_portal.core.routing import FORM, POST, route
from klik_portal.guides.views import reading, writing

app_name = "guides"
OFFICE = "petugas/panduan/"
ONE = f"{OFFICE}<slug:slug>/"
VERSION = f"{ONE}versi/<int:number>/"

urlpatterns = [
    route("panduan/", reading.article_list, audience=everyone, name="article-list", indexed=True),
    route("panduan/unduh/<str:name>", reading.paper, audience=everyone, name="paper"),
    route("panduan/<slug:slug>/", reading.article, audience=everyone, name="article", indexed=True),
    route(OFFICE, writing.office_list, audience=readers, name="office-list"),
    route(
        f"{OFFICE}baru/",
        writing.article_new,
        audience=caseworkers,
        name="article-new",
        methods=FORM,
    ),
    route(ONE, writing.office_article, audience=readers, name="office-article"),
    route(
        f"{ONE}ubah/",
        writing.article_edit,
        audience=caseworkers,
        name="article-edit",
        methods=FORM,
    ),
    route(
        f"{ONE}terbit/",
        writing.article_publish,
        audience=caseworkers,
        name="article-publish",
        methods=POST,
    ),
    route(
        f"{ONE}tarik/",
        writing.article_withdraw,
        audience=caseworkers,
        name="article-withdraw",
        methods=POST,
    ),
    route(VERSION, writing.version_detail, audience=readers, name="version-detail"),
    route(
        f"{VERSION}pulihkan/",
        writing.version_restore,
        audience=caseworkers,
        name="version-restore",
        methods=POST,
    ),
]
