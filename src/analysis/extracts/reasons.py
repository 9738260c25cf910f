"""Why a row is refused: each reason has a code, a French and an English sentence, and never a person's value."""

from __future__ import annotations

from analysis.core.languages import Bilingual

REASONS: dict[str, Bilingual] = {
    # The shape of the record
    "wrong_number_of_fields": Bilingual(
        "La ligne n'a pas autant de champs que l'en-tête.", "The row does not have as many fields as the header."
    ),
    "misplaced_quote": Bilingual("Un guillemet est mal placé ou n'est jamais fermé.", "A quote is misplaced or never closed."),
    "wrong_encoding": Bilingual(
        "La ligne contient des octets qui ne sont pas du texte dans l'encodage déclaré.",
        "The row holds bytes that are not text in the declared encoding.",
    ),
    "control_character": Bilingual(
        "La ligne contient un caractère de contrôle (par exemple NUL).", "The row holds a control character (such as NUL)."
    ),
    "record_too_long": Bilingual("La ligne est beaucoup trop longue.", "The row is far too long."),
    "unknown_kind_of_record": Bilingual(
        "Le guide de codification ne dit pas ce qu'est cette sorte de ligne.", "The codebook does not say what this kind of row is."
    ),
    # One cell
    "error_value": Bilingual(
        "Cette cellule contient une erreur de calcul (comme #N/A, #REF! ou NaN), pas une valeur.",
        "This cell holds an error of a calculation (such as #N/A, #REF! or NaN), not a value.",
    ),
    "formula_not_calculated": Bilingual(
        "Cette cellule contient une formule dont le résultat n'est pas dans le fichier; ouvrez le classeur et enregistrez-le.",
        "This cell holds a formula whose result is not in the file; open the workbook and save it.",
    ),
    "too_many_digits": Bilingual(
        "Ce nombre a plus de chiffres que son format n'en garde; un identifiant long doit être du texte.",
        "This number has more digits than its format keeps; a long identifier must be a text.",
    ),
    "merged_cell": Bilingual(
        "Cette cellule est fusionnée avec une autre; sa propre valeur n'est pas dans le fichier.",
        "This cell is merged with another; its own value is not in the file.",
    ),
    "not_a_text": Bilingual(
        "Cette cellule est une date ou un vrai/faux, et un texte est attendu; le tableur l'a peut-être convertie.",
        "This cell is a date or a true/false, and a text is expected; the spreadsheet may have converted it.",
    ),
    "shown_with_signs": Bilingual(
        "Le classeur montre ce nombre avec d'autres signes (123-456, P00012), qui n'y sont pas écrits; la colonne doit être du texte.",
        "The workbook shows this number with other signs (123-456, P00012), which are not written in it; the column must be text.",
    ),
    "is_a_percentage": Bilingual(
        "Cette cellule est un pourcentage, et un nombre simple est attendu.", "This cell is a percentage, and a plain number is expected."
    ),
    "required_missing": Bilingual("Une valeur est obligatoire ici.", "A value is required here."),
    "not_a_date": Bilingual(
        "Ce n'est pas une date, ou elle n'est pas écrite comme le guide de codification le dit.",
        "This is not a date, or it is not written as the codebook says.",
    ),
    "not_an_integer": Bilingual("Ce n'est pas un nombre entier.", "This is not a whole number."),
    "not_a_decimal": Bilingual(
        "Ce n'est pas un nombre, ou il n'est pas écrit comme le guide de codification le dit.",
        "This is not a number, or it is not written as the codebook says.",
    ),
    "not_a_boolean": Bilingual(
        "Ce n'est ni oui ni non dans les mots du guide de codification.", "This is neither yes nor no in the codebook's words."
    ),
    "unknown_code": Bilingual("Ce code n'est pas dans la liste du guide de codification.", "This code is not in the codebook's list."),
    "out_of_bounds": Bilingual("Ce nombre est hors des bornes possibles.", "This number is outside its possible bounds."),
    "date_out_of_range": Bilingual("Cette date est avant 1900 ou après 2199.", "This date is before 1900 or after 2199."),
    "date_in_the_future": Bilingual("Cette date est postérieure au jour de l'extrait.", "This date is after the day of the extract."),
    "implausible_date": Bilingual(
        "Cette date n'est pas plausible ici; elle tient peut-être lieu d'une date inconnue.",
        "This date is not plausible here; it may stand for an unknown one.",
    ),
    "implausible_number": Bilingual("Ce nombre n'est pas plausible ici.", "This number is not plausible here."),
    "doubtful_text": Bilingual(
        "Des lettres de ce texte ont été perdues ou prises pour d'autres signes avant d'arriver ici (encodage).",
        "Letters of this text were lost or taken for other signs before it came here (encoding).",
    ),
    "text_too_long": Bilingual("Ce texte est beaucoup trop long.", "This text is far too long."),
    # The row
    "dates_reversed": Bilingual("Cette date précède celle qu'elle devrait suivre.", "This date precedes the one it should follow."),
    "implausible_duration": Bilingual("La durée entre ces dates n'est pas plausible.", "The time between these dates is not plausible."),
    # The table
    "repeated_row": Bilingual("La même ligne figure déjà plus haut, identique.", "The same row already stands above, identical."),
    "conflicting_key": Bilingual(
        "Plusieurs lignes différentes portent la même clé : rien ne dit laquelle est la bonne.",
        "Several different rows bear the same key: nothing says which one is right.",
    ),
    # Between tables
    "unknown_reference": Bilingual("La ligne à laquelle celle-ci renvoie n'existe pas.", "The row that this one refers to does not exist."),
    "refused_reference": Bilingual("La ligne à laquelle celle-ci renvoie a été refusée.", "The row that this one refers to was refused."),
}
"""Every reason by its code, from the shape of a record to what holds between tables.

Of identical rows the first is kept: nothing is lost. Of different rows with one key none is kept: whichever was kept, the order of the file
would decide a result.
"""

NOT_A = {"date": "not_a_date", "integer": "not_an_integer", "decimal": "not_a_decimal", "boolean": "not_a_boolean"}
"""The reason for a value that is not of its column's type (codes and texts have `unknown_code`)."""

LIMIT = Bilingual("Limite\u00a0: {limit}.", "Limit: {limit}.")
"""What follows the sentence of a reason that has a limit."""
