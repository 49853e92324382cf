"""Who may knock where: the permission table of the schedule, one file per part."""

from scheduling.urls import appointments, papers, reports

app_name = "scheduling"

urlpatterns = [*appointments.routes, *papers.routes, *reports.routes]
