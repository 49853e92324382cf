"""The answers of an inspection."""

from dataclasses import dataclass

LONGEST_SIDE = 2400  # pixels a photo keeps: A4 stays readable, 5 fit into SiPAPI's 10 MB

# What a look at the picture may find; never a reason to refuse it.
DARK, BLURRED, BLANK, SIDEWAYS = "dark", "blurred", "blank", "sideways"


def sentence(text: str) -> str:
    """Marks a sentence for translation; the door that shows it translates it."""
    return text


DAMAGED = sentence(
    "Berkas ini rusak atau terpotong. Coba buka dulu di perangkat Anda, lalu kirim ulang "
    "sebagai foto (JPG, PNG, HEIC) atau PDF."
)

TOO_MUCH = sentence(
    "Lembar ini tidak dapat dibaca sampai selesai. Salin datanya saja ke berkas Excel baru, lalu kirim ulang."
)


class Rejected(Exception):
    """The file is not taken. Carries the sentence, and the numbers it speaks of."""

    def __init__(self, sentence: str, **numbers: int) -> None:
        super().__init__(sentence, numbers)
        self.sentence = sentence
        self.numbers = numbers


@dataclass(frozen=True)
class Looks:
    """How the file looks: hints for people, and the size of the preview if one was made."""

    hints: tuple[str, ...] = ()
    preview_width: int | None = None
    preview_height: int | None = None


@dataclass(frozen=True)
class Inspection:
    kind: str  # "image" or "pdf"
    content_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    rewritten: bool = False  # the bytes to keep are the rewritten ones
    looks: Looks = Looks()
