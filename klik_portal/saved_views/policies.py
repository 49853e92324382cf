"""May this person keep or change this view?"""

from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core.verdict import Verdict
from klik_portal.saved_views.models import SavedView


def may_share(user: User) -> Verdict:
    if user.is_coordinator:
        return Verdict.yes()
    return Verdict.no(_("Hanya koordinator yang dapat menyimpan tampilan untuk semua petugas."))


def may_change(*, view: SavedView, user: User) -> Verdict:
    if view.belongs_to(user):
        return Verdict.yes()
    return Verdict.no(_("Tampilan untuk semua petugas diubah oleh koordinator."))
