"""One stylesheet out of many parts, and within its weight."""

import gzip
from io import StringIO
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management import call_command

from klik_portal.ui import stylesheet

FINDER = stylesheet.StylesheetFinder()


def test_all_parts_are_in_the_one_file_in_cascade_order():
    built = stylesheet.built().read_text()
    places = [built.index(stylesheet.minified(part.read_text())) for part in stylesheet.parts()]
    assert places == sorted(places)


def test_no_part_is_forgotten():
    assert set(stylesheet.parts()) == set(stylesheet.SOURCE.rglob("*.css"))


def test_the_parts_are_not_published_and_everything_else_is():
    published = {path for path, _storage in FINDER.list(None)}
    assert published == {"klik.css", "js/klik.js", "js/upload.js", "social.png"}


def test_a_part_cannot_be_asked_for():
    assert (FINDER.find("css/base.css"), FINDER.find("css/base.css", find_all=True)) == (None, [])


def test_the_one_file_is_found_like_any_other():
    assert finders.find("klik.css") == str(stylesheet.built())


def test_comments_and_idle_blanks_are_gone():
    assert stylesheet.minified("/* why */\na , b > c {\n  color : red;\n}\n") == "a,b>c{color :red}"


def test_the_stylesheet_weighs_at_most_five_and_a_half_kilobytes():
    assert len(gzip.compress(stylesheet.built().read_bytes(), 9)) <= 5_500


def test_the_script_weighs_at_most_three_kilobytes():
    script = Path(finders.find("js/klik.js")).read_bytes()
    assert len(gzip.compress(script, 9)) <= 3_000


def test_collectstatic_compresses_and_names_the_file_by_its_content(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.STATICFILES_FINDERS = ["klik_portal.ui.stylesheet.StylesheetFinder"]
    finders.get_finder.cache_clear()
    call_command("collectstatic", interactive=False, stdout=StringIO())
    kinds = sorted("".join(path.suffixes[1:]) for path in tmp_path.glob("klik.*.css*"))
    assert kinds == [".css", ".css.br", ".css.gz"]
