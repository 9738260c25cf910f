"""The report of one language as a tagged PDF (PDF/UA-1), the same bytes for the same content."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, filled
from analysis.core.typed_text import isolated
from analysis.publication import texts
from analysis.publication.execution import FIXED_DATE
from analysis.publication.pdf_letters import drawing_in_pdf, letters_lacking, with_numbers
from analysis.publication.references import NumberedChapter
from analysis.publication.site import NavigationEntry, SiteFacts

_MOST_TOLD = 12


def write_pdf(
    source: str, figures: Mapping[str, str], facts: Mapping[str, object], *, theme: Path, folder: Path, out: Path
) -> frozenset[str]:
    """Compile a Typst source into a PDF, and return the letters that no font could draw, shown by their numbers; `folder` is worked in.

    Raises
    ------
    ReportError
        When Typst refuses the source or cannot make an accessible PDF of it.
    """
    import typst  # noqa: PLC0415

    shutil.rmtree(folder, ignore_errors=True)
    (folder / "figures").mkdir(parents=True)
    shown = json.dumps(facts, ensure_ascii=False)
    lacking = letters_lacking("".join((source, shown, *figures.values())), theme / "fonts")
    for name, svg in figures.items():
        (folder / "figures" / name).write_text(drawing_in_pdf(svg, lacking, theme / "fonts"), encoding="utf-8")
    shutil.copyfile(theme / "report.typ", folder / "report-theme.typ")
    main = folder / "report.typ"
    main.write_text(isolated(with_numbers(source, lacking)), encoding="utf-8")
    try:
        compiled = typst.compile(
            str(main),
            format="pdf",
            root=str(folder),
            font_paths=[str(theme / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            # The title that the file carries is not drawn: it keeps its letters.
            sys_inputs={"facts": with_numbers(shown, lacking), "title": str(facts["title"])},
            timestamp=int(FIXED_DATE),
        )
    except typst.TypstError as fault:
        # What Typst says may quote the report's own texts, people's names included: it is not repeated.
        raise ReportError(
            Problem(
                str(main.relative_to(Path.cwd()) if main.is_relative_to(Path.cwd()) else main),
                Bilingual("Typst n'a pas pu composer le PDF", "Typst could not typeset the PDF"),
                Bilingual("Aucun rapport n'est publié sans son PDF.", "No report is published without its PDF."),
                Bilingual(
                    "Composez ce fichier avec Typst pour lire ce qu'il refuse (vos textes peut-être), ou retirez un chapitre à la fois.",
                    "Compile this file with Typst to read what it refuses (it may quote your texts), or leave out one chapter at a time.",
                ),
            )
        ) from fault
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(compiled)
    return lacking


def lacking_letters(lacking: frozenset[str], facts: SiteFacts, chapters: Sequence[NumberedChapter]) -> Bilingual:
    """Return the warning that says which letters the PDF shows by their numbers, and where each text that holds one comes from."""
    places = [f"{facts.run_file} (title)"] if not lacking.isdisjoint(facts.title) else []
    places += [
        f"{chapter.parsed.chapter.shown} [{piece.cell}]" + (f" {piece.label}" if piece.label else "")
        for chapter in chapters
        for piece in chapter.parsed.chapter.pieces
        if not lacking.isdisjoint("".join((piece.markdown, piece.caption, piece.svg)))
    ]
    letters = sorted(lacking)
    named = ", ".join(f"U+{ord(letter):04X}" for letter in letters[:_MOST_TOLD]) + (", …" if len(letters) > _MOST_TOLD else "")
    where = ", ".join(places[:_MOST_TOLD]) + (f", … ({len(places)})" if len(places) > _MOST_TOLD else "")
    return Bilingual(
        f"PDF ({facts.language})\u00a0: aucune police du rapport n'a {named}. Ces lettres y sont montrées par leur numéro; les pages du "
        f"site les gardent. Où\u00a0: {where or '–'}",
        f"PDF ({facts.language}): no font of the report has {named}. There these letters are shown by their numbers; the pages of the "
        f"site keep them. Where: {where or '–'}",
    )


def pdf_facts(facts: SiteFacts, navigation: Sequence[NavigationEntry], anchors: Sequence[str]) -> dict[str, object]:
    """Return what the PDF's first page, heads and feet say; `anchors` are the labels of the chapters' headings, in order."""
    language = facts.language
    colon = "\u00a0:" if language == "fr" else ":"
    parts: dict[str, str] = {}
    current: str | None = None
    for entry, anchor in zip(navigation, anchors, strict=True):
        if entry.part and entry.part != current:
            parts[anchor] = entry.part
        current = entry.part
    provenance = [
        (texts.RUN[language] + colon, facts.run_file),
        (texts.DATA_DIGEST[language] + colon, facts.store_digest[:12]),
        (texts.DEFINITIONS_DIGEST[language] + colon, facts.definitions_digest[:12]),
    ]
    fiscal_year = filled(texts.FISCAL_YEAR[language], year=facts.fiscal_year)
    return {
        "language": language,
        "title": facts.title,
        "author": "bilan",
        "description": f"{facts.title} – {fiscal_year}",
        "keywords": [facts.fiscal_year],
        "fiscal_year": fiscal_year,
        "made_up": texts.MADE_UP[language] if facts.made_up else "",
        "draft": "" if facts.final else texts.DRAFT[language],
        "foot": fiscal_year if facts.final else f"{fiscal_year} – {texts.DRAFT[language]}",
        "contents": texts.CONTENTS[language],
        "provenance": provenance,
        "parts": parts,
    }
