"""Corners, programmes and stories of a library: kept by its people, counted by the office."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from klik_portal.audit.models import AuditEvent
from klik_portal.core.verdict import Conflict, Refused
from klik_portal.guides.models import Kind
from libraries import point_queries
from libraries.models import Library, PointKind, PointState, ServicePoint
from libraries.operations import service_points
from tests.factories.accreditation import MONDAY
from tests.factories.guides import an_article
from tests.factories.libraries import MembershipFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "buncu_baca", "name": "Pos RT 3", "since": "2023", "place_note": "Teras pos", "note": "Rahasia.",
    "link": "contoh.id/foto",
}  # fmt: skip
COUNT = reverse("libraries:service-point-list")


def added(library: Library, by: Any, **facts: Any) -> ServicePoint:
    facts = {"kind": PointKind.BUNCU_BACA, "name": "Pos RT 3", "since": 2023, **facts}
    return service_points.add(library=library, facts=facts, by=by, at=MONDAY)


def post(client, library: Library, *, place: str, point: ServicePoint | None = None, **typed: str):
    args = [library.code, point.token] if point else [library.code]
    return client.post(reverse(f"libraries:{place}", args=args), {**TYPED, **typed})


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("verb", flat=True))


# --- add -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "place", "page"),
    [("siti", "service-point-new", "library-detail"), ("budi", "registry-point-new", "registry-detail")],
)  # fmt: skip
def test_the_keeper_and_the_office_record_a_point_and_see_it(request, client_of, siti, enggelam, who, place, page):  # fmt: skip
    client = client_of(request.getfixturevalue(who))

    response = post(client, enggelam, place=place)

    assert response.url == reverse(f"libraries:{page}", args=[enggelam.code]) + "#layanan"
    point = enggelam.service_points.get()
    assert (point.kind, point.since, point.state, point.link) == (
        "buncu_baca", "2023", "active", "https://contoh.id/foto",
    )  # fmt: skip
    text = client.get(response.url).content.decode()
    for shown in ("Buncu baca", "Pos RT 3", "sejak 2023", "Teras pos", "Rahasia."):
        assert shown in text
    assert verbs() == ["service_point_added"]


@pytest.mark.parametrize(
    ("typed", "since"),
    [
        ("2023", "2023"),
        ("14-02-2023", "14 Feb 2023"),
        ("14 Februari 2023", "14 Feb 2023"),
        ("", ""),
    ],
)
def test_since_is_a_year_or_a_day(client_of, siti, enggelam, typed, since):
    post(client_of(siti), enggelam, place="service-point-new", since=typed)

    assert enggelam.service_points.get().since == since


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("since", "2099"), ("since", "1066"), ("since", "lama"), ("since", "01-01-2099"), ("kind", "kafe"),
        ("kind", ""), ("link", "javascript:alert(1)"), ("name", "x" * 121), ("note", "x" * 4001),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(client_of, siti, enggelam, field, typed):
    response = post(client_of(siti), enggelam, place="service-point-new", **{field: typed})

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_story_has_a_title(client_of, siti, enggelam):
    response = post(client_of(siti), enggelam, place="service-point-new", kind="plm_story", name="")

    assert list(response.context["form"].errors) == ["name"]


@pytest.mark.parametrize("kind", [PointKind.TPBIS, PointKind.IKUKAR])
def test_a_library_takes_part_once_until_that_is_closed(siti, enggelam, kind):
    first = added(enggelam, siti, kind=kind, name="")
    with pytest.raises(Refused, match="sudah tercatat"):
        added(enggelam, siti, kind=kind, name="")

    service_points.change(
        point=first, version=1, facts={"state": PointState.CLOSED}, by=siti, at=MONDAY
    )
    added(enggelam, siti, kind=kind, name="")
    with pytest.raises(Refused, match="sudah tercatat"):
        service_points.change(
            point=first, version=2, facts={"state": PointState.ACTIVE}, by=siti, at=MONDAY
        )


def test_a_library_may_have_many_corners_but_not_any_number(siti, enggelam, monkeypatch):
    monkeypatch.setattr(service_points, "MOST", 2)
    for _ in range(2):
        added(enggelam, siti)

    with pytest.raises(Refused, match="terlalu banyak"):
        added(enggelam, siti)


def test_only_keepers_and_the_office_record(client_of, hadi, kepala, joko, enggelam):
    for person in (hadi, kepala, joko):
        with pytest.raises(Refused):
            added(enggelam, person)
    waiting = UserFactory()
    MembershipFactory(user=waiting, library=enggelam, waiting=True)
    page = client_of(waiting).get(reverse("libraries:service-point-new", args=[enggelam.code]))
    assert "setelah petugas mengonfirmasi" in page.content.decode()


# --- change and close ------------------------------------------------------------------------------


def test_a_point_is_changed_paused_closed_and_opened_again(client_of, siti, enggelam):
    point, client = added(enggelam, siti), client_of(siti)
    for version, state in enumerate(("active", "paused", "closed", "active"), start=1):
        post(
            client, enggelam, place="service-point-edit", point=point, state=state, version=str(version)
        )  # fmt: skip

    point.refresh_from_db()
    assert (point.place_note, point.state, point.version) == ("Teras pos", "active", 5)
    assert verbs()[1:] == [
        "service_point_changed", "service_point_paused", "service_point_closed", "service_point_active",
    ]  # fmt: skip


def test_saving_without_a_change_writes_nothing(siti, enggelam):
    point = added(enggelam, siti)
    service_points.change(point=point, version=1, facts={"name": "Pos RT 3"}, by=siti, at=MONDAY)

    assert (verbs(), ServicePoint.objects.get().version) == (["service_point_added"], 1)


def test_the_second_of_two_editors_gets_both_texts(siti, budi, enggelam):
    point = added(enggelam, siti)
    service_points.change(
        point=point, version=1, facts={"since": date(2023, 2, 14)}, by=siti, at=MONDAY
    )

    with pytest.raises(Conflict) as conflict:
        service_points.change(
            point=point, version=1, facts={"since": 2022, "state": "closed"}, by=budi, at=MONDAY
        )

    assert conflict.value.theirs == [("Sejak", "14 Feb 2023"), ("Keadaan", "Aktif")]
    assert conflict.value.yours == [("Sejak", "2022"), ("Keadaan", "Ditutup")]


def test_a_point_of_another_library_is_not_found(client_of, siti, joko, enggelam, tabang):
    foreign = added(tabang, joko)

    for library in (enggelam, tabang):
        url = reverse("libraries:service-point-edit", args=[library.code, foreign.token])
        assert client_of(siti).get(url).status_code == 404


# --- in public -------------------------------------------------------------------------------------


def test_in_public_are_kind_name_place_and_a_published_story(client_of, budi, siti, enggelam):
    story = an_article(budi, kind=Kind.STORY, title="Panen bersama")
    draft = an_article(budi, kind=Kind.STORY, title="Belum", is_published=False)
    added(enggelam, budi, kind=PointKind.PLM_STORY, name="Panen", article=story)
    added(enggelam, budi, kind=PointKind.PLM_STORY, name="Draf", article=draft)
    added(enggelam, siti, name="Lama", state=PointState.CLOSED)

    points = list(point_queries.public_service_points(enggelam))

    assert [(point.name, point.public_article) for point in points] == [("Draf", None), ("Panen", story)]  # fmt: skip
    assert all({"note", "link"} <= point.get_deferred_fields() for point in points)


def test_only_the_office_ties_a_story_to_a_published_text(client_of, budi, siti, enggelam):
    story = an_article(budi, kind=Kind.STORY, title="Panen bersama")
    told = {"kind": "plm_story", "article": story.slug}
    post(client_of(siti), enggelam, place="service-point-new", **told)
    post(client_of(budi), enggelam, place="registry-point-new", **told)

    assert [point.article for point in ServicePoint.objects.order_by("pk")] == [None, story]


def test_a_keeper_who_edits_keeps_the_story_the_office_tied(client_of, budi, siti, enggelam):
    story = an_article(budi, kind=Kind.STORY, title="Panen bersama")
    point = added(enggelam, budi, kind=PointKind.PLM_STORY, article=story)
    post(client_of(siti), enggelam, place="service-point-edit", point=point, state="active", version="1")  # fmt: skip

    point.refresh_from_db()
    assert (point.article, point.note) == (story, "Rahasia.")


# --- counted ---------------------------------------------------------------------------------------


def test_the_office_counts_what_is_active_by_kecamatan_and_kind(client_of, budi, enggelam, tabang):
    for library, kind in ((enggelam, "buncu_baca"), (enggelam, "tpbis"), (tabang, "buncu_baca")):
        added(library, budi, kind=kind)
    added(tabang, budi, state=PointState.PAUSED)

    page = client_of(budi).get(COUNT)

    totals = page.context["totals"]
    shown = {row.kecamatan.name: (dict(row.cells)["buncu_baca"], row.total) for row in totals.rows}
    assert shown == {"Muara Wis": (1, 2), "Tabang": (1, 1)}
    assert (dict(totals.sums)["buncu_baca"], totals.total) == (2, 3)
    assert "?jenis=buncu_baca&amp;kecamatan=64.02.12&amp;keadaan=active" in page.content.decode()


def test_a_number_opens_the_points_behind_it_page_by_page(client_of, budi, enggelam, tabang, monkeypatch):  # fmt: skip
    monkeypatch.setattr(point_queries, "PAGE_SIZE", 2)
    mine = [added(library, budi) for library in (enggelam, tabang, enggelam)]
    added(enggelam, budi, state=PointState.CLOSED)
    added(enggelam, budi, kind="tpbis")
    client, url, seen = client_of(budi), "?jenis=buncu_baca&keadaan=active", []
    while url:
        context = client.get(COUNT + url).context
        seen += context["page"].rows
        url = context["next_url"]

    assert {point.pk for point in seen} == {point.pk for point in mine}
    assert len(seen) == 3
