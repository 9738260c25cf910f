"""Prose that people write: what is kept, and what is refused before any renderer could read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core.prose import Block, Run, blocks_of, refused_in

HOSTILE = {
    "a script": "Bonjour <script>alert(1)</script>",
    "an event": "x <img src=x onerror=alert(1)>",
    "a comment": "<!-- caché -->",
    "a closing tag": "</div>",
    "an image": "![pixel](https://ailleurs.example/p.png)",
    "a link": "[ici](javascript:alert(1))",
    "a link by reference": "[ici]: http://ailleurs.example",
    "an address": "voir https://ailleurs.example",
    "an include": "{{< include /etc/passwd >}}",
    "a raw block": "```{=html}",
    "raw inline": "`<b>`{=html}",
    "code": "`rm -rf`",
    "code by indentation": "    rm -rf",
    "a heading": "# Titre",
    "an underlined heading": "=====",
    "a division": "::: {.callout-note}",
    "a quotation": "> cité",
    "a table": "| a | b |",
    "a rule": "---",
    "a footnote": "mot[^1]",
    "an attribute": "[mot]{.classe}",
    "text that turns around": "abc\u202edef",
    "an invisible space": "a\u200bb",
    "a control": "a\x07b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_more_than_words_is_refused_with_its_line(name: str) -> None:
    assert list(refused_in("Une phrase simple.")) == []
    assert {line for line, _ in refused_in(f"Une phrase simple.\n\n{HOSTILE[name]}\n")} == {3}


def test_ordinary_prose_of_an_agency_is_not_refused() -> None:
    text = (
        "Le nombre a dépassé 5 000 $ (soit 12 %) < 20 % ; voir l'annexe C-2.\n\n- **Septembre** : *trois* bureaux fermés\n- R&D, « cité »\n"
    )
    assert list(refused_in(text)) == []


def test_paragraphs_lists_and_emphasis_are_read_and_nothing_else() -> None:
    found = blocks_of("Une ligne\nqui continue, *ici* et **là**.\n\n- un\n  suite\n- deux\n\n2 * 3 * 4")
    assert found == (
        Block("paragraph", ((Run("Une ligne qui continue, "), Run("ici", "emphasis"), Run(" et "), Run("là", "strong"), Run(".")),)),
        Block("list", ((Run("un suite"),), (Run("deux"),))),
        Block("paragraph", ((Run("2 * 3 * 4"),),)),
    )


@given(st.text(max_size=300))
def test_no_letter_is_lost_whatever_is_written(text: str) -> None:
    """Letters and digits come out as they went in: only marks and spaces may go."""
    shown = "".join(run.text for block in blocks_of(text) for line in block.lines for run in line)
    assert [letter for letter in shown if letter.isalnum()] == [letter for letter in text if letter.isalnum()]
