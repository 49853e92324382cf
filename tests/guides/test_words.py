from klik_portal.guides.words import MOST, indexed, telling_words, words_of


def test_words_are_lower_case_and_stand_once():
    assert words_of("Foto RAK, foto buku!") == ["foto", "rak", "buku"]


def test_thousands_are_found_with_and_without_dot():
    assert words_of("1.000 judul") == words_of("1000 judul")


def test_the_ending_nya_does_not_hide_a_word():
    assert words_of("fotonya rusaknya") == ["foto", "rusak"]
    assert words_of("tanya punya") == ["tanya", "punya"]


def test_words_that_every_text_has_are_dropped():
    assert telling_words("Bagaimana cara saya mengurus NPP untuk perpustakaan?") == [
        "mengurus", "npp",
    ]  # fmt: skip


def test_a_long_question_stays_cheap():
    assert len(telling_words(" ".join(f"kata{n}" for n in range(500)))) == MOST


def test_a_short_word_is_found_as_a_word_only():
    assert " sk" in indexed("SK pendirian")
    assert " sk" not in indexed("Cara masuk")
