"""Words of definitions made safe for a page, and what a degree of confidence is called."""

from __future__ import annotations

import re

from analysis.core.languages import Bilingual
from analysis.frameworks.sources import Confidence

CONFIDENCES: dict[Confidence, Bilingual] = {
    Confidence.STATED: Bilingual("écrit dans la source", "stated in the source"),
    Confidence.DERIVED: Bilingual("déduit", "derived"),
    Confidence.ASSUMED: Bilingual("supposé", "assumed"),
}
"""What the confidence of a number is called."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$@~^])")


def plain_markdown(text: str) -> str:
    """Return a text in which no character is markup, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
