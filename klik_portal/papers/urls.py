"""Who may check a paper: everybody who holds one."""

from klik_portal.accounts.audiences import everyone
from klik_portal.core.routing import route
from klik_portal.papers import views

app_name = "papers"

urlpatterns = [
    route("periksa/", views.enter, audience=everyone, name="enter"),
    route("periksa/<str:code>/", views.check, audience=everyone, name="check"),
]
