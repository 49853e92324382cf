"""What is typed into the question box, and what officers do with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.models import Application
from accreditation.operations.questions import Asked
from klik_portal.accounts.fields import AddressField, PersonNameField, PhoneField
from klik_portal.ui.forms import CleanCharField, StackedForm
from libraries.models import LibraryType

LONGEST = 2000


class AskForm(StackedForm, forms.Form):
    """First the question alone; once guides were offered also a way to reach the person."""

    body = CleanCharField(
        label=_("Pertanyaan Anda"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    kind = forms.ChoiceField(
        label=_("Jenis perpustakaan (boleh kosong)"),
        required=False,
        choices=(("", _("Semua jenis")), *LibraryType.choices),
    )
    name = PersonNameField(label=_("Nama (boleh kosong)"), required=False)
    email = AddressField(
        label=_("Surel (boleh kosong)"),
        required=False,
        help_text=_("Jawaban dikirim ke sini. Tanpa surel, buka lagi tautan yang kami berikan."),
    )
    phone = PhoneField(
        label=_("Nomor HP (boleh kosong)"),
        required=False,
        max_length=30,
        help_text=_("Petugas dapat menjawab lewat WhatsApp."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    seen = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, with_contact: bool, has_seen: bool) -> None:
        super().__init__(data)
        self.has_seen = has_seen
        if not (with_contact and has_seen):
            for name in ("name", "email", "phone"):
                del self.fields[name]
        self.submit_label = (
            _("Ini belum menjawab, kirim pertanyaan") if has_seen else _("Cari jawaban")
        )

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(
            typed["body"], typed.get("name", ""), typed.get("email", ""), typed.get("phone", "")
        )


class AnswerQuestionForm(StackedForm, forms.Form):
    answer = CleanCharField(
        label=_("Jawaban"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    submit_label = _("Kirim jawaban")


class MoveForm(StackedForm, forms.Form):
    application = forms.ChoiceField(label=_("Percakapan permohonan"))
    submit_label = _("Pindahkan ke percakapan")
    is_quiet = True

    def __init__(self, data: Any = None, *, applications: list[Application]) -> None:
        super().__init__(data)
        self._by_code = {row.code: row for row in applications}
        self.fields["application"].choices = [
            (row.code, f"{row.code} {row.library.name}") for row in applications
        ]

    @property
    def chosen(self) -> Application:
        return self._by_code[self.cleaned_data["application"]]
