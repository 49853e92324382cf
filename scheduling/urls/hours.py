"""Who may see and change hours, holidays and the rules of booking."""

from klik_portal.accounts.audiences import caseworkers, coordinators
from klik_portal.core.routing import FORM, POST, route
from scheduling.views import holidays, hours

HOURS = "petugas/jam-kerja/"
HOLIDAYS = "petugas/hari-libur/"

routes = [
    route(HOURS, hours.hours_list, audience=caseworkers, name="hours-list"),
    route(
        f"{HOURS}<str:public_id>/",
        hours.hours_detail,
        audience=caseworkers,
        name="hours-detail",
        methods=FORM,
    ),
    route(
        f"{HOURS}<str:public_id>/hari/",
        hours.exception_new,
        audience=caseworkers,
        name="exception-new",
        methods=FORM,
    ),
    route(
        f"{HOURS}<str:public_id>/hari/<str:token>/hapus/",
        hours.exception_drop,
        audience=caseworkers,
        name="exception-drop",
        methods=POST,
    ),
    route(
        f"{HOURS}<str:public_id>/tidak-masuk/",
        hours.leave_new,
        audience=caseworkers,
        name="leave-new",
        methods=FORM,
    ),
    route(
        f"{HOURS}<str:public_id>/tidak-masuk/<str:token>/hapus/",
        hours.leave_drop,
        audience=caseworkers,
        name="leave-drop",
        methods=POST,
    ),
    route(
        "petugas/jadwal/aturan/",
        hours.rules_edit,
        audience=coordinators,
        name="rules-edit",
        methods=FORM,
    ),
    route(HOLIDAYS, holidays.holiday_list, audience=coordinators, name="holiday-list"),
    route(
        f"{HOLIDAYS}baru/",
        holidays.holiday_new,
        audience=coordinators,
        name="holiday-new",
        methods=FORM,
    ),
    route(
        f"{HOLIDAYS}<str:day>/",
        holidays.holiday_edit,
        audience=coordinators,
        name="holiday-edit",
        methods=FORM,
    ),
    route(
        f"{HOLIDAYS}<str:day>/hapus/",
        holidays.holiday_remove,
        audience=coordinators,
        name="holiday-remove",
        methods=POST,
    ),
]
