"""The texts of messages: which there are, what may stand in them, how they are filled. Pure.

Each app registers its own in `message_texts.py`. A name in braces is replaced by a value, once; `{{`
and `}}` write a brace. A value that is a list repeats its line for each item. A line whose values are
all empty disappears, and so does a heading (a line ending in a colon) right above it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _

MAX_SUBJECT = 200
MAX_BODY = 4000
TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")

Value = object  # a list or tuple is filled in line by line, anything else as its text
Plain = dict[str, str | list[str]]


@dataclass(frozen=True)
class Placeholder:
    description: str
    example: str | Sequence[str]
    is_rare: bool = False  # mostly empty, so that a usual message goes without

    @property
    def is_list(self) -> bool:
        return isinstance(self.example, (list, tuple))


@dataclass(frozen=True)
class Wording:
    """Subject and body with their placeholders still in them."""

    subject: str
    body: str


@dataclass(frozen=True)
class MessageText:
    """One occasion to write to somebody, in the words Klik ships."""

    event: str
    label: str  # the occasion, in words
    audience: str  # who gets it, in words
    subject: str
    body: str
    placeholders: Mapping[str, Placeholder]
    stays_put: bool = False  # tells of a changed address, so it goes to the one before

    @property
    def shipped(self) -> Wording:
        return Wording(str(self.subject), str(self.body))

    @property
    def examples(self) -> Plain:
        return plain({name: slot.example for name, slot in self.placeholders.items()})

    @property
    def usual_examples(self) -> Plain:
        """What a message is filled with on most days."""
        rare = {name: "" for name, slot in self.placeholders.items() if slot.is_rare}
        return {**self.examples, **rare}


@dataclass(frozen=True)
class Filled:
    """What a person reads."""

    subject: str
    body: str


_texts: dict[str, MessageText] = {}
_about: dict[str, list[str]] = {}


def register(about: str, texts: Iterable[MessageText]) -> None:
    """`about`: the heading under which people find these texts."""
    for text in texts:
        if _texts.setdefault(text.event, text) is not text:
            raise ValueError(f"two message texts for {text.event}")
        _about.setdefault(about, []).append(text.event)


def text_of(event: str) -> MessageText:
    if event not in _texts:
        raise LookupError(f"{event} has no registered text: add it to the app's message_texts.py")
    return _texts[event]


def is_known(event: str) -> bool:
    return event in _texts


def by_subject_matter() -> list[tuple[str, list[MessageText]]]:
    return [(about, [_texts[event] for event in events]) for about, events in _about.items()]


def plain(values: Mapping[str, Value]) -> Plain:
    """Values as text that can be kept as JSON."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> str | list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return "" if value is None else str(value)


def fill(text: MessageText, wording: Wording, values: Plain) -> Filled:
    """Every placeholder of the text needs its value, also those these words leave out."""
    if values.keys() != text.placeholders.keys():
        wrong = ", ".join(sorted(values.keys() ^ text.placeholders.keys()))
        raise ValueError(f"{text.event}: values and placeholders differ in {wrong}")
    subject = " ".join(_replaced(wording.subject, values).split())
    return Filled(subject[:MAX_SUBJECT], "\n".join(lines_of(wording.body, values)))


def lines_of(body: str, values: Plain) -> list[str]:
    rows = body.splitlines()
    filled = [_line(row, values) for row in rows]
    shown: list[str] = []
    for row, lines, following in zip_longest(rows, filled, filled[1:]):
        is_heading = row.rstrip().endswith(":") and not names_in(row)
        if not (is_heading and following == []):
            shown += lines
    return _without_gaps(shown)


def _line(row: str, values: Plain) -> list[str]:
    names = names_in(row)
    if names and not any(values[name] for name in names):
        return []
    for name in names:
        items = values[name]
        if isinstance(items, list):
            return [_replaced(row, {**values, name: item}) for item in items]
    return [_replaced(row, values)]


def _without_gaps(lines: Sequence[str]) -> list[str]:
    """What vanished leaves no hole: one empty line at most, none at either end."""
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return kept[:-1] if kept and not kept[-1] else kept


def _replaced(row: str, values: Plain) -> str:
    def word(found: re.Match[str]) -> str:
        return str(values[found[1]]) if found[1] else found[0][0]

    return TOKEN.sub(word, row)


def names_in(wording: str) -> list[str]:
    return [found[1] for found in TOKEN.finditer(wording) if found[1]]


def objections(text: MessageText, wording: Wording) -> dict[str, list[str]]:
    """Why these words cannot be used, by field; empty when they can."""
    found = {
        "subject": [
            *_size(wording.subject, MAX_SUBJECT),
            *_unusable(text, wording.subject),
            *_lists_in_subject(text, wording.subject),
        ],
        "body": [
            *_size(wording.body, MAX_BODY),
            *_unusable(text, wording.body),
            *_crowded(text, wording.body),
        ],
    }
    return {field: sentences for field, sentences in found.items() if sentences}


def _size(typed: str, most: int) -> list[str]:
    if not typed.strip():
        return [_("Wajib diisi.")]
    return [_("Terlalu panjang: paling banyak %d huruf.") % most] if len(typed) > most else []


def _unusable(text: MessageText, typed: str) -> list[str]:
    unknown = [name for name in dict.fromkeys(names_in(typed)) if name not in text.placeholders]
    sentences = [
        _("Klik tidak mengenal {%(name)s} di pesan ini. Pilih dari daftar isian otomatis.")
        % {"name": name}
        for name in unknown
    ]
    if any(found[0] in ("{", "}") for found in TOKEN.finditer(typed)):
        sentences.append(
            _(
                "Ada kurung kurawal yang bukan isian otomatis. Hapus, atau tulis dua kali: {{ atau }}."
            )
        )
    return sentences


def _lists_in_subject(text: MessageText, subject: str) -> list[str]:
    return [
        _("{%(name)s} berisi beberapa baris, jadi hanya untuk isi pesan.") % {"name": name}
        for name in _lists(text, subject)
    ]


def _crowded(text: MessageText, body: str) -> list[str]:
    return [
        _("Pisahkan {%(names)s} ke baris sendiri-sendiri.") % {"names": "} {".join(lists)}
        for row in body.splitlines()
        if len(lists := _lists(text, row)) > 1
    ]


def _lists(text: MessageText, typed: str) -> list[str]:
    known = text.placeholders
    return [name for name in names_in(typed) if name in known and known[name].is_list]
