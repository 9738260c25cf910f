"""Definitions and worked examples in plain language, from the definition files themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.description import describe
from analysis.frameworks.model import Framework
from analysis.frameworks.worked_examples import WorkedExample, example_in_words
from analysis.presentation.display import TextDisplay
from analysis.presentation.escaping import for_markdown
from analysis.presentation.wording.sentences import say

if TYPE_CHECKING:
    from analysis.disclosure.policy import DisclosurePolicy

_TITLE = Bilingual("Politique : {title}.", "Policy: {title}.")
_CHOSEN = Bilingual(
    "C'est un choix déclaré de cette publication, que la source n'impose pas.",
    "This is a declared choice of this publication, which no source imposes.",
)


def definitions(framework: Framework, *, language: Language, level: int = 2) -> TextDisplay:
    """Return the whole description of a framework, its title at a heading level."""
    text = describe(framework, language, level=level)
    return TextDisplay(markdown=text, text=text)


def worked_examples(examples: Sequence[WorkedExample], framework: Framework, *, language: Language) -> TextDisplay:
    """Return worked examples with their calculation by hand, in their order."""
    text = "\n\n".join(example_in_words(example, framework, language).strip() for example in examples) + "\n"
    return TextDisplay(markdown=text, text=text)


def policy(chosen: DisclosurePolicy, *, language: Language) -> TextDisplay:
    """Return what a release policy hides, why, and where its threshold comes from; a list of references closes it."""
    said = [
        say(_TITLE, language, title=chosen.title[language]),
        chosen.description[language],
        chosen.reason[language],
        *([say(_CHOSEN, language)] if chosen.confidence == "assumed" else []),
    ]
    paragraphs = [" ".join(sentence.strip() for sentence in said)]
    listed = [f"- {for_markdown(reference)}" for reference in chosen.references]
    text = "\n".join([*paragraphs, "", *(f"- {reference}" for reference in chosen.references)])
    return TextDisplay(markdown="\n".join([for_markdown(paragraphs[0]), "", *listed, ""]), text=text)
