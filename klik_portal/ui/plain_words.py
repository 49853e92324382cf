"""What Django's own fields say when something is wrong, in words a village official would use.

Django's Indonesian catalogue speaks of "bidang" and "nilai"; these sentences say what to do.
A sentence that a form or a field class brings along itself is left alone.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

SENTENCES: tuple[tuple[type[forms.Field], dict], ...] = (
    (forms.Field, {"required": _("Wajib diisi."), "unique": _("Sudah dipakai. Isi yang lain.")}),
    (
        forms.CharField,
        {
            "max_length": _(
                "Terlalu panjang: %(show_value)d huruf, paling banyak %(limit_value)d. Ringkas sedikit."
            ),
            "min_length": _(
                "Terlalu pendek: %(show_value)d huruf, paling sedikit %(limit_value)d."
            ),
        },
    ),
    (forms.EmailField, {"invalid": _("Alamat surel belum benar. Contoh: nama@contoh.id.")}),
    (forms.URLField, {"invalid": _("Alamat web belum benar. Contoh: https://contoh.id.")}),
    (
        forms.IntegerField,
        {
            "invalid": _("Tulis angka bulat, misalnya 12."),
            "min_value": _("Paling kecil %(limit_value)s."),
            "max_value": _("Paling besar %(limit_value)s."),
        },
    ),
    (
        forms.DecimalField,
        {
            "invalid": _("Tulis angka, misalnya 68,5."),
            "max_digits": _("Angkanya terlalu panjang."),
            "max_whole_digits": _("Angkanya terlalu besar."),
            "max_decimal_places": _("Angka di belakang koma terlalu banyak."),
        },
    ),
    (forms.DateField, {"invalid": _("Tanggal tidak dikenal. Tulis seperti 24-11-2026.")}),
    (forms.TimeField, {"invalid": _("Jam tidak dikenal. Tulis seperti 09.00.")}),
    (
        forms.DateTimeField,
        {"invalid": _("Tanggal dan jam tidak dikenal. Tulis seperti 24-11-2026 09:00.")},
    ),
    (forms.BooleanField, {"required": _("Centang dulu untuk melanjutkan.")}),
    (
        forms.ChoiceField,
        {"required": _("Pilih satu."), "invalid_choice": _("Pilih salah satu dari daftar.")},
    ),
    (
        forms.MultipleChoiceField,
        {"required": _("Pilih paling sedikit satu."), "invalid_list": _("Pilih dari daftar.")},
    ),
    (
        forms.ModelMultipleChoiceField,
        {
            "required": _("Pilih paling sedikit satu."),
            "invalid_list": _("Pilih dari daftar."),
            "invalid_pk_value": _("Pilih dari daftar."),
        },
    ),
    (
        forms.FileField,
        {
            "required": _("Pilih berkasnya dulu."),
            "missing": _("Pilih berkasnya dulu."),
            "invalid": _("Berkas tidak sampai. Pilih lagi, lalu kirim."),
            "empty": _("Berkas ini kosong. Pilih berkas lain."),
            "max_length": _("Nama berkas terlalu panjang. Ganti namanya, lalu pilih lagi."),
        },
    ),
    (
        forms.ImageField,
        {"invalid_image": _("Ini bukan foto yang dapat dibuka. Kirim foto JPG atau PNG.")},
    ),
)


def speak_plainly(field: forms.Field) -> None:
    """Swap Django's own sentences for ours."""
    stock = _stock_sentences(type(field))
    for kind, sentences in SENTENCES:
        if not isinstance(field, kind):
            continue
        for code, sentence in sentences.items():
            if field.error_messages.get(code) == stock.get(code):
                field.error_messages[code] = stock[code] = sentence


def _stock_sentences(kind: type) -> dict:
    stock: dict = {}
    for parent in reversed(kind.__mro__):
        if parent.__module__.startswith("django."):
            stock.update(getattr(parent, "default_error_messages", {}))
    return stock
