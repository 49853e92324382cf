"""Rows and store agree, or the command fails and says where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from . import samples


def verified() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_files", stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return f"FAILED: {error}", err.getvalue()
    return out.getvalue().strip(), err.getvalue()


def summary(files=0, missing=0, corrupt=0, orphaned=0, unfinished=0) -> str:
    return (
        f"{files} files, {missing} missing, {corrupt} corrupt, "
        f"{orphaned} orphaned blobs, {unfinished} unfinished uploads."
    )


@pytest.mark.django_db
def test_an_empty_store_is_sound():
    assert verified() == (
        "0 files, 0 missing, 0 corrupt, 0 orphaned blobs, 0 unfinished uploads.",
        "",
    )


def test_a_sound_store_says_so_and_counts_what_belongs_to_nobody(receive, file_store):
    receive(samples.pdf())
    receive(samples.pdf(), "salinan.pdf")
    orphan = file_store / "ab" / "cd" / ("abcd" + "0" * 60)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    (file_store / "tmp" / "killed").mkdir()
    assert verified() == (
        "2 files, 0 missing, 0 corrupt, 1 orphaned blobs, 1 unfinished uploads.",
        "",
    )


def test_missing_and_changed_files_fail_the_command(receive):
    gone, changed = receive(samples.pdf(1)), receive(samples.pdf(2))
    gone.path.unlink()
    changed.path.chmod(0o600)
    changed.path.write_bytes(b"lain")
    summary, lines = verified()
    assert (
        summary == "FAILED: 2 files, 1 missing, 1 corrupt, 0 orphaned blobs, 0 unfinished uploads."
    )
    assert lines.splitlines() == [f"missing: {gone.sha256}", f"corrupt: {changed.sha256}"]


def test_sending_a_lost_file_again_heals_the_store(receive):
    lost = receive(samples.pdf())
    lost.path.unlink()
    receive(samples.pdf())
    assert verified() == (summary(files=2), "")
