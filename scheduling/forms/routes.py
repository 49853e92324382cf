"""Shapes of the office's routes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klik_portal.ui.forms import CleanCharField, StackedForm
from libraries.models import Kecamatan
from scheduling.models import RoutePoint, TravelMode, TravelRoute
from scheduling.operations.routes import Way


class NameForm(StackedForm, forms.Form):
    name = CleanCharField(label=_("Nama jalur"), max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, route: TravelRoute | None = None) -> None:
        self.submit_label = _("Simpan nama") if route else _("Tambah jalur")
        initial = {"name": route.name, "version": route.version} if route else {}
        super().__init__(data, initial=initial)
        if route is None:
            del self.fields["version"]


class WayForm(StackedForm, forms.Form):
    mode = forms.ChoiceField(
        label=_("Dari titik sebelumnya lewat"), choices=TravelMode.choices, initial=TravelMode.ROAD
    )
    minutes = forms.IntegerField(label=_("Berapa menit"), min_value=5, max_value=1440)
    season_note = CleanCharField(
        label=_("Catatan musim atau air (boleh kosong)"), required=False, max_length=200
    )
    is_estimate = forms.BooleanField(
        label=_("Menit ini masih perkiraan"), required=False, initial=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def way(self) -> Way:
        data = self.cleaned_data
        return Way(data["mode"], data["minutes"], data["season_note"], data["is_estimate"])


class PointForm(WayForm):
    kecamatan = forms.ModelChoiceField(label=_("Kecamatan"), queryset=Kecamatan.objects.all())
    field_order = ("kecamatan", "mode", "minutes", "season_note", "is_estimate", "version")
    submit_label = _("Tambah titik")

    def __init__(self, data: Any = None, *, route: TravelRoute) -> None:
        super().__init__(data, initial={"version": route.version})


class PointChangeForm(WayForm):
    def __init__(self, data: Any = None, *, route: TravelRoute, point: RoutePoint) -> None:
        super().__init__(
            data,
            initial={
                "mode": point.mode, "minutes": point.minutes, "season_note": point.season_note,
                "is_estimate": point.is_estimate, "version": route.version,
            },
        )  # fmt: skip
