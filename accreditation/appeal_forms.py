"""Which points an appeal is about: a reason beside each of them, nothing beside the others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.assessment import Assessment
from klik_portal.ui.forms import CleanCharField, StackedForm

LONGEST = 400


class AppealForm(StackedForm, forms.Form):
    submit_label = _("Buat banding")

    def __init__(self, data: Any = None, *, sheet: Assessment) -> None:
        super().__init__(data)
        self.sections, self._indicators = [], {}
        for section in sheet.sections:
            names = []
            for item in section.items:
                name = f"{section.component.code}-{item.indicator.number}"
                names.append(name)
                self._indicators[name] = item.indicator.pk
                told = item.chosen.text if item.chosen else _("Belum tahu")
                self.fields[name] = CleanCharField(
                    label=f"{name} {item.indicator.topic}",
                    required=False,
                    max_length=LONGEST,
                    help_text=_("Jawaban dulu: %s") % told,
                )
            self.sections.append((section.component.name, tuple(names)))

    def reasons(self) -> dict[int, str]:
        return {self._indicators[name]: text for name, text in self.cleaned_data.items() if text}
