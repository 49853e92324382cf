"""Who may see and change appointments."""

from klik_portal.accounts.audiences import applicants, case_people, caseworkers, readers
from klik_portal.core.routing import FORM, route
from scheduling.views import actions, calendar
from scheduling.views import appointments as views

routes = [
    route("jadwal/", views.appointment_list, audience=applicants, name="appointment-list"),
    route(
        "jadwal/<str:code>/",
        views.appointment_detail,
        audience=case_people,
        name="appointment-detail",
    ),
    route(
        "jadwal/<str:code>/kalender.ics",
        views.appointment_calendar,
        audience=case_people,
        name="appointment-calendar",
    ),
    route("petugas/jadwal/", calendar.calendar, audience=readers, name="calendar"),
    route(
        "petugas/permohonan/<str:code>/jadwal-baru/",
        views.appointment_new,
        audience=caseworkers,
        name="appointment-new",
        methods=FORM,
    ),
    route(
        "petugas/jadwal/<str:code>/pindah/",
        views.appointment_move,
        audience=caseworkers,
        name="appointment-move",
        methods=FORM,
    ),
    route(
        "petugas/jadwal/<str:code>/batal/",
        views.appointment_cancel,
        audience=caseworkers,
        name="appointment-cancel",
        methods=FORM,
    ),
    route(
        "petugas/jadwal/<str:code>/hasil/",
        actions.appointment_result,
        audience=caseworkers,
        name="appointment-result",
        methods=FORM,
    ),
]
