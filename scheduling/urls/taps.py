"""Whoever holds the link answers the question."""

from klik_portal.accounts.audiences import everyone
from klik_portal.core.routing import FORM, route
from scheduling.views import taps as views

routes = [
    route("kesiapan/<str:token>/", views.tap, audience=everyone, name="tap", methods=FORM),
]
