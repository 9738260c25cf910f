"""What `bilan check` says about a folder: what became of its rows, and what to mend first."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.core.errors import ExtractError
from analysis.core.languages import Bilingual, Language, filled
from analysis.core.machine_faults import machine_faults_as
from analysis.core.ownership import OwnFile
from analysis.core.workspaces import workspace
from analysis.extracts.codebooks import Codebook
from analysis.extracts.file_problems import shown_name
from analysis.extracts.limits import LIMITS, Limits
from analysis.extracts.raw_records import Progress
from analysis.extracts.reading import ExtractResult, read_extract
from analysis.extracts.reasons import LIMIT, REASONS


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """An extract checked and not kept."""

    folder: Path
    codebook: Bilingual
    made_up: bool
    result: ExtractResult
    ledger: Path | None

    @property
    def is_clean(self) -> bool:
        """Whether every row was accepted."""
        return self.result.n_refused == 0

    def summary_text(self, language: Language) -> str:
        """Return a summary as plain text: files with their rows in, accepted and refused; reasons by number of rows; notices."""
        words, colon = _WORDS[language], "\u00a0:" if language == "fr" else ":"
        lines = [f"{shown_name(str(self.folder))} — {self.codebook[language]}"]
        if self.made_up:
            lines.append(words["made_up"])
        lines += ["", *self._files(language)]
        if all(count.n_counted is not None for count in self.result.row_counts):
            lines += ["", filled(words["counted"], rows=_grouped(self.result.n_counted, language))]
        if self.result.refusals:
            lines += ["", f"{words['reasons']}{colon}", *self._reasons(language)]
        for correction in self.result.corrections:
            reason = correction.reason_fr if language == "fr" else correction.reason_en
            place = f"{shown_name(correction.file)} / {shown_name(correction.column)}"
            lines.append(f"{words['correction']}{colon} {place}, {correction.n_rows} — {reason} ({words['until']} {correction.until})")
        notes = [notice[language] for notice in self.result.notices]
        notes += [f"{shown_name(name)}{colon} {words['unread']}" for name in self.result.unread]
        if notes:
            lines += ["", f"{words['notes']}{colon}", *(f"  {note}" for note in notes)]
        lines += ["", self._conclusion(language)]
        return "\n".join(lines)

    def _files(self, language: Language) -> list[str]:
        words = _WORDS[language]
        heads = [words["file"], words["table"], words["in"], words["accepted"], words["refused"], words["aside"]]
        rows = [
            [
                shown_name(count.file),
                count.table,
                *(_grouped(n, language) for n in (count.n_rows, count.n_accepted, count.n_refused, count.n_set_aside)),
            ]
            for count in self.result.row_counts
        ]
        totals = (self.result.n_rows, self.result.n_accepted, self.result.n_refused, sum(c.n_set_aside for c in self.result.row_counts))
        rows.append([words["total"], "", *(_grouped(n, language) for n in totals)])
        if not totals[3]:
            heads, rows = heads[:5], [row[:5] for row in rows]
        return _aligned([heads, *rows], n_texts=2)

    def _reasons(self, language: Language) -> list[str]:
        counted: Counter[tuple[str, str, str]] = Counter()
        for table, column, reason, n_rows in self.result.refusals:
            counted[table, column, reason] += n_rows
        ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        limits: dict[tuple[str, str, str], list[str]] = {}
        for table, column, reason, limit in self.result.limits:
            limits.setdefault((table, column, reason), []).append(filled(LIMIT[language], limit=limit[language]))
        return _aligned(
            [
                [
                    f"  {_grouped(n_rows, language)} ×",
                    f"{table}.{column}" if column else table,
                    " ".join([REASONS[reason][language], *limits.get((table, column, reason), ())]),
                ]
                for (table, column, reason), n_rows in ordered
            ],
            n_texts=3,
        )

    def _conclusion(self, language: Language) -> str:
        n_refused, n_rows = self.result.n_refused, self.result.n_rows
        if self.is_clean:
            return _WORDS[language]["clean"]
        text = filled(_WORDS[language]["not_clean"], refused=_grouped(n_refused, language), rows=_grouped(n_rows, language))
        where = f"{_WORDS[language]['ledger']} {self.ledger}" if self.ledger else _WORDS[language]["ask_ledger"]
        return f"{text} {where}"


def check_extract(
    folder: Path,
    codebook: Codebook,
    *,
    ledger: OwnFile | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> CheckSummary:
    """Return what became of every row of an extract; nothing is kept but the ledger, if its path is given.

    Raises
    ------
    ExtractError
        As `reading.read_extract`.
    """
    with machine_faults_as(ExtractError, str(folder)), workspace(Path(tempfile.gettempdir()), "check") as name:
        result = read_extract(folder, codebook, name / "store", ledger=ledger, as_of=as_of, progress=progress, limits=limits)
    return CheckSummary(folder, codebook.definition.title, codebook.definition.made_up, result, ledger.path if ledger else None)


def _grouped(number: int, language: Language) -> str:
    return f"{number:,}".replace(",", "\u00a0" if language == "fr" else ",")


def _aligned(rows: list[list[str]], n_texts: int) -> list[str]:
    """Return rows as lines of columns: texts to the left, numbers to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if index < n_texts else cell.rjust(width) for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


_WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "made_up": "Données inventées.",
        "file": "Fichier",
        "table": "Table",
        "in": "Lignes",
        "accepted": "Acceptées",
        "refused": "Refusées",
        "aside": "Écartées",
        "total": "Total",
        "counted": "Un second lecteur a recompté les lignes de ces fichiers\u00a0: {rows}, autant.",
        "reasons": "Refus, par nombre de lignes (une ligne peut avoir plusieurs problèmes)",
        "correction": "Correction appliquée",
        "until": "jusqu'au",
        "unread": "le guide de codification ne parle pas de ce fichier; il n'est pas lu",
        "notes": "À savoir",
        "clean": "Toutes les lignes sont acceptées.",
        "not_clean": "{refused} lignes refusées sur {rows}.",
        "ledger": "Chacune est dans le registre\u00a0:",
        "ask_ledger": "Demandez le registre avec --ledger pour savoir lesquelles.",
    },
    "en": {
        "made_up": "Made-up data.",
        "file": "File",
        "table": "Table",
        "in": "Rows",
        "accepted": "Accepted",
        "refused": "Refused",
        "aside": "Set aside",
        "total": "Total",
        "counted": "A second reader counted the rows of these files again: {rows}, as many.",
        "reasons": "Refusals, by number of rows (a row may have several problems)",
        "correction": "Correction applied",
        "until": "until",
        "unread": "the codebook does not speak of this file; it is not read",
        "notes": "To know",
        "clean": "Every row is accepted.",
        "not_clean": "{refused} rows refused out of {rows}.",
        "ledger": "Each is in the ledger:",
        "ask_ledger": "Ask for the ledger with --ledger to know which.",
    },
}
