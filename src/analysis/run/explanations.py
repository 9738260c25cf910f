"""The gaps that must be explained, the files that explain them, and what is missing before a report can be final."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.accountability.commentary import (
    Explanation,
    Gap,
    causal_words,
    missing_problem,
    read_explanation,
    written_file,
)
from analysis.accountability.targets import Position
from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language, filled, with_no_break_spaces
from analysis.core.located_tree import file_shown
from analysis.core.ownership import write_whole_text
from analysis.core.provenance import digest_bytes
from analysis.frameworks.targets import Level
from analysis.presentation.labels import TOTAL
from analysis.presentation.released import Result, results
from analysis.presentation.wording.targets import gap_facts, gap_name, row_of

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.opening import Run

_DIMENSIONS = {Level.REGION: "region", Level.OFFICE: "office"}


@dataclass(slots=True)
class Prepared:
    """What preparing the files did, by file; a file in which a person wrote is never touched unless asked, and its words never."""

    created: list[Path] = field(default_factory=list)
    renewed: list[Path] = field(default_factory=list)
    """Files nobody has written in yet, whose facts were brought up to date."""
    written: list[Path] = field(default_factory=list)
    unwritten: list[Path] = field(default_factory=list)
    stale: list[Path] = field(default_factory=list)
    """Files written beside facts that have changed since."""
    needless: list[Path] = field(default_factory=list)
    """Explanations of gaps that are not, or no longer, beyond their tolerance."""
    causal: list[tuple[Path, int, str]] = field(default_factory=list)


class Explanations:
    """What people wrote about the gaps of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.folder = run.project.commentary / run.definition.name

    @cached_property
    def gaps(self) -> Mapping[Gap, ReleasedTable]:
        """Every gap beyond its tolerance that a reader is shown, with the table it is shown in: by framework, indicator and place.

        A hidden result has no gap to explain: asking for one would tell what is hidden.
        """
        found: dict[Gap, ReleasedTable] = {}
        for framework in self._run.targets.frameworks:
            for table in self._tables(framework):
                for row in results(table):
                    gap = self._gap(framework, row)
                    if gap is not None:
                        found.setdefault(gap, table)
        return found

    def _tables(self, framework: str) -> Iterator[ReleasedTable]:
        levels = [Level(level) for level in self._run.targets.definition.explained_levels]
        yield self._run.targets.results(framework=framework)
        for level in levels:
            if level in _DIMENSIONS:
                yield self._run.targets.results(by=(_DIMENSIONS[level],), framework=framework)

    def _gap(self, framework: str, row: Result) -> Gap | None:
        codes = {name: code for name, code in row.where.items() if code != TOTAL}
        level = next((known for known, name in _DIMENSIONS.items() if name in codes), Level.NATIONAL)
        if level.value not in self._run.targets.definition.explained_levels or row.value is None:
            return None
        if not Position(str(row.derived.get("position") or Position.NOT_JUDGED)).must_be_explained:
            return None
        return Gap(framework, row.indicator, level, next(iter(codes.values()), ""))

    def read(self, language: Language, framework: str | None = None, level: str | None = None) -> dict[Gap, Explanation | None]:
        """Return each gap with what its file says in a language, None without a file; national gaps first."""
        chosen = [gap for gap in self.gaps if framework in (None, gap.framework) and level in (None, gap.level.value)]
        chosen.sort(key=lambda gap: gap.level is not Level.NATIONAL)
        return {gap: read_explanation(self.folder / gap.file_name(language)) for gap in chosen}

    def stale(self, language: Language) -> tuple[Gap, ...]:
        """Return the gaps whose explanation was written beside facts that have changed since."""
        return tuple(
            gap for gap, said in self.read(language).items() if said is not None and said.is_written and said.digest != self._digest(gap)
        )

    def missing(self) -> tuple[Problem, ...]:
        """Return one problem a gap and language without explanation: what a final report is refused for."""
        problems = []
        for gap, table in self.gaps.items():
            said = Bilingual(*(self._said(gap, table, language) for language in ("fr", "en")))
            for language in self._run.definition.languages:
                explanation = read_explanation(self.folder / gap.file_name(language))
                if explanation is None or not explanation.is_written:
                    problems.append(missing_problem(self.folder, gap, language, said))
        return tuple(problems)

    def prepare(self, *, refresh: bool = False) -> Prepared:
        """Write a file for each gap and language with the computed facts beside the place to write.

        Parameters
        ----------
        refresh
            Bring the facts of written files up to date as well, keeping every word below the line of dashes: what a person does once
            the explanation has been read again.
        """
        done = Prepared()
        self.folder.mkdir(parents=True, exist_ok=True)
        expected: set[str] = set()
        for gap, table in self.gaps.items():
            for language in self._run.definition.languages:
                path = self.folder / gap.file_name(language)
                expected.add(path.name)
                self._prepare(path, gap, table, language, done, refresh=refresh)
        done.needless += [path for path in sorted(self.folder.glob("*.md")) if path.name not in expected]
        return done

    def _prepare(self, path: Path, gap: Gap, table: ReleasedTable, language: Language, done: Prepared, *, refresh: bool) -> None:
        row, found, digest = row_of(table, gap), read_explanation(path), self._digest(gap)
        assert row is not None  # noqa: S101 - a gap comes from a row of its table
        facts = [gap_name(table, gap, language), *gap_facts(row, language)]
        if found is None:
            if os.path.lexists(path):
                # A link, a folder, a file of a size that no text has: somebody's, and left alone.
                done.unwritten.append(path)
                return
            write_whole_text(path, written_file(facts, digest, language))
            done.created.append(path)
            done.unwritten.append(path)
            return
        is_old = found.digest != digest
        if not found.is_written or (refresh and is_old):
            text = written_file(facts, digest, language, found.text)
            if is_old and path.read_text(encoding="utf-8") != text:
                write_whole_text(path, text)
                done.renewed.append(path)
        elif is_old:
            done.stale.append(path)
        (done.written if found.is_written else done.unwritten).append(path)
        if found.is_written:
            done.causal += [(path, line, word) for line, word in causal_words(found, language)]

    def _said(self, gap: Gap, table: ReleasedTable, language: Language) -> str:
        row = row_of(table, gap)
        assert row is not None  # noqa: S101 - a gap comes from a row of its table
        return f"{gap_name(table, gap, language)} ({gap_facts(row, language)[2].removesuffix('.')})"

    def _digest(self, gap: Gap) -> str:
        row = row_of(self.gaps[gap], gap)
        assert row is not None  # noqa: S101 - a gap comes from a row of its table
        numbers = [row.value, row.low, row.high, row.standard]
        numbers += [row.number(name) for name in ("initial_target", "revised_target", "tolerance_low", "tolerance_high")]
        return digest_bytes(json.dumps([gap.framework, gap.indicator, gap.code, *numbers]).encode())[:16]


def prepared_text(done: Prepared, language: Language) -> str:
    """Return what preparing did, in lines for a terminal: what was made, what was left, and what whoever writes should look at again."""
    lines = []
    for paths, one in (
        (done.created, Bilingual("préparé", "prepared")),
        (done.renewed, Bilingual("faits mis à jour", "facts brought up to date")),
        (done.stale, Bilingual("les faits ont changé depuis que ceci a été écrit", "the facts have changed since this was written")),
        (done.needless, Bilingual("n'explique aucun écart au-delà de sa marge", "explains no gap beyond its tolerance")),
    ):
        lines += [f"{file_shown(path)} — {one[language]}" for path in paths]
    causal = Bilingual(
        "« {word} » parle d'une cause : seule une évaluation conçue pour cela peut l'établir",
        '"{word}" speaks of a cause: only an evaluation designed for it can establish one',
    )
    lines += [
        f"{file_shown(path)}:{line} — {with_no_break_spaces(filled(causal[language], word=word), language)}"
        for path, line, word in done.causal
    ]
    counts = Bilingual(
        f"Explications écrites : {len(done.written)}; à écrire : {len(done.unwritten)}.",
        f"Explanations written: {len(done.written)}; to write: {len(done.unwritten)}.",
    )
    return "\n".join([*lines, with_no_break_spaces(counts[language], language)])
