"""The radar's list as a spreadsheet: whom to call, in the office's own way of working."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accreditation.radar import Row
from klik_portal.core import spreadsheets, wording


def drawn(rows: Iterable[Row]) -> bytes:
    columns = [
        _("Perpustakaan"), _("Jenis"), _("Kecamatan"), _("Desa/kelurahan"), _("Peringkat"),
        _("Nomor sertifikat"), _("Berlaku sampai"), _("Berakhir"), _("Perpanjangan"),
        _("Diingatkan terakhir"), _("Pengingat berikutnya"), _("Pengelola"), _("Kontak perpustakaan"),
    ]  # fmt: skip
    lines = (dict(zip(columns, _cells(row), strict=True)) for row in rows)
    widths = {_("Perpustakaan"): 40, _("Pengelola"): 30, _("Nomor sertifikat"): 24}
    return spreadsheets.write(title="Radar", columns=columns, rows=lines, widths=widths)


def _cells(row: Row) -> list[str]:
    library, renewal = row.outcome.library, row.renewal
    return [
        library.name,
        str(library.get_type_display()),
        library.kecamatan.name,
        library.desa.name,
        row.outcome.grade,
        row.outcome.certificate_number,
        wording.short_day(row.outcome.valid_until),
        str(row.bucket.label),
        f"{renewal.code}, {renewal.get_state_display()}" if renewal else "",
        wording.short_moment(row.told_at) if row.told_at else "",
        wording.short_moment(row.next_at) if row.next_at else "",
        ", ".join(person.display_name for person in row.contact.people),
        f"{library.contact_name} {library.contact_phone}".strip(),
    ]
