"""Accents are read as the agency wrote them: the encoding is told without a doubt, declared, or asked for with the place that shows it."""

from __future__ import annotations

import pytest
from small_extract import PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts.codebook_definition import Encoding
from analysis.extracts.store import open_store

NAMES = ["Emploi Québec été", "Carrefour de l'Île", "Forêt à côté", "Où ça"]
ROWS = [PROVIDERS[0], *(f"F{number};{name};06" for number, name in enumerate(NAMES, 1))]
CODECS = {"windows-1252": "cp1252", "mac-roman": "mac_roman"}


def _declared(extract: SmallExtract, encoding: str, content: bytes) -> SmallExtract:
    entry = "file: fournisseurs.csv"
    extract.codebook_text = extract.codebook_text.replace(entry, f"{entry}\n    encoding: {encoding}")
    return extract.write(
        fournisseurs=content, participations=["no;no_personne;no_fournisseur;programme;region;bureau;debut;fin;indicateurs"]
    )


def _names(extract: SmallExtract) -> list[str]:
    return list(open_store(extract.store).table("providers").provider_name.to_list())


def _refusal(extract: SmallExtract) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        extract.read()
    return caught.value


@pytest.mark.parametrize("encoding", [name for name in Encoding.__args__ if name != "auto"])  # type: ignore[attr-defined]
def test_a_declared_encoding_gives_the_letters_that_were_written(extract: SmallExtract, encoding: str) -> None:
    text = "\r\n".join(ROWS)
    if encoding == "cp437":
        text = text.replace("Î", "I")
    _declared(extract, encoding, text.encode(CODECS.get(encoding, encoding))).read()
    assert _names(extract) == [name.replace("Î", "I") if encoding == "cp437" else name for name in NAMES]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "cp1252"])
def test_auto_tells_what_leaves_no_doubt(extract: SmallExtract, codec: str) -> None:
    _declared(extract, "auto", "\n".join(ROWS).encode(codec)).read()
    assert _names(extract) == NAMES


@pytest.mark.parametrize(
    ("codec", "name", "likely"),
    [
        ("cp850", "Emploi Québec été", "cp850"),
        ("cp863", "CONSEIL DE LÉVIS À QUÉBEC", "cp863"),
        ("mac_roman", "Emploi Québec été", "mac-roman"),
        ("cp850", "Voilà", "windows-1252"),
    ],
)
def test_auto_asks_when_letters_may_be_those_of_an_old_code_page(extract: SmallExtract, codec: str, name: str, likely: str) -> None:
    error = _refusal(_declared(extract, "auto", "\n".join([PROVIDERS[0], "F1;Carrefour;06", f"F2;{name};03"]).encode(codec)))
    assert [problem.where for problem in error.problems] == ["fournisseurs.csv:3"]
    assert f"encoding: {likely}" in error.text("en") + error.text("fr")
    assert "(column 2)" in error.text("en")
    assert name not in error.text("en")


def test_auto_asks_when_a_file_mixes_two_encodings(extract: SmallExtract) -> None:
    content = (
        ROWS[0].encode() + b"\n" + "\n".join(ROWS[1:]).encode("cp1252") + b"\n" + "F8;Québécois;06\nF9;Étés passés;03\n".encode("cp850")
    )
    assert "encoding" in _refusal(_declared(extract, "auto", content)).text("en")


@pytest.mark.parametrize(
    ("declared", "codec", "said"),
    [
        ("cp850", "cp1252", "does not look like cp850, but like windows-1252"),
        ("windows-1252", "cp850", "does not look like windows-1252, but like cp850"),
        ("iso-8859-1", "cp850", "does not look like iso-8859-1, but like cp850"),
        ("cp437", "utf-8", "this file is in UTF-8, and the codebook says cp437"),
        ("utf-8", "cp850", "cp850 is the most likely"),
        ("utf-8", "utf-16-le", "UTF-16"),
        ("windows-1252", "utf-16", "UTF-16"),
    ],
)
def test_a_file_in_another_encoding_than_the_declared_one_is_refused(extract: SmallExtract, declared: str, codec: str, said: str) -> None:
    assert said in _refusal(_declared(extract, declared, "\n".join(ROWS).encode(codec))).text("en")


def test_half_characters_cost_their_own_row(extract: SmallExtract) -> None:
    rows = "\n".join([*ROWS, "F8;\ud83d seul;06", "F9;\ude00 seul;06"])
    _declared(extract, "utf-16", rows.encode("utf-16", "surrogatepass")).read()
    refused = [("fournisseurs.csv", 6, "", "wrong_encoding"), ("fournisseurs.csv", 7, "", "wrong_encoding")]
    assert extract.ledger() == refused
    assert _names(extract) == NAMES
    extract.codebook_text = extract.codebook_text.replace("encoding: utf-16", "encoding: utf-8")
    extract.write(fournisseurs=rows.encode("utf-8", "surrogatepass"), participations=None)
    extract.codebook_text = extract.codebook_text.replace("file: participations.csv", "file: participations.csv\n    optional: true")
    extract.read()
    assert extract.ledger() == refused


def test_a_cut_utf_16_file_is_refused(extract: SmallExtract) -> None:
    error = _refusal(_declared(extract, "auto", "\n".join(ROWS).encode("utf-16")[:-1]))
    assert "UTF-16 file truncated or damaged" in error.text("en")


@pytest.mark.parametrize(
    "text",
    ["¼uvre", "c½ur", "Qu\ufffdbec", "QuÃ©bec", "Qu‚bec", "QuΘbec", "\ufeffCarrefour", "l\x92emploi", "Carrefour â€“ emploi"],
)
def test_letters_lost_before_the_file_came_refuse_their_cell(extract: SmallExtract, text: str) -> None:
    extract.write(fournisseurs="\n".join([PROVIDERS[0], "F1;Carrefour;06", f"F2;{text};03"]).encode(), participations=None)
    extract.codebook_text = extract.codebook_text.replace("file: participations.csv", "file: participations.csv\n    optional: true")
    extract.read()
    assert extract.ledger() == [("fournisseurs.csv", 3, "provider_name", "doubtful_text")]


def test_a_mark_at_the_start_of_the_first_row_is_seen_as_anywhere_else(extract: SmallExtract) -> None:
    # Where two files were put one after the other, the mark of the second stands before its first cell.
    extract.write(personnes=None, fournisseurs=[PROVIDERS[0], "\ufeffF1;Carrefour;06", "F2;Entraide;03"], participations=None)
    for name in ("personnes.csv", "participations.csv"):
        extract.codebook_text = extract.codebook_text.replace(f"file: {name}", f"file: {name}\n    optional: true")
    extract.read()
    assert extract.ledger() == [("fournisseurs.csv", 2, "provider_id", "doubtful_text")]


@pytest.mark.parametrize(
    "text",
    [
        "L’Œuvre – « Été », 5 €…",
        "Les 3½ jours, ½ journée",
        "SÃO PAULO",
        "São Paulo",
        "Ελλάδα",
        "ᐃᓄᒃᑎᑐᑦ",
        "Trois–Rivières",
        "№ 5 “Le Coin”",
        "Łódź",
    ],
)
def test_letters_and_marks_of_other_languages_are_kept(extract: SmallExtract, text: str) -> None:
    result = extract.write(fournisseurs=[PROVIDERS[0], f"F1;{text};06", "F2;Entraide;03"]).read()
    assert result.n_refused == 0
    assert _names(extract)[0] == text
