"""What somebody typed, shown as text wherever it goes: never as markup, a formula, a citation or a shortcode."""

from __future__ import annotations

import html
import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[\t\n\r]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>@$^~&\"':/])")


def plain(text: object) -> str:
    """Return a text on one line without control characters or marks that turn the reading direction."""
    return _CONTROLS.sub("", _SPACES.sub(" ", str(text))).strip()


def for_html(text: object) -> str:
    """Return a text for the inside of an element or of a quoted attribute."""
    return html.escape(plain(text), quote=True)


def for_markdown(text: object) -> str:
    """Return a text that Pandoc reads back as the same characters: every mark of the syntax is escaped.

    `{{<` of a Quarto shortcode is broken up by the same escapes, before any tool that looks for it in the raw text.
    """
    return _MARKDOWN.sub(r"\\\1", plain(text))
