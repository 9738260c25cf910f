"""What stands behind a report: inputs and definitions by their digests, versions, and what was hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.provenance import Provenance
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import column_title
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.definitions import sheet_data

_SHOWN_OF_A_DIGEST = 16


def provenance(
    provenance: Provenance,
    *,
    language: Language,
    versions: Mapping[str, str] | None = None,
    label: str = "tbl-provenance",
    caption: str | None = None,
) -> TableDisplay:
    """Return the inputs and definitions with their SHA-256, the steps in their order, and versions of software when given.

    The page shows the first sixteen characters of a digest; the open data hold it whole.
    """
    groups: list[tuple[Bilingual, list[tuple[str, str]]]] = [
        (Bilingual("Fichiers reçus", "Files received"), list(provenance.inputs)),
        (Bilingual("Définitions", "Definitions"), list(provenance.definitions)),
        (Bilingual("Étapes", "Steps"), [(f"{at}. {step}", "") for at, step in enumerate(provenance.steps, 1)]),
        (Bilingual("Versions", "Versions"), sorted((versions or {}).items())),
    ]
    columns = (
        Column("item", in_words(Bilingual("Élément", "Item"), language), "name", 48),
        Column("digest", in_words(Bilingual("Empreinte SHA-256 ou version", "SHA-256 digest or version"), language), "text", 28),
    )
    rows, whole = [], []
    for title, members in groups:
        for name, value in members:
            is_digest = len(value) == 64
            shown = f"{value[:_SHOWN_OF_A_DIGEST]}…" if is_digest else value or "–"
            rows.append(Row((Cell(name), Cell(shown)), group=in_words(title, language)))
            whole.append(Row((Cell(name), Cell(value))))
    title = Bilingual("D'où viennent les chiffres de ce rapport", "Where the figures of this report come from")
    text = caption or in_words(title, language)
    made_up = Bilingual(" Données inventées.", " Made-up data.")
    source = Bilingual("Source : {source}.", "Source: {source}.")
    foot = in_words(source, language, source=provenance.source[language]) + (made_up[language] if provenance.made_up else "")
    data = {**sheet_data(columns, whole, label, text, provenance.source[language]), "made_up": provenance.made_up}
    return TableDisplay(label, Sheet(language, text, columns, tuple(rows), (), foot, data))


_SUBJECTS = {
    "persons": Bilingual("personnes", "persons"),
    "records": Bilingual("lignes de fichiers", "records"),
    "official": Bilingual("chiffres déjà publics", "figures already public"),
}


def suppression_log(
    tables: Sequence[ReleasedTable] | Mapping[str, ReleasedTable],
    *,
    language: Language,
    label: str = "tbl-suppression-log",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a released table: policy, cells, cells hidden and why, and whether an attack was tried; never which value.

    Parameters
    ----------
    tables
        The released tables; a mapping gives each its name, otherwise it is called by what it is grouped by.
    """
    named = list(tables.items()) if isinstance(tables, Mapping) else [("", table) for table in tables]
    columns = (
        Column("table", in_words(Bilingual("Tableau", "Table"), language), "name", 26),
        Column("policy", in_words(Bilingual("Politique", "Policy"), language), "text", 14),
        Column("cells", in_words(Bilingual("Cellules", "Cells"), language), "number", 10),
        Column("small", in_words(Bilingual("Masquées : petit nombre", "Hidden: small count"), language), "number", 12),
        Column("others", in_words(Bilingual("Masquées : protègent les autres", "Hidden: protect others"), language), "number", 14),
        Column("share", in_words(Bilingual("Part masquée", "Share hidden"), language), "number", 10),
        Column("audited", in_words(Bilingual("Attaque simulée", "Attack simulated"), language), "text", 10),
    )
    rows = []
    for name, table in named:
        record = table.record
        hidden = record.n_hidden_small + record.n_hidden_to_protect_others
        rows.append(
            Row(
                (
                    Cell(
                        name or _grouping(table, language), light=_SUBJECTS[table.subject][language] if table.subject in _SUBJECTS else ""
                    ),
                    Cell(record.policy),
                    Cell(format_number(record.n_cells, language)),
                    Cell(format_number(record.n_hidden_small, language)),
                    Cell(format_number(record.n_hidden_to_protect_others, language)),
                    Cell(format_share(hidden / record.n_cells if record.n_cells else 0.0, language, 1)),
                    Cell({True: Bilingual("oui", "yes"), False: Bilingual("non", "no")}[record.audited][language]),
                )
            )
        )
    title = Bilingual("Ce qui a été masqué, tableau par tableau", "What was hidden, table by table")
    text = caption or in_words(title, language)
    made_up = any(table.provenance.made_up for _, table in named)
    source = "; ".join(dict.fromkeys(table.provenance.source[language] for _, table in named)) or "–"
    foot = in_words(Bilingual("Source : {source}.", "Source: {source}."), language, source=source)
    foot += Bilingual(" Données inventées.", " Made-up data.")[language] if made_up else ""
    data = {**sheet_data(columns, rows, label, text, source), "made_up": made_up}
    return TableDisplay(label, Sheet(language, text, columns, tuple(rows), (), foot, data))


def _grouping(table: ReleasedTable, language: Language) -> str:
    names = [column_title(name, language) for name in table.dimensions]
    return " × ".join(names) if names else in_words(Bilingual("Sans regroupement", "No grouping"), language)
