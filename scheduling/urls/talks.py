"""Who may pick, propose, offer and change the times of talks."""

from klik_portal.accounts.audiences import applicants, caseworkers
from klik_portal.core.routing import FORM, POST, route
from scheduling.views import proposals, talks

TALK = "permohonan/<str:code>/konsultasi/"
PROPOSALS = "petugas/usulan-waktu/"

routes = [
    route(TALK, talks.talk_new, audience=applicants, name="talk-new", methods=FORM),
    route(
        f"{TALK}usulan/",
        talks.proposal_new,
        audience=applicants,
        name="proposal-new",
        methods=FORM,
    ),
    route(
        f"{TALK}tawaran/",
        talks.proposal_pick,
        audience=applicants,
        name="proposal-pick",
        methods=POST,
    ),
    route(
        f"{TALK}usulan/tarik/",
        talks.proposal_withdraw,
        audience=applicants,
        name="proposal-withdraw",
        methods=POST,
    ),
    route(
        "jadwal/<str:code>/ubah/",
        talks.talk_move,
        audience=applicants,
        name="talk-move",
        methods=FORM,
    ),
    route(
        "jadwal/<str:code>/batal/",
        talks.talk_cancel,
        audience=applicants,
        name="talk-cancel",
        methods=FORM,
    ),
    route(PROPOSALS, proposals.proposal_list, audience=caseworkers, name="proposal-list"),
    route(
        f"{PROPOSALS}<str:token>/",
        proposals.proposal_answer,
        audience=caseworkers,
        name="proposal-answer",
        methods=FORM,
    ),
    route(
        f"{PROPOSALS}<str:token>/tawaran/",
        proposals.proposal_offer,
        audience=caseworkers,
        name="proposal-offer",
        methods=FORM,
    ),
]
