"""Form fields for files. They only say what is obvious at once; `intake` has the last word."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from klik_portal.files.inspection.facts import LONGEST_SIDE
from klik_portal.files.models import size_label
from klik_portal.files.resumable import LARGEST_PIECE

PHOTOS = "image/*"
PHOTOS_AND_PDF = "image/*,application/pdf"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class DocumentField(forms.FileField):
    """One photo or PDF."""

    accept = PHOTOS_AND_PDF
    widget = forms.FileInput
    default_error_messages = {
        "required": _("Pilih berkas dulu, lalu kirim."),
        "invalid": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
        "missing": _("Berkas tidak ikut terkirim. Pilih berkasnya sekali lagi."),
        "empty": _("Berkas ini kosong. Pilih berkasnya sekali lagi."),
        "too_large": _("Berkas ini %(size)s, paling besar %(limit)s. Perkecil, lalu kirim ulang."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # data-shrink: the browser may shrink photos to this many pixels before sending them
        return {
            **super().widget_attrs(widget),
            "accept": self.accept,
            "data-shrink": str(LONGEST_SIDE),
        }

    def to_python(self, data: Any) -> UploadedFile | None:
        upload = super().to_python(data)
        if upload and upload.size > settings.MAX_UPLOAD_BYTES:
            sizes = {
                "size": size_label(upload.size),
                "limit": size_label(settings.MAX_UPLOAD_BYTES),
            }
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        return upload


class DocumentsField(DocumentField):
    """Several photos or PDFs at once; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, (list, tuple)) else [data]
        found: list[UploadedFile] = []
        errors: list[ValidationError] = []
        for upload in uploads or [None]:
            try:
                cleaned = super().clean(upload, initial)
            except ValidationError as error:
                errors.append(_named(error, upload))
                continue
            if cleaned:
                found.append(cleaned)
        if errors:
            raise ValidationError(errors)
        return found


class PhotosField(DocumentsField):
    """Several photos at once."""

    accept = PHOTOS


class AnnouncementForm(forms.Form):
    """A file that is about to come in pieces."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=1)
    sha256 = forms.RegexField(r"\A[0-9a-f]{64}\Z")


class PieceForm(forms.Form):
    """One piece of it and the place where it belongs."""

    offset = forms.IntegerField(min_value=0)
    piece = forms.FileField()

    def clean_piece(self) -> bytes:
        # One byte more than allowed is enough to be refused.
        return self.cleaned_data["piece"].read(LARGEST_PIECE + 1)


def _named(error: ValidationError, upload: Any) -> ValidationError:
    """With several files the sentence must say which one it speaks of."""
    if not getattr(upload, "name", ""):
        return error
    return ValidationError([f"{upload.name}: {message}" for message in error.messages])
