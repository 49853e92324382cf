"""Who may knock where: the permission table of the schedule, one file per part."""

from scheduling.urls import actions, appointments, zoom

app_name = "scheduling"

urlpatterns = [*appointments.routes, *zoom.routes, *actions.routes]
