"""A filter is kept under a name: read by the list's own form, private or for all, twenty a person."""

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.saved_views import operations, places
from klik_portal.saved_views.models import MOST_PER_PERSON, SavedView
from tests.factories.accreditation import MONDAY
from tests.factories.libraries import LibraryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
REGISTRY, QUEUE = reverse("libraries:registry"), reverse("accreditation:queue")
KEPT = reverse("saved_views:view-list")


def keep(by, name="Tanpa NPP", query="npp=tidak", *, place="registry", shared=False) -> SavedView:
    return operations.keep(
        place=places.place_of(place), query=query, name=name, is_shared=shared, by=by, at=MONDAY
    )


def page(client, url: str, **asked: str) -> str:
    return client.get(url, asked).content.decode()


def new_url(place: str = "registry") -> str:
    return reverse("saved_views:view-new", args=[place])


# --- keeping ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "url", "asked"), [("registry", REGISTRY, {"npp": "tidak"}), ("queue", QUEUE, {"giliran": "officer"})])  # fmt: skip
def test_what_is_filtered_is_kept_and_stands_above_the_list(client_of, budi, place, url, asked):
    client = client_of(budi)
    offer = client.get(url, asked).context["saved"].keep_url
    assert client.get(offer).status_code == 200

    body = {"name": "Milik saya", "tampilan": "&".join(f"{k}={v}" for k, v in asked.items())}
    response = client.post(new_url(place), body)

    view = SavedView.objects.get()
    assert response.url == f"{url}?{view.query}"
    shown = client.get(response.url)
    assert "Milik saya" in shown.content.decode()
    assert (shown.context["saved"].rows[0].is_current, shown.context["saved"].keep_url) == (
        True,
        "",
    )
    assert AuditEvent.objects.filter(subject_kind="saved_view", verb="created").count() == 1


def test_opening_a_view_shows_what_its_filter_means(client_of, budi):
    LibraryFactory(name="Bernomor", npp="6402062D1000001")
    LibraryFactory(name="Tanpa")
    keep(budi)
    client = client_of(budi)

    link = client.get(KEPT).context["groups"][0][1][0].url

    assert [library.name for library in client.get(link).context["page"].rows] == ["Tanpa"]


def test_only_what_the_list_understands_is_kept(budi):
    view = keep(budi, query="npp=tidak&kecamatan=99&jenis=kapal&setelah=PRP-1&xyz=1&q=+muara++wis+")

    assert view.query == "q=muara++wis&npp=tidak"


@pytest.mark.parametrize("query", ["", "setelah=PRP-1", "kecamatan=99", "npp", "%00", "q=%00", "=&&", "q=" + "a" * 600])  # fmt: skip
def test_nothing_is_kept_where_nothing_is_asked(budi, query):
    with pytest.raises(Refused, match="Pilih saringan dulu"):
        keep(budi, query=query)


def test_a_list_nobody_knows_has_no_views(client_of, budi):
    assert client_of(budi).get(new_url("rahasia")).status_code == 404


def test_without_a_filter_nothing_is_offered(client_of, budi):
    assert "Simpan tampilan ini" not in page(client_of(budi), REGISTRY)


# --- whose -----------------------------------------------------------------------------------------


def test_a_private_view_is_its_owners_alone(client_of, budi, rina):
    view = keep(budi)

    assert view.name in page(client_of(budi), REGISTRY)
    assert view.name not in page(client_of(rina), REGISTRY)
    assert (
        client_of(rina).get(reverse("saved_views:view-edit", args=[view.token])).status_code == 404
    )


def test_a_coordinator_keeps_views_for_everybody(client_of, budi, rina):
    client = client_of(rina)
    client.post(new_url(), {"name": "Bersama", "tampilan": "npp=tidak", "is_shared": "on"})

    assert "Bersama" in page(client_of(budi), REGISTRY)
    assert "Bersama" not in page(client_of(budi), QUEUE)
    assert "Untuk semua petugas, disimpan" in page(client_of(budi), KEPT)


def test_an_officer_shares_nothing(client_of, budi):
    client_of(budi).post(new_url(), {"name": "Saya", "tampilan": "npp=tidak", "is_shared": "on"})

    assert not SavedView.objects.get().is_shared
    with pytest.raises(Refused, match="Hanya koordinator"):
        keep(budi, "Lain", "npp=ya", shared=True)


def test_what_is_for_everybody_is_changed_by_any_coordinator_only(client_of, budi, rina):
    view = keep(rina, shared=True)
    remove = reverse("saved_views:view-remove", args=[view.token])

    text = client_of(budi).post(remove, follow=True).content.decode()
    assert "diubah oleh koordinator" in text
    assert SavedView.objects.filter(pk=view.pk).exists()

    client_of(UserFactory(role="coordinator")).post(remove)
    assert not SavedView.objects.exists()


# --- limits and doubles ----------------------------------------------------------------------------


def test_a_person_keeps_twenty(budi, rina):
    for number in range(MOST_PER_PERSON):
        keep(budi, f"Nomor {number}", f"q=nomor{number}")

    with pytest.raises(Refused, match="sudah menyimpan 20 tampilan"):
        keep(budi, "Satu lagi", "q=lagi")
    keep(rina, "Satu lagi", "q=lagi")


def test_a_filter_is_kept_once_and_the_answer_names_it(budi):
    keep(budi, "Pertama", "npp=tidak&status=ya")

    with pytest.raises(Refused, match="sudah disimpan dengan nama “Pertama”"):
        keep(budi, "Kedua", "status=ya&npp=tidak")


def test_a_name_means_one_view_of_a_list(client_of, budi, rina):
    keep(rina, "Bersama", shared=True)
    keep(budi, "Pagi", "q=pagi")

    for name in ("Bersama", "pagi"):
        response = client_of(budi).post(new_url(), {"name": name, "tampilan": "q=baru"})
        assert response.status_code == 422
        assert "Nama ini sudah dipakai" in response.content.decode()
    keep(budi, "Pagi", "giliran=officer", place="queue")


def test_a_coordinator_may_share_what_she_kept_for_herself(rina):
    keep(rina, "Milik saya", "npp=tidak")

    assert keep(rina, "Milik bersama", "npp=tidak", shared=True).is_shared


# --- renaming and removing -------------------------------------------------------------------------


def test_a_view_is_renamed_and_the_second_of_two_is_told(budi):
    view = keep(budi)
    operations.rename(view=view, name="Belum bernomor", version=1, by=budi, at=MONDAY)

    with pytest.raises(Conflict):
        operations.rename(view=view, name="Lain", version=1, by=budi, at=MONDAY)
    view.refresh_from_db()
    assert (view.name, view.version) == ("Belum bernomor", 2)


def test_a_view_is_renamed_and_removed_on_its_page(client_of, budi):
    view, client = keep(budi), client_of(budi)
    edit = reverse("saved_views:view-edit", args=[view.token])

    assert client.post(edit, {"name": "Baru", "version": "1"}).url == KEPT
    assert "Baru" in page(client, KEPT)
    client.post(reverse("saved_views:view-remove", args=[view.token]))
    assert "Belum ada tampilan" in page(client, KEPT)
