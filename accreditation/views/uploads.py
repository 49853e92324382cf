"""Doors for files that come in pieces: announce, send piece by piece, finish. They answer in JSON.

200 went well; 409 says at which byte to go on; 422 and 400 carry a sentence. What becomes of a whole
file is also said on the next page, as after the plain form.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation.completeness import Slot
from accreditation.operations.targets import Target
from accreditation.review import ItemKey
from accreditation.views.applicant import filled_application
from accreditation.views.evidence import visible_indicator
from accreditation.workflow import State
from klik_portal.core import clock
from klik_portal.core.verdict import Refused
from klik_portal.files import names, resumable
from klik_portal.files.forms import AnnouncementForm, PieceForm
from klik_portal.files.models import PartialUpload


class _Door:
    """One place for files in one request, and the person in front of it."""

    def __init__(self, request: HttpRequest, code: str, item: str) -> None:
        self.request, self.item = request, item
        self.application = filled_application(request, code)
        self.target = Target(self.application, self._place())
        self.purpose = f"{self.application.code}/{item}"

    def _place(self) -> object:
        if self.item in Slot.values:
            return Slot(self.item)
        key = ItemKey.parse(self.item)
        if key is None or str(key) != self.item:
            raise Http404
        return visible_indicator(self.application, key.component, key.number)

    def upload(self, token: str) -> PartialUpload:
        mine = PartialUpload.objects.filter(owner=self.request.user, purpose=self.purpose)
        return get_object_or_404(mine.select_related("owner", "finished"), token=token)

    def url(self, step: str, upload: PartialUpload) -> str:
        return reverse(
            f"accreditation:{step}", args=[self.application.code, self.item, upload.token]
        )

    @property
    def way_on(self) -> str:
        """The page that lists what was sent."""
        code = self.application.code
        if self.item not in Slot.values:
            component, _dash, number = self.item.rpartition("-")
            return reverse("accreditation:indicator-evidence", args=[code, component, number])
        if self.application.state == State.RETURNED:
            return reverse("accreditation:corrections", args=[code])
        return reverse("accreditation:documents", args=[code])

    def refuse(self, name: str, refusal: Refused) -> JsonResponse:
        sentence = f"{name}: {' '.join(refusal.reasons)}"
        messages.error(self.request, sentence)
        return JsonResponse({"error": sentence, "next": self.way_on}, status=422)


def upload_begin(request: HttpRequest, code: str, item: str) -> JsonResponse:
    door = _Door(request, code, item)
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        return _unreadable()
    try:
        door.target.ensure_open(by=request.user)
        upload = resumable.begin(
            purpose=door.purpose, by=request.user, at=clock.now(), **form.cleaned_data
        )
    except Refused as refusal:
        return door.refuse(names.clean_name(form.cleaned_data["name"]), refusal)
    return JsonResponse(
        {
            "offset": upload.size if upload.finished_id else upload.received,
            "append": door.url("upload-append", upload),
            "finish": door.url("upload-finish", upload),
        }
    )


def upload_append(request: HttpRequest, code: str, item: str, token: str) -> JsonResponse:
    door = _Door(request, code, item)
    upload = door.upload(token)
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _unreadable()
    try:
        door.target.ensure_open(by=request.user)
        offset = resumable.append(upload=upload, at=clock.now(), **form.cleaned_data)
    except resumable.OutOfStep as told:
        return _go_on_at(told.offset)
    except Refused as refusal:
        return door.refuse(upload.name, refusal)
    return JsonResponse({"offset": offset})


def upload_finish(request: HttpRequest, code: str, item: str, token: str) -> JsonResponse:
    """Only after this answer the file is here; asked again, the answer is the same."""
    door, at = _Door(request, code, item), clock.now()
    upload = door.upload(token)
    try:
        if not upload.finished:
            door.target.ensure_open(by=request.user)
        stored = resumable.finish(upload=upload, at=at)
        door.target.add(file=stored, by=request.user, at=at)
    except resumable.OutOfStep as told:
        return _go_on_at(told.offset)
    except Refused as refusal:
        return door.refuse(upload.name, refusal)
    received_at = f"{clock.wita(stored.uploaded_at):%H.%M}"
    messages.success(
        request,
        _("Berkas diterima %(time)s WITA: %(name)s") % {"name": upload.name, "time": received_at},
    )
    return JsonResponse({"received_at": received_at, "next": door.way_on})


def _go_on_at(offset: int) -> JsonResponse:
    error = _("Sebagian berkas belum sampai. Kirim lagi mulai dari bagian itu.")
    return JsonResponse({"error": error, "offset": offset}, status=409)


def _unreadable() -> JsonResponse:
    error = _("Kiriman ini tidak lengkap. Pilih berkasnya sekali lagi.")
    return JsonResponse({"error": error}, status=400)
