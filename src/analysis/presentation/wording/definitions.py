"""Definitions and worked examples in plain language, from the definition files themselves."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Language
from analysis.frameworks.description import describe
from analysis.frameworks.model import Framework
from analysis.frameworks.worked_examples import WorkedExample, example_in_words
from analysis.presentation.display import TextDisplay


def definitions(framework: Framework, *, language: Language, level: int = 2) -> TextDisplay:
    """Return the whole description of a framework, its title at a heading level."""
    text = describe(framework, language, level=level)
    return TextDisplay(markdown=text, text=text)


def worked_examples(examples: Sequence[WorkedExample], framework: Framework, *, language: Language) -> TextDisplay:
    """Return worked examples with their calculation by hand, in their order."""
    text = "\n\n".join(example_in_words(example, framework, language).strip() for example in examples) + "\n"
    return TextDisplay(markdown=text, text=text)
