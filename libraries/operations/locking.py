"""One order of locks: first the library, then whatever hangs on it."""

from django.utils.translation import gettext as _

from klik_portal.core.verdict import Refused
from libraries.models import Library


def lock(library_id: int) -> Library:
    """The library as it is now; others who change it or its people wait until we are done."""
    library = (
        Library.objects.select_for_update(of=("self",)).with_region().filter(pk=library_id).first()
    )
    if library is None:
        raise Refused(_("Perpustakaan ini baru saja digabung. Buka lagi dari daftar."))
    return library
