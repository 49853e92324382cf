"""Whatever is typed as Markdown: the page gets allowed tags and harmless addresses, nothing else."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klik_portal.guides.rendering import TAGS, html_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<embed src='https://evil.example/x.swf'>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<form action=//evil.example><input name=password></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "<p onclick=alert(1)>x</p>",
    "<!-- <script>alert(1)</script> -->",
    "<?php echo 1 ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](/\\evil.example/x)",
    "[x](\\\\evil.example\\x)",
    "[x](https:evil)",
    '[x](https://contoh.id "onmouseover=alert(1)")',
    '[x](https://contoh.id/"onclick="alert(1))',
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x<script>](https://evil.example/x.png)",
    "![x][1]\n\n[1]: https://evil.example/x.png",
    "[![x](https://evil.example/x.png)](javascript:alert(1))",
    "```<script>\nalert(1)\n```",
    "`<script>alert(1)</script>`",
    "# <img src=x onerror=alert(1)>",
    "> <svg onload=alert(1)>",
    "1. <script>alert(1)</script>",
    "x" * 50 + "[" * 2000,
    "> " * 3000 + "x",
    "*" * 5000,
]


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name == "href":
                self.addresses.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    assert seen.tags <= TAGS
    assert seen.attributes <= {("a", "href"), ("a", "rel"), ("ol", "start")}
    assert seen.others == []
    for address in seen.addresses:
        assert urlsplit(address).scheme in ("http", "https", "mailto", ""), address
        if not urlsplit(address).scheme:
            assert address.startswith(("/", "#"))
            assert not address.startswith(("//", "/\\"))


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:40]))
def test_hostile_text_does_no_harm(typed):
    assert_harmless(html_of(typed))


@given(
    st.text(alphabet="<>/\\[]()!#*`_&;:\"'=ahrefjvscriptonimgs \n\t-1.", max_size=200),
)
def test_any_text_does_no_harm(typed):
    assert_harmless(html_of(typed))


def test_what_staff_need_comes_through():
    typed = "## Satu\n\nTeks **tebal** dan *miring*.\n\n- a\n- b\n\n3. c\n\n> kutipan"

    assert html_of(typed) == (
        "<h2>Satu</h2>\n<p>Teks <strong>tebal</strong> dan <em>miring</em>.</p>\n"
        '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start="3">\n<li>c</li>\n</ol>\n'
        "<blockquote>\n<p>kutipan</p>\n</blockquote>\n"
    )


@pytest.mark.parametrize(
    "address", ["https://contoh.id/a?b=1", "http://contoh.id", "mailto:a@contoh.id", "/panduan/", "/", "#a"]
)  # fmt: skip
def test_harmless_addresses_become_links(address):
    html = html_of(f"[ke sana]({address})")

    assert html == f'<p><a href="{address}" rel="noopener noreferrer">ke sana</a></p>\n'


def test_a_refused_address_stays_visible_as_text():
    assert html_of("[x](javascript:alert(1))") == "<p>[x](javascript:alert(1))</p>\n"


def test_of_a_picture_only_its_words_stay():
    assert html_of("![rak <b> buku](https://evil.example/x.png)") == "<p>rak &lt;b&gt; buku</p>\n"


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("# A\n\n## B\n\n### C", ["h2", "h3", "h4"]),
        ("### A\n\n#### B", ["h2", "h3"]),
        ("## A\n\n##### B\n\n## C", ["h2", "h3", "h2"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h2", "h3", "h4", "h4", "h4"]),
        ("### A\n\n# B", ["h2", "h2"]),
        ("A\n===\n\nB\n---", ["h2", "h3"]),
    ],
)
def test_headings_begin_below_the_title_and_skip_no_level(typed, levels):
    parser = _Headings()
    parser.feed(html_of(typed))

    assert parser.found == levels


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag.startswith("h") and tag != "hr":
            self.found.append(tag)
