"""The shapes of what the office writes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.workflow import State
from klik_portal.mailroom.operations.bulk import is_own_page
from klik_portal.mailroom.queries import Filter, Recipient
from klik_portal.notifications.texts import MAX_BODY, MAX_SUBJECT, MessageText, Wording, objections
from klik_portal.ui.forms import CleanCharField, FilterBar, StackedForm
from libraries.models import Kecamatan, LibraryType


class TextForm(StackedForm, forms.Form):
    subject = CleanCharField(
        label=_("Judul"),
        max_length=MAX_SUBJECT,
        help_text=_("Mulai dengan apa yang perlu dilakukan pembaca."),
    )
    body = CleanCharField(
        label=_("Isi pesan"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Alasannya, langkah berikutnya, dan tanggalnya. Tombol tautan ditambahkan Klik."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, data: Any = None, *, text: MessageText, wording: Wording, seen: int) -> None:
        self.text = text
        super().__init__(
            data, initial={"subject": wording.subject, "body": wording.body, "seen": seen}
        )

    @property
    def wording(self) -> Wording:
        return Wording(self.cleaned_data["subject"], self.cleaned_data["body"])

    def clean(self) -> None:
        typed = {"subject", "body"} & self.cleaned_data.keys()
        if len(typed) == 2:
            for name, sentences in objections(self.text, self.wording).items():
                self.add_error(name, sentences)

    def catch_up(self, version: int) -> None:
        """The person sees the other version beside what was typed: the next save is a knowing one."""
        self.data = {**self.data.dict(), "seen": version}


class RecipientFilter(FilterBar, forms.Form):
    type = forms.ChoiceField(label=_("Jenis perpustakaan"), required=False)
    kecamatan = forms.ChoiceField(label=_("Kecamatan"), required=False)
    state = forms.ChoiceField(label=_("Status permohonan"), required=False)

    submit_label = _("Tampilkan")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        states = [choice for choice in State.choices if choice[0] != State.DRAFT]
        self.fields["type"].choices = [("", _("Semua")), *LibraryType.choices]
        self.fields["kecamatan"].choices = [
            ("", _("Semua")), *Kecamatan.objects.values_list("code", "name"),
        ]  # fmt: skip
        self.fields["state"].choices = [("", _("Apa pun")), *states]

    @property
    def wanted(self) -> Filter:
        """What of it can be understood; the rest chooses nothing."""
        self.is_valid()
        return Filter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class BulkForm(StackedForm, forms.Form):
    to = forms.MultipleChoiceField(
        label=_("Penerima"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih sedikitnya satu penerima.")},
    )
    subject = CleanCharField(
        label=_("Judul"),
        max_length=MAX_SUBJECT - 40,
        help_text=_("Mulai dengan apa yang perlu dilakukan pembaca."),
    )
    body = CleanCharField(
        label=_("Isi pesan"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Alasannya, langkah berikutnya, dan tanggalnya."),
    )
    link = CleanCharField(
        label=_("Tautan ke halaman Klik, boleh kosong"),
        max_length=200,
        required=False,
        help_text=_("Misalnya /panduan/."),
    )
    count = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=100_000
    )

    def __init__(self, data: Any = None, *, recipients: Sequence[Recipient]) -> None:
        super().__init__(data, initial={"to": [r.person.public_id for r in recipients]})
        self.fields["to"].choices = [(r.person.public_id, r.label) for r in recipients]

    @property
    def letter(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("subject", "body", "link")}

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not is_own_page(link):
            raise forms.ValidationError(_("Tautan harus halaman di Klik, misalnya /panduan/."))
        return link
