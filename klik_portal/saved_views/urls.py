"""Who may keep views of the office's lists."""

from klik_portal.accounts.audiences import readers
from klik_portal.core.routing import FORM, POST, route
from klik_portal.saved_views import views

app_name = "saved_views"
KEPT = "petugas/tampilan/"

urlpatterns = [
    route(KEPT, views.view_list, audience=readers, name="view-list"),
    route(
        f"{KEPT}baru/<str:place>/", views.view_new, audience=readers, name="view-new", methods=FORM
    ),
    route(f"{KEPT}<str:token>/", views.view_edit, audience=readers, name="view-edit", methods=FORM),
    route(
        f"{KEPT}<str:token>/hapus/",
        views.view_remove,
        audience=readers,
        name="view-remove",
        methods=POST,
    ),
]
