"""The PDF can be read aloud: tagged, with its language and title, each figure described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language


def document_problems(path: Path, shown: str, language: Language, title: str) -> Iterator[Problem]:
    """Yield what is wrong with one PDF."""
    import pikepdf  # noqa: PLC0415

    try:
        document = pikepdf.open(path)
    except (pikepdf.PdfError, OSError):
        yield Problem(shown, Bilingual("le PDF ne se lit pas", "the PDF cannot be read"))
        return
    with document:
        root = document.Root
        if str(root.get("/Lang", "")).split("-")[0] != language:
            yield Problem(shown, Bilingual("le PDF ne dit pas sa langue", "the PDF does not state its language"))
        marked = root.get("/MarkInfo")
        if marked is None or not bool(marked.get("/Marked", False)) or "/StructTreeRoot" not in root:
            yield Problem(shown, Bilingual("le PDF n'est pas balisé", "the PDF is not tagged"))
        with document.open_metadata() as metadata:
            # A renderer may part what it would take for its own syntax by a mark that is not seen.
            if str(metadata.get("dc:title", "")).replace("\N{WORD JOINER}", "") != title:
                yield Problem(shown, Bilingual("le PDF n'a pas le titre du rapport", "the PDF does not have the report's title"))
        if not len(document.pages):
            yield Problem(shown, Bilingual("le PDF est vide", "the PDF is empty"))
        for element in document.objects:
            if (
                isinstance(element, pikepdf.Dictionary)
                and element.get("/S") == pikepdf.Name("/Figure")
                and "/K" in element
                and not str(element.get("/Alt", "")).strip()
            ):
                yield Problem(
                    shown, Bilingual("une figure du PDF n'a pas de texte de remplacement", "a figure of the PDF has no text alternative")
                )
                break
