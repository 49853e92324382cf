"""Who may knock where: the permission table of the schedule, one file per part."""

from scheduling.urls import (
    actions,
    appointments,
    feeds,
    hours,
    papers,
    reports,
    routes,
    talks,
    taps,
    trips,
    visits,
    zoom,
)

app_name = "scheduling"

urlpatterns = [
    *hours.routes,
    *talks.routes,
    *feeds.routes,
    *appointments.routes,
    *visits.routes,
    *routes.routes,
    *trips.routes,
    *taps.routes,
    *zoom.routes,
    *actions.routes,
    *papers.routes,
    *reports.routes,
]
