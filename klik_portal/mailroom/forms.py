"""The shapes of what the office writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.notifications.texts import MAX_BODY, MAX_SUBJECT, MessageText, Wording, objections
from klik_portal.ui.forms import CleanCharField, StackedForm


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
