"""May this person do this to this library?"""

from django.utils.translation import gettext as _

from klik_portal.accounts.models import User
from klik_portal.core.verdict import Verdict
from libraries.models import Library, LibraryMembership, MemberKind


def may_edit(*, library: Library, user: User) -> Verdict:
    """Caseworkers and confirmed keepers; somebody whose claim still waits may only look."""
    if user.is_caseworker:
        return Verdict.yes()
    membership = LibraryMembership.objects.of(user, library)
    if membership is None or membership.kind != MemberKind.KEEPER:
        return Verdict.no(_("Hanya pengelola perpustakaan yang dapat mengubah data ini."))
    if not membership.is_confirmed:
        return Verdict.no(
            _("Anda dapat mengubah data setelah petugas mengonfirmasi Anda sebagai pengelola.")
        )
    return Verdict.yes()


def wrote_down(*, library: Library, user: User) -> bool:
    """Every fact there is of this library came from this person; once confirmed it has other keepers."""
    return library.registered_by_id == user.pk and not library.is_verified
