"""Mounts the apps. Public paths are Indonesian words, names are English."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from klik_portal.accounts.audiences import everyone, sysadmins
from klik_portal.core.health import alive
from klik_portal.core.routing import guard_all, route
from klik_portal.desks.health import ready

urlpatterns = [
    route("healthz", alive, audience=everyone, name="healthz"),
    route("readyz", ready, audience=everyone, name="readyz"),
    path("", include("klik_portal.accounts.urls")),
    path("", include("klik_portal.people.urls")),
    path("", include("klik_portal.notifications.urls")),
    path("", include("klik_portal.papers.urls")),
    path("", include("klik_portal.guides.urls")),
    path("", include("klik_portal.reminders.urls")),
    path("", include("klik_portal.imports.urls")),
    path("", include("klik_portal.saved_views.urls")),
    path("", include("accreditation.urls")),
    path("", include("libraries.urls")),
    path("", include("scheduling.urls")),
    path("", include("klik_portal.satisfaction.urls")),
    path("", include("klik_portal.performance.urls")),
    path("", include("klik_portal.mailroom.urls")),
    path("", include("klik_portal.desks.urls")),
    path("admin-sistem/", (guard_all(admin.site.urls[0], sysadmins), "admin", "admin")),
]
if settings.DEMO:  # the component gallery, for those who build pages
    urlpatterns.append(path("", include("klik_portal.ui.urls")))

handler400 = "klik_portal.core.errors.bad_request"
handler403 = "klik_portal.core.errors.not_found"  # what is not for you does not exist
handler404 = "klik_portal.core.errors.not_found"
handler500 = "klik_portal.core.errors.server_error"
