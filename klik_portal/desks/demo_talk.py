"""Example conversations: a question at night with an answer, one that still waits, a note among officers."""

from datetime import datetime, timedelta

from accreditation.models import Application
from accreditation.operations import conversation, internal_notes
from klik_portal.accounts.models import User
from klik_portal.core import clock


def talk(application: Application, keeper: User, officer: User, now: datetime) -> None:
    """A keeper wrote on an evening, the officer answered in the morning, one answer is unread."""
    evening = clock.at_wita(clock.wita(now).date() - timedelta(days=2), 21, 40)
    morning = evening + timedelta(hours=10, minutes=45)
    photo = application.documents.order_by("pk").last().file
    ticket = application.corrections.order_by("pk").last()
    said = (
        (keeper, "Selamat malam. Apakah foto rak seperti ini sudah cukup?", [photo], ticket, evening),
        (officer, "Selamat pagi, Bu Siti. Ambil sekali lagi dari depan, semua rak kelihatan.", [], None, morning),
        (keeper, "Baik, besok saya foto ulang.", [], None, morning + timedelta(hours=1)),
    )  # fmt: skip
    for by, text, files, about, at in said:
        conversation.send(
            application=application, text=text, files=files, about=about, by=by, at=at
        )
    internal_notes.write(
        application=application, text="Sinyal di desanya lemah. Telepon setelah pukul 14.00.",
        by=officer, at=morning,
    )  # fmt: skip
