"""Example conversations, questions of visitors, and a request that an officer files for a caller."""

from datetime import datetime, timedelta

from accreditation.models import Application
from accreditation.operations import assisted, conversation, internal_notes, questions
from klik_portal.accounts.models import User
from klik_portal.core import clock
from libraries.models import Library

LINKS = ("kunci-demo", "kunci-demo-terjawab")  # what follows /tanya/ in the demo


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


def ask(officer: User, now: datetime) -> None:
    """The question box: one visitor waits for an answer, another one has it."""
    waiting = questions.Asked(
        "Apakah majalah dan koran ikut dihitung dalam 1.000 judul?", "Ibu Rahma"
    )
    answered = questions.Asked("Perpustakaan masjid kami belum punya NPP. Boleh mengajukan dulu?")
    questions.ask(asked=waiting, secret=LINKS[0], by=None, at=now - timedelta(hours=9))
    asked = questions.ask(asked=answered, secret=LINKS[1], by=None, at=now - timedelta(days=3))
    questions.answer(
        question=asked, version=asked.version, by=officer, at=now - timedelta(days=2),
        text="Boleh. Kolom NPP dapat dikosongkan; petugas membantu mendaftarkannya selama pendampingan.",
    )  # fmt: skip


def file_for(libraries: list[Library], officer: User, now: datetime) -> None:
    """Somebody telephoned: a draft that the officer fills in, waiting for the library's code."""
    library = next(
        one for one in libraries if not one.applications.exists() and not one.outcomes.exists()
    )
    caller = assisted.Caller("Ibu Rahma Contoh", "+6281234567809", "Sekretaris desa")
    assisted.start(library=library, keeper=None, caller=caller, by=officer, at=now)
