"""File fields: what the page offers and what they say at once."""

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from klik_portal.files.forms import DocumentField, DocumentsField, PhotosField


class One(forms.Form):
    scan = DocumentField(required=False)
    paper = DocumentField()


class Many(forms.Form):
    files = DocumentsField()
    photos = PhotosField(required=False)


def upload(name: str, size: int = 3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_the_page_offers_the_camera_and_pdf():
    attributes = One().fields["paper"].widget.attrs
    assert attributes == {"accept": "image/*,application/pdf", "data-shrink": "2400"}
    assert Many().fields["photos"].widget.attrs == {
        "accept": "image/*",
        "data-shrink": "2400",
        "multiple": True,
    }


def test_one_file_is_handed_on_and_a_missing_optional_one_is_none():
    paper = upload("a.pdf")
    form = One({}, {"paper": paper})
    assert (form.errors, form.cleaned_data) == ({}, {"scan": None, "paper": paper})


def test_missing_empty_and_too_large_files_are_told_at_once():
    assert One({}, {}).errors == {"paper": ["Pilih berkas dulu, lalu kirim."]}
    assert One({}, {"paper": upload("a.pdf", 0)}).errors == {
        "paper": ["Berkas ini kosong. Pilih berkasnya sekali lagi."]
    }
    assert One({}, {"paper": upload("a.pdf", 13 * 1024 * 1024)}).errors == {
        "paper": ["Berkas ini 13 MB, paling besar 12 MB. Perkecil, lalu kirim ulang."]
    }


def test_several_files_clean_to_a_list():
    two = [upload("a.jpg"), upload("b.pdf")]
    form = Many({}, MultiValueDict({"files": two}))
    assert (form.errors, form.cleaned_data) == ({}, {"files": two, "photos": []})


def test_each_bad_file_among_several_is_named():
    form = Many({}, MultiValueDict({"files": [upload("a.jpg"), upload("b.jpg", 0)]}))
    assert form.errors == {"files": ["b.jpg: Berkas ini kosong. Pilih berkasnya sekali lagi."]}


def test_no_file_at_all_is_told_once():
    assert Many({}, {}).errors == {"files": ["Pilih berkas dulu, lalu kirim."]}
