"""How forms look and what every field refuses. The only place that knows crispy-forms."""

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator, URLValidator
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from klik_portal.core.text import has_control_bytes, in_one_line, without_turning_marks
from klik_portal.core.wording import parse_day
from klik_portal.ui.plain_words import speak_plainly


class StackedForm:
    """A form below its heading: errors on top, one field a row, one main button.

    `sections` groups the fields under legends: ((legend, (field, …)), …); fields it does not name
    follow at the end. `extra_buttons` are quiet second choices: ((name, label), …).
    """

    submit_label = _("Simpan")
    extra_buttons: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_quiet = False  # not the main thing to do on its page
    sticky = False  # keeps the buttons in sight at the bottom of a long form
    autosave = False  # drafts only: the view must answer `X-Requested-With: klik-autosave`
    action = ""
    form_method = "post"
    form_class = "stack read"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _type_number_as_text(field)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = self.form_method
        helper.form_class = self.form_class
        if self.sections:
            helper.layout = Layout(
                *(Fieldset(legend, *names, css_class="card") for legend, names in self.sections)
            )
            helper.render_unmentioned_fields = True
        return helper

    def full_clean(self) -> None:
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()


class FilterBar(StackedForm):
    """A form that asks for a list: its answers stay in the address.

    `folded` names the fields that are seldom asked; they open by themselves when one of them is.
    """

    submit_label = _("Tampilkan")
    form_method = "get"
    form_class = "card filters"
    folded: tuple[str, ...] = ()
    cursor = "setelah"  # the page of the list, no part of the question

    def asked(self) -> str:
        """The answers that make sense, as they stand in an address."""
        self.is_valid()
        kept = {k: v for k, v in self.cleaned_data.items() if v and k != self.cursor}
        return urlencode(kept)

    @classmethod
    def tidied(cls, query: str) -> str:
        """The same of a question that somebody kept."""
        return cls(dict(parse_qsl(query))).asked()

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        if self.folded:
            shown = [name for name in self.fields if name not in self.folded]
            helper.layout = Layout(*shown, _Fold(*self.folded))
        return helper


class _Fold(LayoutObject):
    template = "klik/fold.html"

    def __init__(self, *fields: str) -> None:
        self.fields = list(fields)

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        rows = [form[name] for name in self.fields]
        asked = sum(bool(row.value()) for row in rows)
        return render_to_string(self.template, {"fields": rows, "asked": asked})


def refuse_control_bytes(value: str) -> None:
    if has_control_bytes(value):
        raise ValidationError(_("Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini."))


class CleanCharField(forms.CharField):
    """Text as people type it; control bytes are refused with a sentence, one line stays one line."""

    default_validators = [refuse_control_bytes]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if isinstance(self.widget, forms.Textarea):
            return without_turning_marks(text)
        return in_one_line(text)


class WebAddressField(forms.URLField):
    """A page of the web; one sentence when it is none."""

    default_validators = [URLValidator(["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "url"})
        super().__init__(**{"assume_scheme": "https", "widget": widget, **kwargs})


class NumberText(forms.TextInput):
    """A number as people write it here: 1.000 is a thousand, 68,5 is a decimal.

    A browser's number input would drop what it cannot read and take 1.000 for one.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        if not isinstance(typed, str):
            return typed
        text = typed.strip()
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text, re.ASCII):
            text = text.replace(".", "")
        return text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text, re.ASCII) else text

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        is_decimal = shown is not None and re.fullmatch(r"-?\d+\.\d+", shown, re.ASCII)
        return shown.replace(".", ",") if is_decimal else shown


def _type_number_as_text(field: forms.Field) -> None:
    if type(field.widget) is not forms.NumberInput:
        return
    attrs = {k: v for k, v in field.widget.attrs.items() if k not in ("min", "max", "step")}
    whole = not isinstance(field, forms.DecimalField | forms.FloatField)
    widget = NumberText({"inputmode": "numeric" if whole else "decimal", **attrs})
    widget.is_required = field.widget.is_required
    field.widget = widget


class DayInput(forms.DateInput):
    """The phone's own date picker; text that is no date stays visible as text."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown:
            try:
                context["widget"]["value"] = parse_day(shown).isoformat()
            except ValueError:
                context["widget"]["type"] = "text"
        return context

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


class DayField(forms.Field):
    """A calendar day, typed or picked."""

    widget = DayInput
    default_error_messages = {"invalid": _("Tanggal tidak dikenal. Tulis seperti 24-11-2026.")}

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        try:
            return parse_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
