"""A very small extract and its codebook, to damage in tests."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.core.languages import Bilingual
from analysis.core.ownership import OwnFile
from analysis.extracts.codebook_definition import CodebookDefinition
from analysis.extracts.codebooks import Codebook, load_codebook
from analysis.extracts.reading import ExtractResult, read_extract

CODEBOOK = """\
name: small
title: {fr: Petit extrait, en: Small extract}
source: {fr: Test, en: Test}
made_up: true
defaults:
  delimiter: ";"
  decimal: comma
  date_format: jj/mm/aaaa
  booleans: {is_true: [O], is_false: ["N"]}
  missing: {unknown: [INC], not_applicable: [S.O.], suppressed: [CONF]}
files:
  - file: personnes.csv
    table: persons
    columns:
      person_id: no_personne
      birth_date: date_naissance
      sex: {column: sexe, codes: {F: woman, M: man}}
      is_disabled: handicap
  - file: fournisseurs.csv
    table: providers
    columns: {provider_id: "no", provider_name: nom, region: region}
  - file: participations.csv
    table: participations
    columns:
      participation_id: "no"
      person_id: no_personne
      provider_id: no_fournisseur
      program: programme
      region: region
      office: bureau
      start_date: debut
      end_date: fin
      n_suitability_indicators: indicateurs
"""

PERSONS = ["no_personne;date_naissance;sexe;handicap", "U1;01/02/1980;F;O", "U2;;M;N", "U3;INC;F;CONF"]
PROVIDERS = ["no;nom;region", "F1;Carrefour;06", "F2;Entraide;03"]
PARTICIPATIONS = [
    "no;no_personne;no_fournisseur;programme;region;bureau;debut;fin;indicateurs",
    "P1;U1;F1;SE;06;B06-1;01/04/2024;30/09/2024;4",
    "P2;U2;F2;SE;03;B03-1;02/04/2024;;S.O.",
    "P3;U3;F1;SE;06;B06-1;03/04/2024;;",
]


@dataclass
class SmallExtract:
    """A folder of three files; each is a list of lines, or the bytes a test puts there."""

    root: Path
    codebook_text: str = CODEBOOK

    @property
    def folder(self) -> Path:
        folder = self.root / "dépôt de l'agence"
        folder.mkdir(exist_ok=True)
        return folder

    def write(self, **files: list[str] | bytes | None) -> SmallExtract:
        """Write the files, those that are given in place of the sound ones; None leaves a file out."""
        sound: dict[str, list[str] | bytes | None] = {"personnes": PERSONS, "fournisseurs": PROVIDERS, "participations": PARTICIPATIONS}
        for name, content in (sound | files).items():
            path = self.folder / f"{name}.csv"
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content if isinstance(content, bytes) else ("\n".join(content) + "\n").encode())
        return self

    @property
    def codebook(self) -> Codebook:
        path = self.root / "small.yaml"
        path.write_text(self.codebook_text, "utf-8")
        return load_codebook(path)

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def ledger_file(self) -> Path:
        return self.root / "ledger.csv"

    def read(self, **options: Any) -> ExtractResult:
        return read_extract(
            self.folder, self.codebook, self.store, ledger=OwnFile(self.ledger_file, self.root / "written", "ledger"), **options
        )

    def ledger(self) -> list[tuple[str, int, str, str]]:
        """Return file, line, canonical column and reason of every refusal."""
        with self.ledger_file.open(encoding="utf-8-sig", newline="") as stream:
            return [(row["file"], int(row["line"]), row["column"], row["reason"]) for row in csv.DictReader(stream)]


def compressed(lines: list[str]) -> bytes:
    """Return lines as the bytes of a gzip file."""
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)


def codebook_of(**changes: Any) -> Codebook:
    """Return a codebook made without a file; `changes` replaces parts of its definition."""
    base: dict[str, Any] = {
        "name": "made",
        "title": Bilingual("Essai", "Test"),
        "source": {"fr": "Test", "en": "Test"},
        "made_up": True,
        "files": [],
    }
    return Codebook(CodebookDefinition.model_validate(base | changes), Path("made.yaml"), "0" * 64)
