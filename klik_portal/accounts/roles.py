"""The roles of Klik. A role says who somebody is in the office; libraries know their members."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    APPLICANT = "applicant", _("Pemohon")
    OFFICER = "officer", _("Petugas")
    COORDINATOR = "coordinator", _("Koordinator")
    HEAD = "head", _("Pimpinan")
    SYSADMIN = "sysadmin", _("Admin sistem")


DESCRIPTIONS = {
    Role.APPLICANT: _("Mengajukan dan mengikuti permohonan perpustakaannya sendiri."),
    Role.OFFICER: _("Memeriksa permohonan, mendampingi, menjadwalkan, dan mencatat hasil."),
    Role.COORDINATOR: _(
        "Semua tugas petugas, ditambah membagi tugas, target, libur, dan pengguna."
    ),
    Role.HEAD: _("Membaca kinerja dan buktinya; tidak mengubah apa pun."),
    Role.SYSADMIN: _("Mengurus server dan halaman admin; tidak menangani permohonan."),
}

GRANTABLE = [role for role in Role if role != Role.SYSADMIN]  # that one is given on the server
CASEWORKERS = frozenset({Role.OFFICER, Role.COORDINATOR})
STAFF = frozenset({Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.SYSADMIN})
READERS = frozenset({Role.OFFICER, Role.COORDINATOR, Role.HEAD})  # may read every request
