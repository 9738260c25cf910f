"""What people read when an extract is wrong: plain, in both languages, typeset as Québec French is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from small_extract import PERSONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExitCode, ExtractError
from analysis.core.languages import Bilingual
from analysis.extracts.checking import check_extract
from analysis.extracts.file_problems import FILE_PROBLEMS
from analysis.extracts.reasons import REASONS

TEXTS = {code: [text] for code, text in REASONS.items()} | {
    code: [part for part in parts if part is not None] for code, parts in FILE_PROBLEMS.items()
}


@pytest.mark.parametrize(("code", "texts"), TEXTS.items(), ids=list(TEXTS))
def test_texts_are_in_two_languages_and_well_typeset(code: str, texts: list[Bilingual]) -> None:
    for text in texts:
        assert text.fr != text.en
        assert not re.search(r"\s[;!?]", text.fr), text.fr
        assert not re.search(r"(?<!\u00a0):(?!\w)", re.sub(r"(encoding|optional|format|delimiter|sheet): ", "", text.fr)), text.fr
        assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text.fr), text.fr


def test_an_extract_error_says_where_what_why_and_what_to_do(tmp_path: Path) -> None:
    extract = SmallExtract(tmp_path).write(fournisseurs=b"", participations=None)
    with pytest.raises(ExtractError) as caught:
        extract.read()
    assert caught.value.exit_code is ExitCode.EXTRACT
    assert caught.value.text("fr") == (
        "Extrait refusé\u00a0: 2 problèmes\n"
        "participations.csv — fichier absent\n"
        "    Pourquoi\u00a0: Le guide de codification l'attend pour une table qui serait vide sans lui.\n"
        "    À faire\u00a0: Ajoutez le fichier, ou écrivez optional: true dans le guide de codification.\n"
        "fournisseurs.csv — fichier vide\n"
        "    Pourquoi\u00a0: Il n'a pas même d'en-tête.\n"
        "    À faire\u00a0: Demandez de nouveau le fichier à l'agence."
    )


def test_the_summary_of_a_check_counts_rows_and_says_reasons_first_by_number(tmp_path: Path) -> None:
    extract = SmallExtract(tmp_path).write(personnes=[*PERSONS, "U4;x;F;O", "U5;x;F;O"], fournisseurs=[*PROVIDERS, "F3;;06"])
    (extract.folder / "lisez-moi.txt").write_text("bonjour")
    check = check_extract(extract.folder, extract.codebook, as_of=date(2025, 3, 31))
    assert not check.is_clean
    french, english = check.summary_text("fr"), check.summary_text("en")
    assert re.search(r"personnes\.csv +persons +5 +3 +2$", french, re.MULTILINE)
    assert re.search(r"^Total +11 +8 +3$", english, re.MULTILINE)
    assert "A second reader counted the rows of these files again: 11, as many." in english
    assert "Un second lecteur a recompté les lignes de ces fichiers\u00a0: 11, autant." in french
    reasons = [line for line in english.splitlines() if "×" in line]
    assert reasons[0].split("×")[0].strip() == "2"
    assert "persons.birth_date" in reasons[0]
    assert "lisez-moi.txt\u00a0: le guide de codification ne parle pas de ce fichier; il n'est pas lu" in french
    assert "Données inventées." in french
    assert english.endswith("3 rows refused out of 11. Ask for the ledger with --ledger to know which.")


def test_a_clean_extract_is_said_to_be_so(tmp_path: Path) -> None:
    extract = SmallExtract(tmp_path).write()
    check = check_extract(extract.folder, extract.codebook)
    assert check.is_clean
    assert check.summary_text("fr").endswith("Toutes les lignes sont acceptées.")
