"""The component gallery; klik_portal.urls mounts it only where settings.DEMO is on."""

from klik_portal.accounts.audiences import everyone
from klik_portal.core.routing import route
from klik_portal.ui import views

app_name = "ui"
urlpatterns = [route("galeri/", views.gallery, audience=everyone, name="gallery")]
