"""Words as they are looked for: lower case, no punctuation, none that every text has. Pure."""

import re

WORD = re.compile(r"[a-z0-9]+")
IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")  # 1.000 is looked for as 1000
ENDING = re.compile(r"(?<=\w{4})(?:nya|kah|lah)$")
MOST = 12
STOP_WORDS = frozenset(
    """
    ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa banyak baru
    beberapa belum berapa berikut bila bisa boleh buat bukan cara cukup dan dapat dari dengan di dia
    dua hanya harus hal ini ia itu jadi jangan jika juga kalau kami kamu kapan karena ke kenapa
    kepada kita klik lagi lain lalu lebih maka mana masih mau mengapa mereka misalnya mohon namun
    nanti oleh pada para pak bu paling perlu perpustakaan pernah punya saat saja sama sampai satu
    saya sebagai sebelum sebuah secara sedang segera sekarang selama semua seperti serta setelah
    setiap siapa sini sudah supaya tanpa tapi telah tentang terhadap tersebut tetapi tiap tidak tak
    tolong untuk yaitu yang
    """.split()  # noqa: SIM905
)


def words_of(text: str) -> list[str]:
    """Every word once, in order of appearance."""
    plain = IN_NUMBER.sub("", text.lower())
    return list(dict.fromkeys(ENDING.sub("", word) for word in WORD.findall(plain)))


def telling_words(text: str) -> list[str]:
    """The words that say what a text is about: at most twelve, so that a question stays cheap."""
    return [w for w in words_of(text) if w not in STOP_WORDS and len(w) > 1][:MOST]


def indexed(*texts: str) -> str:
    """All words between blanks, so that ' sk' is found in 'sk pendirian' but not in 'masuk'."""
    return f" {' '.join(words_of(' '.join(texts)))} "
