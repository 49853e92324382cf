"""What went wrong with a message, in plain words, and what to do about it. Pure.

The other side's own words stay in the ledger for the office's IT person.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

CODE = re.compile(r"^(\d{3})\b")
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
CONNECTION = re.compile(
    r"refused|timed? ?out|timeout|unreachable|name or service|resolution|reset|broken pipe"
    r"|connection|disconnected|ssl|certificate|cannot be reached|did not answer",
    re.IGNORECASE,
)
FULL = re.compile(r"quota|mailbox.{0,12}full|full.{0,12}mailbox|insufficient.*storage", re.I)
SPAM = re.compile(r"spam|policy|blocked|blacklist|block ?list|reputation|dmarc|spf", re.I)
NOT_ON_WHATSAPP = re.compile(r"\((131026|131030|131021)\)")


@dataclass(frozen=True)
class Trouble:
    what: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.what} {self.to_do}"


def explain(*, state: str, error: str) -> Trouble | None:
    """For a message that did not get through, or not yet; None when nothing is wrong."""
    if state == "cancelled":
        return Trouble(error, "") if error else None
    if state not in ("failed", "parked", "queued", "sending") or (not error and state != "parked"):
        return None
    what, to_do = _cause(error)
    if state in ("queued", "sending"):
        return Trouble(what, _("Klik mencoba lagi sendiri."))
    if state == "parked":
        return Trouble(_("Lima kali dicoba, belum berhasil. %s") % what, to_do)
    return Trouble(what, to_do)


def _cause(error: str) -> tuple[str, str]:
    if error.startswith("WhatsApp"):
        return _whatsapp(error)
    if error.startswith("Nomor ini"):  # what an officer found out
        return error, _("Hubungi lewat telepon.")
    code = int(match[1]) if (match := CODE.match(error)) else 0
    if FULL.search(error) or code in (452, 552):
        return _("Kotak surat penerima penuh."), _("Minta ia mengosongkannya, atau telepon dulu.")
    if SPAM.search(error):
        return (
            _("Surel kami ditolak sebagai surel yang tidak diinginkan."),
            _("Beri tahu admin sistem, dan hubungi lewat telepon."),
        )
    if code in (550, 551, 553) or _says_no_such_address(error):
        return _("Alamat surel ini tidak ada."), _("Telepon, lalu betulkan kontaknya.")
    if code in (530, 534, 535):
        return _("Server surel menolak kata sandi Klik."), _("Beri tahu admin sistem.")
    if code >= 500:
        return _("Server surel penerima menolak pesan ini."), _("Hubungi lewat telepon.")
    if code >= 400:
        return _("Server surel penerima sedang sibuk."), _("Kirim ulang nanti.")
    if CONNECTION.search(error):
        return _("Server surel tidak dapat dihubungi."), _("Kirim ulang nanti, atau beri tahu admin sistem.")  # fmt: skip
    return _("Pesan ini tidak dapat dikirim."), _("Periksa kontaknya, atau beri tahu admin sistem.")


def _says_no_such_address(error: str) -> bool:
    match = ENHANCED.search(error)
    return bool(match) and match.group(1, 2) == ("5", "1")


def _whatsapp(error: str) -> tuple[str, str]:
    if NOT_ON_WHATSAPP.search(error):
        return _("Nomor ini tidak dapat menerima WhatsApp."), _("Hubungi lewat telepon.")
    if CONNECTION.search(error):
        return _("WhatsApp tidak dapat dihubungi."), _("Kirim ulang nanti.")
    if re.match(r"WhatsApp (401|403)\b|.*\((0|3|10|190|131005|131031|131042)\)", error):
        return _("WhatsApp menolak kunci Klik."), _("Beri tahu admin sistem.")
    if re.match(r"WhatsApp (429|5\d\d)\b", error):
        return _("WhatsApp sedang sibuk."), _("Kirim ulang nanti.")
    return _("WhatsApp menolak pesan ini."), _("Kirim dari WhatsApp kantor, atau telepon.")
