"""What somebody typed, shown as text wherever it goes: never as markup, a formula, a citation or a shortcode."""

from __future__ import annotations

import html
import re

from analysis.core.typed_text import one_line

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>@$^~&\"':/])")


def plain(text: object) -> str:
    """Return a text on one line; controls and marks that turn the reading direction are shown, and do nothing."""
    return one_line(text)


def for_html(text: object) -> str:
    """Return a text for the inside of an element or of a quoted attribute."""
    return html.escape(plain(text), quote=True)


def for_markdown(text: object) -> str:
    """Return a text that Pandoc reads back as the same characters: every mark of the syntax is escaped.

    `{{<` of a Quarto shortcode is broken up by the same escapes, before any tool that looks for it in the raw text.
    """
    return _MARKDOWN.sub(r"\\\1", plain(text))
