"""A form fed with one row after another. Making a form is dear, so one serves a whole sheet."""

from django import forms

from klik_portal.ui.plain_words import speak_plainly


class RowForm:
    """Goes in front of the form people fill in: the same fields, rules and sentences."""

    unasked: tuple[str, ...] = ()  # fields no sheet has

    def begin(self) -> None:
        for name in self.unasked:
            del self.fields[name]
        for field in self.fields.values():
            speak_plainly(field)
        self.is_bound = True

    def take(self, data: dict[str, str]) -> bool:
        self.data = data
        self._errors = None
        return self.is_valid()

    def full_clean(self) -> None:
        """Without teaching the fields their words again for every row."""
        forms.Form.full_clean(self)
