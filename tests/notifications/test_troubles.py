"""Plain words for what went wrong; the other side's own words are for the IT person."""

import pytest

from klik_portal.notifications import troubles


def told(error: str, state: str = "failed") -> str:
    return str(troubles.explain(state=state, error=error))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("550 5.1.1 <x@y.id>: Recipient address rejected: User unknown", "Alamat surel ini tidak ada"),
        ("553 sorry, no mailbox here by that name", "Alamat surel ini tidak ada"),
        ("554 5.1.2 bad destination", "Alamat surel ini tidak ada"),
        ("552 5.2.2 Mailbox full", "penuh"),
        ("452 4.2.2 The email account is over quota", "penuh"),
        ("550 5.7.1 Message rejected as spam", "tidak diinginkan"),
        ("554 5.7.1 blocked by policy", "tidak diinginkan"),
        ("535 5.7.8 Username and Password not accepted", "kata sandi Klik"),
        ("554 transaction failed", "menolak pesan ini"),
        ("451 sibuk", "sedang sibuk"),
        ("[Errno 111] Connection refused", "tidak dapat dihubungi"),
        ("timed out", "tidak dapat dihubungi"),
        ("Connection unexpectedly closed", "tidak dapat dihubungi"),
        ("ValueError: odd", "tidak dapat dikirim"),
        ("WhatsApp 400 (131026) Message undeliverable", "tidak dapat menerima WhatsApp"),
        ("WhatsApp (131026) Message undeliverable", "tidak dapat menerima WhatsApp"),
        ("WhatsApp did not answer", "WhatsApp tidak dapat dihubungi"),
        ("WhatsApp 401 (190) Expired", "menolak kunci Klik"),
        ("WhatsApp 429 (130429) Rate limit hit", "WhatsApp sedang sibuk"),
        ("WhatsApp 400 (132001) Template", "WhatsApp menolak pesan ini"),
        ("Nomor ini tidak ada di WhatsApp.", "Nomor ini tidak ada di WhatsApp."),
    ],
)  # fmt: skip
def test_each_failure_has_its_sentence_and_something_to_do(error, words):
    trouble = troubles.explain(state="failed", error=error)
    assert words in trouble.what
    assert trouble.to_do.endswith(".")


def test_what_is_tried_again_by_itself_says_so():
    assert told("451 sibuk", "queued") == (
        "Server surel penerima sedang sibuk. Klik mencoba lagi sendiri."
    )


def test_what_was_parked_says_how_often_it_was_tried():
    assert told("451 sibuk", "parked").startswith("Lima kali dicoba, belum berhasil.")
    assert "tidak dapat dikirim" in told("", "parked")


def test_what_was_taken_back_says_its_own_reason():
    assert told("Waktunya sudah lewat.", "cancelled").strip() == "Waktunya sudah lewat."


@pytest.mark.parametrize("state", ["sent", "delivered", "queued", "waiting", "cancelled"])
def test_where_nothing_is_wrong_nothing_is_said(state):
    assert troubles.explain(state=state, error="") is None


@pytest.mark.parametrize("error", ["", "é" * 300, "9" * 300, "\x00", "550", "(131026)" * 40])
def test_no_words_of_the_other_side_break_it(error):
    assert told(error)
