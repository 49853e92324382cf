"""What the visit pack says in both its forms, on paper and as one file for the screen."""

from django.utils.translation import gettext as _

from accreditation.assessment import Item
from accreditation.models import Correction, ItemReview
from klik_portal.core import wording
from klik_portal.core.text import in_one_line
from scheduling.models import AgreedAction
from scheduling.visit_pack import VisitPack


def facts(pack: VisitPack) -> list[tuple[str, str]]:
    """The institution: names and numbers that are known; what is not known is asked for on the spot."""
    library, details = pack.application.library, pack.application.details
    unknown = _("(belum ada, tanyakan)")
    known = [
        (_("Perpustakaan"), library.name),
        (_("Jenis"), str(library.type_label)),
        (_("Lembaga induk"), library.parent_body),
        (_("Kepala lembaga induk"), str(details.get("parent_head_name", ""))),
        (_("Kepala perpustakaan"), str(details.get("library_head_name", ""))),
        (_("Pengelola"), str(details.get("staff_names", ""))),
        (_("NPP"), library.npp),
        (_("Alamat"), ", ".join(part for part in (library.address, library.place) if part)),
        (_("Jumlah judul"), pack.title_count),
    ]
    return [(name, in_one_line(value) or unknown) for name, value in known]


def visit(pack: VisitPack) -> list[tuple[str, str]]:
    appointment, library = pack.appointment, pack.application.library
    details = pack.application.details
    contact = library.contact_name or str(details.get("contact_name", ""))
    phone = library.contact_phone or str(details.get("contact_phone", ""))
    return [
        (_("Waktu"), wording.moment(appointment.starts_at)),
        (_("Petugas"), ", ".join(pack.team)),
        (_("Kontak"), contact or "-"),
        (_("Nomor HP"), phone or _("belum ada")),
        (_("Cara ke sana"), library.way_to_get_there or _("belum ditulis")),
        (_("Yang dibahas"), appointment.agenda or "-"),
    ]


def answer(item: Item) -> str:
    if item.chosen is None:
        return _("Belum tahu") if item.is_unknown else _("Belum dijawab")
    tier = f" ({item.chosen.tier})" if item.chosen.tier else ""
    return f"{item.chosen.value}: {item.chosen.text}{tier}"


def desk_answer(review: ItemReview | None) -> str:
    """What an officer found at the desk; empty when nobody looked."""
    if review is None:
        return ""
    found = f"{review.option.value}: {review.option.text}" if review.option else ""
    return ". ".join(part.rstrip(".") for part in (found, review.note) if part)


def to_check(item: Item) -> str:
    """What to look at on the spot."""
    indicator = item.indicator
    wanted = _("Bukti: %s") % indicator.evidence_wanted if indicator.evidence_wanted else ""
    return " ".join(part for part in (indicator.hint, wanted) if part)


def correction(row: Correction) -> str:
    answered = (
        _("dijawab: %s") % (row.answer or _("sudah diperbaiki"))
        if row.answered_at
        else _("belum dijawab")
    )
    return f"{row.label}: {row.sentence} ({answered})"


def action(row: AgreedAction) -> str:
    who = row.who or str(row.get_side_display())
    until = _("sampai %s") % wording.short_day(row.due_on) if row.due_on else _("tanpa batas waktu")
    return f"{row.what} ({who}, {until})"
