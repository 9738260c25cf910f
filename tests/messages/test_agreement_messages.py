"""Mistakes in the files of agreements: each is said once, with the others, in words; a bad row is set aside and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_run import make_tiny_run

from analysis import open_run
from analysis.core.errors import DefinitionError, ExtractError
from analysis.extracts.reasons import REASONS


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_mistake_of_a_file_of_agreements_has_its_message(tmp_path: Path) -> None:
    """An agreement that ends before it starts, a negative cost, and shares of a consortium that add up to 101 %."""
    tiny = make_tiny_run(tmp_path / "project")
    rows = tiny.rows("ententes.csv")
    head = rows[0]
    line = next(place for place, row in enumerate(rows) if place and row[head.index("no_entente")].startswith("J"))
    tiny.set("ententes.csv", line, date_fin="01/01/2019")
    costs = tiny.rows("couts.csv.gz")
    amount = next(name for name in costs[0] if name.startswith("montant"))
    tiny.set("couts.csv.gz", 1, **{amount: "-12,50"})
    members = tiny.rows("consortiums.csv")
    share = members[0].index("part_inscriptions")
    name = members[1][0]
    tiny.set("consortiums.csv", 1, part_inscriptions=_plus_a_hundredth(members[1][share]))
    run = open_run(tiny.year_run_file, "fr")
    store = run.store_with("agreements")
    refused = {(row["table"], row["column"], row["reason"]) for row in store.refusals.to_dict("records")}
    assert ("agreements", "end_date", "dates_reversed") in refused
    assert any(table == "costs" and reason == "out_of_bounds" for table, _, reason in refused)
    for reason in ("dates_reversed", "out_of_bounds"):
        assert REASONS[reason].fr != REASONS[reason].en
    with pytest.raises(ExtractError) as caught:
        run.agreements.consortia(name)
    french, english = plain(caught.value.text("fr")), plain(caught.value.text("en"))
    assert f"{name} — les parts de la cible font 101 %, pas 100 %" in french
    assert f"{name} — the shares of the target add up to 101%, not 100%" in english
    assert len(caught.value.problems) == 1
    with pytest.raises(DefinitionError) as unknown:
        run.agreements.sheet("S001-2042")
    assert "l'entente « S001-2042 » n'existe pas dans les fichiers" in plain(unknown.value.text("fr"))
    with pytest.raises(DefinitionError) as without:
        _ = open_run(tiny.run_file, "fr").agreements.terms
    assert "aucun cadre de cette publication ne parle d'ententes" in plain(without.value.text("fr"))


def _plus_a_hundredth(share: str) -> str:
    return f"{float(share.replace(',', '.')) + 0.01:.2f}".replace(".", ",")
