"""A day of training: what comes when, which cases it uses, and that its minutes add up to what was announced."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import load_located
from analysis.exercises.case_file import CaseFile
from analysis.frameworks.findings import Findings
from analysis.frameworks.sources import Document, SourceReference


class SessionItem(Part):
    """One item of the day: a talk, an exercise or a break."""

    title: Bilingual
    kind: Literal["talk", "exercise", "break"]
    minutes: int = Field(ge=1, le=240)
    cases: tuple[str, ...] = ()
    """The cases worked on during the item."""
    with_: Bilingual | None = Field(default=None, alias="bring")
    """What to have at hand."""
    source: SourceReference | None = None


class SessionFile(Part):
    """What `params/sessions/<name>.yaml` says."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Bilingual
    starts_at: time
    total_minutes: int = Field(ge=30, le=720)
    total_source: Bilingual
    """Where the announced total comes from."""
    documents: tuple[Document, ...] = ()
    items: tuple[SessionItem, ...] = Field(min_length=1)

    def timetable(self) -> tuple[tuple[time, SessionItem], ...]:
        """Return each item with the time at which it begins."""
        clock = datetime.combine(datetime(2000, 1, 1), self.starts_at)
        rows = []
        for item in self.items:
            rows.append((clock.time(), item))
            clock += timedelta(minutes=item.minutes)
        return tuple(rows)


def load_session(path: Path, cases: dict[str, CaseFile]) -> SessionFile:
    """Return the plan of a day that adds up.

    Raises
    ------
    DefinitionError
        With every problem at once: minutes that do not add up, no lunch in a day of more than five hours, an unknown case, cases longer
        than the item they are worked on in.
    """
    located = load_located(path, SessionFile)
    session, findings = located.model, Findings(located.tree)
    total = sum(item.minutes for item in session.items)
    if total != session.total_minutes:
        findings.note(
            ("total_minutes",),
            Bilingual(
                f"les éléments font {total} minutes, la journée en annonce {session.total_minutes}",
                f"the items make {total} minutes, the day announces {session.total_minutes}",
            ),
            Bilingual("Une journée qui ne tombe pas juste finit en retard.", "A day that does not add up ends late."),
            Bilingual("Corrigez une durée, ou le total et sa source.", "Correct a duration, or the total and its source."),
        )
    if total > 300 and not any(item.kind == "break" for item in session.items):
        findings.note(
            ("items",),
            Bilingual("plus de cinq heures sans pause", "more than five hours without a break"),
            todo=Bilingual("Ajoutez un élément de `kind: break`.", "Add an item of `kind: break`."),
        )
    for at, item in enumerate(session.items):
        for index, name in enumerate(item.cases):
            if name not in cases:
                findings.note_unknown(("items", at, "cases", index), Bilingual("le cas", "the case"), name, cases)
        needed = sum(cases[name].minutes for name in item.cases if name in cases)
        if needed > item.minutes:
            findings.note(
                ("items", at, "minutes"),
                Bilingual(
                    f"ses cas demandent {needed} minutes, il en a {item.minutes}", f"its cases take {needed} minutes, it has {item.minutes}"
                ),
                todo=Bilingual("Allongez l'élément, ou déplacez un cas.", "Lengthen the item, or move a case."),
            )
    findings.raise_if_any()
    return session
