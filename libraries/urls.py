"""Who may knock at which page of the registry."""

from klik_portal.accounts.audiences import (
    applicants,
    case_people,
    caseworkers,
    coordinators,
    everyone,
    fillers,
    readers,
)
from klik_portal.core.routing import FORM, POST, route
from libraries.views import (
    custody,
    members,
    merging,
    notices,
    office,
    public,
    regions,
    service_points,
    taking_out,
)

app_name = "libraries"
MINE, OFFICE, MEMBER = "perpustakaan-saya/", "petugas/perpustakaan/", "petugas/keanggotaan/"
HANDOVER = "serah-terima/"

urlpatterns = [
    route("perpustakaan/", public.directory, audience=everyone, name="directory", indexed=True),
    route(
        "perpustakaan/<str:code>/",
        public.library_public,
        audience=everyone,
        name="library-public",
        indexed=True,
    ),
    route(
        "perpustakaan/<str:code>/lencana.svg", public.badge, audience=everyone, name="library-badge"
    ),
    route(MINE, members.my_libraries, audience=applicants, name="my-libraries"),
    route(f"{MINE}cari/", members.find, audience=applicants, name="find"),
    route(f"{MINE}daftar/", members.register, audience=applicants, name="register", methods=FORM),
    route(
        f"{MINE}klaim/<str:code>/", members.claim, audience=applicants, name="claim", methods=FORM
    ),
    route(f"{MINE}<str:code>/", members.library_detail, audience=applicants, name="library-detail"),
    route(
        f"{MINE}<str:code>/ubah/",
        members.library_edit,
        audience=applicants,
        name="library-edit",
        methods=FORM,
    ),
    route(
        f"{MINE}<str:code>/layanan/baru/",
        service_points.new,
        audience=applicants,
        name="service-point-new",
        methods=FORM,
    ),
    route(
        f"{MINE}<str:code>/layanan/<str:token>/",
        service_points.edit,
        audience=applicants,
        name="service-point-edit",
        methods=FORM,
    ),
    route(OFFICE, office.registry_list, audience=readers, name="registry"),
    route(
        f"{OFFICE}baru/",
        office.registry_new,
        audience=caseworkers,
        name="registry-new",
        methods=FORM,
    ),
    route(f"{OFFICE}unduh.xlsx", taking_out.workbook, audience=readers, name="registry-workbook"),
    route(f"{OFFICE}unduh.csv", taking_out.as_csv, audience=readers, name="registry-csv"),
    route(f"{OFFICE}<str:code>/", office.registry_detail, audience=readers, name="registry-detail"),
    route(
        f"{OFFICE}<str:code>/untuk-umum/",
        notices.public_notice,
        audience=caseworkers,
        name="public-notice",
        methods=FORM,
    ),
    route(
        f"{OFFICE}<str:code>/ubah/",
        members.library_edit,
        audience=caseworkers,
        name="registry-edit",
        methods=FORM,
    ),
    route(
        f"{OFFICE}<str:code>/layanan/baru/",
        service_points.new,
        audience=caseworkers,
        name="registry-point-new",
        methods=FORM,
    ),
    route(
        f"{OFFICE}<str:code>/layanan/<str:token>/",
        service_points.edit,
        audience=caseworkers,
        name="registry-point-edit",
        methods=FORM,
    ),
    route(
        "petugas/layanan-perpustakaan/",
        service_points.point_list,
        audience=readers,
        name="service-point-list",
    ),
    # Without the replay guard: files are read for a second, outside any transaction.
    route(
        "petugas/wilayah/",
        regions.overview,
        audience=coordinators,
        name="regions",
        methods=FORM,
        replay_guard=False,
    ),
    route(
        "petugas/wilayah/<str:token>/",
        regions.load,
        audience=coordinators,
        name="region-load",
        methods=FORM,
    ),
    route(MEMBER, office.membership_queue, audience=caseworkers, name="membership-queue"),
    route(
        f"{MEMBER}<str:token>/konfirmasi/",
        office.membership_confirm,
        audience=caseworkers,
        name="membership-confirm",
        methods=POST,
    ),
    route(
        f"{MEMBER}<str:token>/akhiri/",
        office.membership_end,
        audience=caseworkers,
        name="membership-end",
        methods=FORM,
    ),
    route(
        f"{MINE}<str:code>/serah-terima/",
        custody.new,
        audience=applicants,
        name="custody-new",
        methods=FORM,
    ),
    route(
        f"{MEMBER}<str:token>/serah-terima/",
        custody.new_for,
        audience=caseworkers,
        name="custody-new-for",
        methods=FORM,
    ),
    route(
        f"{HANDOVER}<str:token>/",
        custody.detail,
        audience=case_people,
        name="custody",
        methods=FORM,
    ),
    route(
        f"{HANDOVER}<str:token>/surat/", custody.letter, audience=case_people, name="custody-letter"
    ),
    route(
        f"{HANDOVER}<str:token>/jawab/",
        custody.answer,
        audience=applicants,
        name="custody-answer",
        methods=POST,
    ),
    route(
        f"{HANDOVER}<str:token>/batal/",
        custody.cancel,
        audience=fillers,
        name="custody-cancel",
        methods=POST,
    ),
    route(
        f"petugas/{HANDOVER}<str:token>/konfirmasi/",
        custody.confirm,
        audience=caseworkers,
        name="custody-confirm",
        methods=POST,
    ),
    route(
        f"petugas/{HANDOVER}<str:token>/tolak/",
        custody.refuse,
        audience=caseworkers,
        name="custody-refuse",
        methods=FORM,
    ),
    route("petugas/perpustakaan-kembar/", merging.twin_list, audience=caseworkers, name="twins"),
    route(
        "petugas/perpustakaan-kembar/<str:code>/<str:other>/",
        merging.twin_dismiss,
        audience=caseworkers,
        name="twin-dismiss",
        methods=POST,
    ),
    route(f"{OFFICE}<str:code>/gabung/", merging.pick, audience=caseworkers, name="merge-pick"),
    route(
        f"{OFFICE}<str:code>/gabungan/",
        office.registry_merged,
        audience=readers,
        name="registry-merged",
    ),
    route(
        f"{OFFICE}<str:code>/gabung/<str:other>/",
        merging.merge,
        audience=caseworkers,
        name="merge",
        methods=FORM,
    ),
]
