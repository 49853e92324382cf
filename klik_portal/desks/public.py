"""Pages for anybody: what Klik is, how it goes, guides, promises."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from klik_portal.core import clock
from klik_portal.performance import queries as performance


def front(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("desks:home")
    return render(
        request, "desks/front.html", {"best": performance.public_headline(today=clock.today())}
    )


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    summary: str


GUIDES = (
    Guide(
        "apa-itu-akreditasi",
        _("Apa itu akreditasi perpustakaan?"),
        _("Siapa yang menilai, apa artinya A, B, dan C, dan mengapa berguna."),
    ),
    Guide(
        "syarat-awal",
        _("Syarat sebelum mengajukan"),
        _("SK pendirian, NPP, sekitar 1.000 judul, ruang, pengelola, dan anggaran."),
    ),
    Guide(
        "surat-dan-sk",
        _("Surat permohonan dan SK pendirian"),
        _("Isi yang harus ada, siapa yang menandatangani, dan contoh susunannya."),
    ),
    Guide(
        "foto-yang-dihitung",
        _("Foto yang bisa dipakai sebagai bukti"),
        _("Apa yang difoto, dari mana, dan kesalahan yang sering terjadi."),
    ),
    Guide(
        "cara-memakai-klik",
        _("Cara memakai Klik"),
        _("Dari daftar sampai hasil, langkah demi langkah."),
    ),
)


def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/guide_list.html", {"guides": GUIDES})


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    for entry in GUIDES:
        if entry.slug == slug:
            return render(request, f"desks/guides/{slug}.html", {"guide": entry})
    raise Http404


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/privacy.html")


def service(request: HttpRequest) -> HttpResponse:
    return render(request, "desks/service.html")
