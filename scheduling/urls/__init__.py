"""Who may knock where: the permission table of the schedule, one file per part."""

from scheduling.urls import appointments, routes, taps, trips, visits

app_name = "scheduling"

urlpatterns = [
    *appointments.routes,
    *visits.routes,
    *routes.routes,
    *trips.routes,
    *taps.routes,
]
