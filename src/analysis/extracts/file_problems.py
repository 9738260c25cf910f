"""Why a file cannot be read at all, and what to do: in both languages, without anything that stands in the file's rows."""

from __future__ import annotations

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean, near_matches
from analysis.extracts.text_scans import TextScan

_ASK_AGAIN = Bilingual("Demandez de nouveau le fichier à l'agence.", "Ask the agency for the file again.")
_ENCODING_TODO = Bilingual(
    "Écrivez encoding: {encoding} dans le guide de codification, ou enregistrez le fichier en UTF-8.",
    "Write encoding: {encoding} in the codebook, or save the file as UTF-8.",
)

FILE_PROBLEMS: dict[str, tuple[Bilingual, Bilingual | None, Bilingual | None]] = {
    "absent": (
        Bilingual("fichier absent", "file absent"),
        Bilingual(
            "Le guide de codification l'attend pour une table qui serait vide sans lui.",
            "The codebook expects it for a table that would be empty without it.",
        ),
        Bilingual(
            "Ajoutez le fichier, ou écrivez optional: true dans le guide de codification.",
            "Add the file, or write optional: true in the codebook.",
        ),
    ),
    "outside": (
        Bilingual("ce lien mène hors du dossier de l'extrait", "this link leads out of the extract's folder"),
        Bilingual("Seul le dossier donné est lu.", "Only the given folder is read."),
        Bilingual("Remplacez le lien par une copie du fichier.", "Replace the link by a copy of the file."),
    ),
    "not_a_file": (
        Bilingual("ce n'est pas un fichier ordinaire", "this is not an ordinary file"),
        None,
        Bilingual("Remplacez-le par un fichier.", "Replace it by a file."),
    ),
    "no_access": (
        Bilingual("fichier impossible à lire", "file cannot be read"),
        Bilingual("Le système en refuse l'accès.", "The system refuses access to it."),
        Bilingual("Vérifiez les droits de lecture.", "Check the permission to read it."),
    ),
    "stopped": (
        Bilingual("fichier impossible à lire jusqu'au bout", "file cannot be read to its end"),
        Bilingual("Le disque ou le partage ne l'a pas donné en entier.", "The disk or the share did not give all of it."),
        Bilingual("Copiez-le de nouveau dans le dossier de l'extrait.", "Copy it again into the extract's folder."),
    ),
    "name_not_utf8": (
        Bilingual("le nom de ce fichier n'est pas en UTF-8", "the name of this file is not in UTF-8"),
        Bilingual(
            "Le guide de codification en tire des valeurs, qui seraient fausses.",
            "The codebook takes values from it, which would be wrong.",
        ),
        Bilingual("Renommez le fichier.", "Rename the file."),
    ),
    "two_entries": (
        Bilingual(
            "deux entrées du guide de codification lisent ce fichier pour la même table",
            "two entries of the codebook read this file for the same table",
        ),
        Bilingual("Ses lignes compteraient deux fois.", "Its rows would count twice."),
        Bilingual("Rendez les noms de fichiers du guide de codification plus précis.", "Make the file names of the codebook more precise."),
    ),
    "unknown_format": (
        Bilingual("format inconnu", "unknown format"),
        Bilingual("On lit .csv, .csv.gz, .txt, .xlsx et .parquet.", "What is read: .csv, .csv.gz, .txt, .xlsx and .parquet."),
        Bilingual(
            "Écrivez format: csv, excel ou parquet dans le guide de codification.", "Write format: csv, excel or parquet in the codebook."
        ),
    ),
    "empty": (
        Bilingual("fichier vide", "empty file"),
        Bilingual("Il n'a pas même d'en-tête.", "It does not even have a header."),
        _ASK_AGAIN,
    ),
    "truncated": (
        Bilingual("fichier compressé tronqué ou abîmé", "compressed file truncated or damaged"),
        Bilingual("Une partie des lignes manquerait en silence.", "Part of the rows would be missing in silence."),
        _ASK_AGAIN,
    ),
    "not_gzip": (
        Bilingual(
            "ce fichier n'est pas compressé en gzip, bien que son nom le dise",
            "this file is not compressed with gzip although its name says so",
        ),
        None,
        Bilingual("Corrigez son nom (.csv) ou compressez-le.", "Mend its name (.csv) or compress it."),
    ),
    "binary": (
        Bilingual("ce fichier n'est pas du texte", "this file is not text"),
        Bilingual(
            "Son contenu est celui d'un fichier compressé, Excel ou autre.", "It holds what a compressed, Excel or other file holds."
        ),
        Bilingual(
            "Corrigez son nom, ou écrivez son format dans le guide de codification.", "Mend its name, or write its format in the codebook."
        ),
    ),
    "expands_too_much": (
        Bilingual("fichier démesuré une fois décompressé", "file far too large once decompressed"),
        Bilingual("Un fichier compressé ainsi peut remplir un disque.", "A file compressed like this can fill a disk."),
        Bilingual("Vérifiez d'où il vient; divisez-le s'il est bon.", "Check where it comes from; split it if it is genuine."),
    ),
    "too_large": (
        Bilingual("fichier plus grand que la limite", "file larger than the limit"),
        None,
        Bilingual("Divisez-le, ou envoyez-le en Parquet.", "Split it, or send it as Parquet."),
    ),
    "not_utf8": (
        Bilingual(
            "ce fichier n'est pas en UTF-8; il semble en {encoding}",
            "this file is not in UTF-8; it looks like {encoding}",
        ),
        Bilingual("Les accents seraient faux.", "Accents would be wrong."),
        _ENCODING_TODO,
    ),
    "not_declared": (
        Bilingual(
            "ce fichier n'est pas en {declared}; il semble en {encoding}", "this file is not in {declared}; it looks like {encoding}"
        ),
        Bilingual("Les accents seraient faux.", "Accents would be wrong."),
        _ENCODING_TODO,
    ),
    "other_encoding": (
        Bilingual(
            "ce fichier ne semble pas en {declared}, mais en {encoding}", "this file does not look like {declared}, but like {encoding}"
        ),
        Bilingual("Ses lettres accentuées ne forment des mots que dans le second.", "Its accented letters make words only in the second."),
        _ENCODING_TODO,
    ),
    "doubtful_encoding": (
        Bilingual(
            "rien ne dit sûrement l'encodage de ce fichier; {encoding} est le plus probable",
            "nothing says for sure which encoding this file is in; {encoding} is the most likely",
        ),
        Bilingual(
            "Ses lettres accentuées conviendraient aussi à\u00a0: {others}. Les lire au hasard donnerait «\u00a0Qu‚bec\u00a0».",
            'Its accented letters would also suit: {others}. Read by chance they would give "Qu‚bec".',
        ),
        Bilingual(
            "Demandez à l'agence l'encodage du fichier et écrivez-le dans le guide de codification (encoding: {encoding}), "
            "ou enregistrez-le en UTF-8.",
            "Ask the agency which encoding the file is in and write it in the codebook (encoding: {encoding}), or save it as UTF-8.",
        ),
    ),
    "unknown_encoding": (
        Bilingual("rien ne dit l'encodage de ce fichier", "nothing says which encoding this file is in"),
        Bilingual(
            "Ses lettres accentuées ne forment des mots dans aucun de ceux qu'on sait reconnaître, ou il en mêle plusieurs.",
            "Its accented letters make words in none of those that can be recognised, or it mixes several.",
        ),
        Bilingual(
            "Demandez à l'agence l'encodage du fichier et écrivez-le dans le guide de codification, ou enregistrez-le en UTF-8.",
            "Ask the agency which encoding the file is in and write it in the codebook, or save it as UTF-8.",
        ),
    ),
    "is_utf8": (
        Bilingual(
            "ce fichier est en UTF-8, et le guide de codification dit {declared}",
            "this file is in UTF-8, and the codebook says {declared}",
        ),
        Bilingual("«\u00a0é\u00a0» serait lu «\u00a0Ã©\u00a0».", '"é" would be read "Ã©".'),
        _ENCODING_TODO.filled(encoding="utf-8"),
    ),
    "is_utf16": (
        Bilingual("ce fichier est en UTF-16 («\u00a0texte Unicode\u00a0» d'Excel)", 'this file is in UTF-16 (Excel\'s "Unicode text")'),
        None,
        _ENCODING_TODO,
    ),
    "damaged_utf16": (
        Bilingual("fichier en UTF-16 tronqué ou abîmé", "UTF-16 file truncated or damaged"),
        Bilingual("Une partie des lignes manquerait en silence.", "Part of the rows would be missing in silence."),
        _ASK_AGAIN,
    ),
    "header_too_long": (
        Bilingual("la première ligne est démesurée", "the first line is far too long"),
        Bilingual("Ce n'est pas un en-tête.", "It is not a header."),
        Bilingual("Vérifiez que le fichier est du texte délimité.", "Check that the file is delimited text."),
    ),
    "doubtful_header": (
        Bilingual(
            "un guillemet de l'en-tête est mal placé ou n'est pas fermé",
            "a quote of the header is misplaced or not closed",
        ),
        Bilingual(
            "Rien ne dit où l'en-tête finit\u00a0: des lignes de personnes pourraient y passer.",
            "Nothing says where the header ends: rows of persons could go into it.",
        ),
        Bilingual("Corrigez les guillemets de l'en-tête.", "Mend the quotes of the header."),
    ),
    "doubtful_quotes": (
        Bilingual(
            "des guillemets ouverts ici se ferment plus bas, et ce qu'ils tiennent ressemble à des lignes entières",
            "quotes opened here close further down, and what they hold looks like whole rows",
        ),
        Bilingual(
            "Rien ne dit si c'est une seule ligne, ou plusieurs qu'un guillemet égaré avalerait.",
            "Nothing says whether this is one row, or several that a stray quote would swallow.",
        ),
        Bilingual(
            "Enlevez le guillemet égaré; si c'est le texte d'une cellule, enlevez-en les sauts de ligne ou envoyez le fichier en .xlsx.",
            "Remove the stray quote; if the text is that of one cell, take the line breaks out of it or send the file as .xlsx.",
        ),
    ),
    "mixed_line_ends": (
        Bilingual(
            "les lignes de ce fichier ne finissent pas toutes de la même façon",
            "the lines of this file do not all end in the same way",
        ),
        Bilingual(
            "Plusieurs lignes, séparées ici par un autre signe (retour de chariot, U+2028…), n'en feraient qu'une.",
            "Several rows, parted here by another sign (carriage return, U+2028…), would make only one.",
        ),
        Bilingual(
            "Enregistrez le fichier de nouveau avec une seule sorte de fin de ligne.", "Save the file again with one kind of line end."
        ),
    ),
    "not_rows": (
        Bilingual(
            "plus d'un million de lignes de ce fichier ne sont pas des lignes de la table",
            "more than a million lines of this file are no rows of the table",
        ),
        Bilingual("Elles n'ont pas les champs de l'en-tête.", "They do not have the fields of the header."),
        Bilingual(
            "Vérifiez le délimiteur et les guillemets, ou demandez de nouveau le fichier à l'agence.",
            "Check the delimiter and the quotes, or ask the agency for the file again.",
        ),
    ),
    "too_many_columns": (
        Bilingual("l'en-tête a plus de colonnes qu'on n'en lit", "the header has more columns than are read"),
        Bilingual("Un extrait en a quelques dizaines.", "An extract has a few dozen of them."),
        Bilingual(
            "Vérifiez le délimiteur du guide de codification, ou ne gardez que les colonnes utiles.",
            "Check the delimiter in the codebook, or keep only the columns that are needed.",
        ),
    ),
    "damaged_workbook": (
        Bilingual("classeur Excel tronqué ou abîmé", "Excel workbook truncated or damaged"),
        None,
        _ASK_AGAIN,
    ),
    "old_workbook": (
        Bilingual(
            "classeur protégé par un mot de passe, ou d'un format Excel ancien (.xls)",
            "workbook protected by a password, or of an old Excel format (.xls)",
        ),
        None,
        Bilingual("Enregistrez-le en .xlsx sans mot de passe, ou en CSV.", "Save it as .xlsx without a password, or as CSV."),
    ),
    "demands_too_much": (
        Bilingual("la lecture de ce fichier demande trop de mémoire ou de temps", "reading this file takes too much memory or time"),
        Bilingual("Un fichier fait ainsi peut arrêter une machine.", "A file made like this can stop a machine."),
        Bilingual("Vérifiez d'où il vient; divisez-le s'il est bon.", "Check where it comes from; split it if it is genuine."),
    ),
    "other_workbook": (
        Bilingual("ce n'est pas un classeur .xlsx", "this is not an .xlsx workbook"),
        Bilingual(
            "Les classeurs .xlsb et .ods, les archives ordinaires et les textes (CSV, HTML) qui portent ce nom ne sont pas lus.",
            "Workbooks .xlsb and .ods, ordinary archives and texts (CSV, HTML) under such a name are not read.",
        ),
        Bilingual(
            "Enregistrez-le en .xlsx ou en CSV, ou écrivez son format dans le guide de codification.",
            "Save it as .xlsx or as CSV, or write its format in the codebook.",
        ),
    ),
    "damaged_parquet": (
        Bilingual("fichier Parquet tronqué ou abîmé", "Parquet file truncated or damaged"),
        None,
        _ASK_AGAIN,
    ),
}
"""By reason: what, why it matters, what to do."""

_SHOWN_AT_MOST = 60


class FileProblemError(Exception):
    """One file that cannot be read; the caller gathers those of all files into one `ExtractError`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.where)
        self.problem = problem


def shown_name(name: str) -> str:
    """Return a name fit for a message: short, on one line, without characters that act on a terminal."""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
    return clean if len(clean) <= _SHOWN_AT_MOST else f"{clean[:_SHOWN_AT_MOST]}…"


def file_problem(file: str, reason: str, line: int | None = None, column: int | None = None, **words: str) -> Problem:
    """Return what is wrong with a file, by its reason in `FILE_PROBLEMS`, with its line and the number of its column if they are known.

    `words` are those of ours (the names of encodings) that stand between braces in some of the texts.
    """
    what, why, todo = FILE_PROBLEMS[reason]
    if words:
        what, why, todo = what.filled(**words), why.filled(**words) if why else None, todo.filled(**words) if todo else None
    if column is not None:
        what = Bilingual(f"{what.fr} (colonne {column})", f"{what.en} (column {column})")
    return Problem(shown_name(file) if line is None else f"{shown_name(file)}:{line}", what, why, todo)


def counts_part(file: str, n_read: int, n_counted: int, line: int | None = None) -> Problem:
    """Return that the two readers of a file do not find the same records in it."""
    return Problem(
        shown_name(file) if line is None else f"{shown_name(file)}:{line}",
        Bilingual(
            "les lignes de ce fichier ne se comptent pas deux fois de la même façon\u00a0: "
            f"{n_read} pour le lecteur qui les lit, {n_counted} pour celui qui les recompte",
            f"the rows of this file cannot be counted the same way twice: {n_read} for the reader that reads them, "
            f"{n_counted} for the one that counts them again",
        ),
        Bilingual("Des lignes se perdraient, ou compteraient deux fois.", "Rows would be lost, or count twice."),
        Bilingual(
            "Regardez les guillemets et les fins de ligne à cet endroit, ou demandez de nouveau le fichier à l'agence.",
            "Look at the quotes and the ends of lines at this place, or ask the agency for the file again.",
        ),
    )


def header_problems(file: str, scan: TextScan, expected: dict[str, bool], delimiter: str | None) -> list[Problem]:
    """Return what keeps a header from giving the columns that a codebook expects.

    Parameters
    ----------
    expected
        The names of the columns, and whether each may be absent.
    delimiter
        That of a delimited text, to recognise when another one was used.

    Notes
    -----
    When less than half of the expected names are there the first line may be a person's row; when the rows do not have its fields, a row
    may be part of it: then none of what stands in it is shown.
    """
    where, header = f"{shown_name(file)}:1", scan.header
    absent = [name for name in expected if name not in header and not expected[name]]
    repeated = sorted({name for name in header if header.count(name) > 1 and name in expected})
    problems = [
        Problem(
            where,
            Bilingual(f"deux colonnes s'appellent « {shown_name(name)} »", f'two columns are called "{shown_name(name)}"'),
            Bilingual("Rien ne dit laquelle lire.", "Nothing says which one to read."),
            Bilingual("Donnez un autre nom à l'une des deux.", "Give one of them another name."),
        )
        for name in repeated
    ]
    if not absent:
        return problems
    n_found = sum(name in header for name in expected)
    if 2 * n_found < len(expected):
        return [*problems, _not_this_header(where, header, expected, delimiter)]
    others = [name for name in header if name not in expected]
    for name in absent:
        near = near_matches(name, others) if scan.bears_out_header else []
        todo = did_you_mean(name, [shown_name(other) for other in near]) if near else _WRITE_COLUMN
        problems.append(
            Problem(
                where,
                Bilingual(f"colonne « {shown_name(name)} » absente", f'column "{shown_name(name)}" absent'),
                Bilingual("Le guide de codification l'attend.", "The codebook expects it."),
                todo,
            )
        )
    return problems


_WRITE_COLUMN = Bilingual(
    "Corrigez l'en-tête, ou écrivez optional: true à cette colonne dans le guide de codification.",
    "Mend the header, or write optional: true for this column in the codebook.",
)


def _not_this_header(where: str, header: list[str], expected: dict[str, bool], delimiter: str | None) -> Problem:
    n_found, n_expected = sum(name in header for name in expected), len(expected)
    what = Bilingual(
        f"l'en-tête a {n_found} des {n_expected} colonnes attendues", f"the header has {n_found} of the {n_expected} expected columns"
    )
    if delimiter is not None:
        for other, fr, en in (
            (";", "le point-virgule", "a semicolon"),
            (",", "la virgule", "a comma"),
            ("\t", "la tabulation", "a tab"),
            ("|", "la barre verticale", "a vertical bar"),
        ):
            names = [name.strip().strip('"') for name in delimiter.join(header).split(other)]
            if other != delimiter and sum(name in expected for name in names) > n_found:
                return Problem(
                    where,
                    what,
                    Bilingual(f"Le délimiteur semble être {fr}.", f"The delimiter seems to be {en}."),
                    Bilingual("Corrigez delimiter dans le guide de codification.", "Mend delimiter in the codebook."),
                )
    return Problem(
        where,
        what,
        Bilingual(
            "La première ligne n'est peut-être pas un en-tête; son contenu n'est pas montré, car il peut nommer une personne.",
            "The first line may not be a header; what it holds is not shown, for it may name a person.",
        ),
        Bilingual(
            "Vérifiez que le fichier est celui que le guide de codification décrit.",
            "Check that the file is the one the codebook describes.",
        ),
    )
