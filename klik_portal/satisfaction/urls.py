"""Who may answer, who may read the answers, who may publish."""

from klik_portal.accounts.audiences import coordinators, everyone, readers
from klik_portal.core.routing import FORM, route
from klik_portal.satisfaction import views

app_name = "satisfaction"
OFFICE = "petugas/survei/"

urlpatterns = [
    # Without the replay guard: its row would say who sent the form, and when. The answer's own key
    # makes a copy harmless.
    route(
        "survei/",
        views.survey,
        audience=everyone,
        name="survey",
        methods=FORM,
        replay_guard=False,
    ),
    route("survei/terima-kasih/", views.thanks, audience=everyone, name="thanks"),
    route("survei/hasil/", views.published, audience=everyone, name="published", indexed=True),
    route(
        "survei/hasil/<int:year>/",
        views.published_year,
        audience=everyone,
        name="published-year",
        indexed=True,
    ),
    route(
        "survei/undangan/<str:token>/",
        views.invited,
        audience=everyone,
        name="invited",
        methods=FORM,
        replay_guard=False,
    ),
    route(OFFICE, views.results, audience=readers, name="results"),
    route(f"{OFFICE}saran/", views.comments, audience=readers, name="comments"),
    route(f"{OFFICE}unduh/", views.export, audience=readers, name="export"),
    route(f"{OFFICE}poster/", views.poster, audience=readers, name="poster"),
    route(f"{OFFICE}terbit/", views.publish, audience=coordinators, name="publish", methods=FORM),
]
