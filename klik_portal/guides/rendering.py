"""Markdown by staff becomes HTML that can do no harm. Pure.

Three nets, one behind the other: the parser knows no raw HTML and no pictures, links are held
against a short list, and what comes out is cleaned against a list of allowed tags.
"""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

VERSION = 1  # raise it when the same text would give other HTML: rows are then drawn anew
TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre",
    "br", "hr",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}
WEB_LINK = re.compile(r"(?:https?://[^/?#\s\\]|mailto:[^\s])", re.IGNORECASE)
OWN_LINK = re.compile(r"(?:/(?![/\\])|#)[^\\\s]*\Z|/\Z")
TOP, DEEPEST = 2, 4  # h1 is the title of the page


def html_of(markdown: str) -> str:
    """The text as HTML: no tag, attribute or address outside the lists above."""
    tokens = _PARSER.parse(markdown)
    _shift_headings(tokens)
    drawn = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},  # "*": not even title and lang
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def is_harmless(address: str) -> bool:
    """http, https, mailto, or a place on this site."""
    return bool(WEB_LINK.match(address) or OWN_LINK.match(address))


def _alternative_text(
    renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """Of a picture only its words stay: no page fetches anything from elsewhere."""
    return nh3.clean_text(tokens[place].content)


def _shift_headings(tokens: list[Token]) -> None:
    """The highest heading becomes h2, and none skips a level."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    if not levels:
        return
    highest, last = min(levels), TOP - 1
    for token in tokens:
        if token.type == "heading_open":
            last = min(int(token.tag[1]) - highest + TOP, last + 1, DEEPEST)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  (the package's own hook)
        return is_harmless(url)


_PARSER = _Parser("commonmark", {"html": False})
_PARSER.add_render_rule("image", _alternative_text)
