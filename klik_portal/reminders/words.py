"""What every reminder can say, whatever it is about. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klik_portal.core import wording
from klik_portal.core.clock import wita
from klik_portal.notifications.texts import MessageText, Placeholder

ABOUT = gettext_lazy("Pengingat")
NEARLY = timedelta(hours=48)
WHEN = Placeholder(gettext_lazy("Seberapa jauh dari sekarang"), "2 hari lagi")
LATE = Placeholder(
    gettext_lazy("Keterangan bila pengingat terlambat; biasanya kosong"),
    "Pengingat ini terlambat. Seharusnya dikirim Selasa, 24 November 2026 pukul 08.00 WITA.",
    is_rare=True,
)
COMMON = {"kapan": WHEN, "terlambat": LATE}


def when(moment: datetime, now: datetime, *, is_day: bool) -> str:
    """3 hari lagi, 19 jam lagi, kurang dari satu jam lagi, kemarin"""
    left = moment - now
    if is_day or not timedelta(0) < left < NEARLY:
        return wording.days_from(wita(moment).date(), wita(now).date())
    hours = int(left / timedelta(hours=1))
    return _("%d jam lagi") % hours if hours else _("kurang dari satu jam lagi")


def late(due_at: datetime, *, is_late: bool) -> str:
    if not is_late:
        return ""
    told = _("Pengingat ini terlambat. Seharusnya dikirim %s.")
    return told % wording.moment(due_at)


def text(
    event: str,
    label: str,
    audience: str,
    *,
    subject: str,
    body: str,
    placeholders: Mapping[str, Placeholder],
) -> MessageText:
    """A reminder's text: what it says of its own, and the remark that it comes late."""
    return MessageText(
        event=f"reminder.{event}",
        label=label,
        audience=audience,
        subject=subject,
        body=format_lazy("{}\n{{terlambat}}", body),
        placeholders={**placeholders, **COMMON},
    )


DIGEST = MessageText(
    event="reminder.digest",
    label=gettext_lazy("Rangkuman harian"),
    audience=gettext_lazy("Semua orang yang punya pengingat hari itu"),
    subject=gettext_lazy("{jumlah} hal menunggu Anda"),
    body=gettext_lazy(
        "Rangkuman pengingat Anda hari ini:\n- {pengingat}\n\n"
        "Yang sudah selesai tidak diingatkan lagi."
    ),
    placeholders={
        "jumlah": Placeholder(gettext_lazy("Banyaknya hal"), "3"),
        "pengingat": Placeholder(
            gettext_lazy("Satu baris untuk tiap hal"),
            ("Perbaiki permohonan KLK-2026-0042: 2 hari lagi",),
        ),
    },
)
