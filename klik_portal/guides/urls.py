"""Who may read and write guides."""

from klik_portal.accounts.audiences import everyone
from klik_portal.core.routing import route
from klik_portal.guides import views

app_name = "guides"

urlpatterns = [
    route("panduan/", views.article_list, audience=everyone, name="article-list"),
    route("panduan/<slug:slug>/", views.article, audience=everyone, name="article"),
]
