"""Results beside their targets, as a reader sees them: both targets, where each gap stands, what people wrote, never more than words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from released_tables import DERIVED, INDICATOR_LABELS, released, row

from analysis.accountability.commentary import Explanation, Gap
from analysis.accountability.targets import TARGET_COLUMNS
from analysis.core.languages import LANGUAGES, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.targets import Level
from analysis.presentation import figures, tables, wording

NAN = float("nan")


def held(indicator: str, target: float, *, position: str, initial: float | None = None, **values: object) -> dict[str, object]:
    made = row(indicator, standard=target, **values)
    share = made["value"] / target if made.get("value") is not None else NAN
    return made | {
        "initial_target": target if initial is None else initial,
        "revised_target": NAN if initial is None else target,
        "tolerance_low": target * 0.95,
        "tolerance_high": target * 1.10,
        "attainment": share,
        "attainment_low": share - 0.02,
        "attainment_high": share + 0.02,
        "position": position,
    }


@pytest.fixture
def table() -> ReleasedTable:
    rows = [
        held("employed_at_3_months", 0.50, position="within", k=510, n=1000),
        held("employed_at_12_months", 0.45, initial=0.50, position="beyond_upward", k=600, n=1000),
        held("satisfaction", 0.85, position="beyond_downward", k=700, n=1000),
        held("coordination", 0.60, position="", status="hidden_small"),
        row("conformity", status="in_development", note="in_development", verdict="not_judged", position="not_judged"),
    ]
    return released(rows, derived=(*DERIVED, *TARGET_COLUMNS), labels=INDICATOR_LABELS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_targets_stand_side_by_side_with_the_finding_and_where_the_gap_stands(table: ReleasedTable, language: Language) -> None:
    shown = tables.targets(table, language=language)
    assert len(shown.sheet.columns) <= 7
    revised = shown.sheet.rows[1]
    texts = [cell.text for cell in revised.cells]
    assert [text[:2] for text in texts[2:4]] == ["50", "45"]
    assert revised.cells[-1].light.startswith("▲")
    # The other revised cells say that nothing was revised; they are not blank.
    assert shown.sheet.rows[0].cells[3].text == "–"


def test_a_hidden_result_shows_its_target_and_says_nothing_of_its_gap(table: ReleasedTable) -> None:
    hidden = tables.targets(table, language="en").sheet.rows[3]
    assert hidden.cells[2].text == "60%"
    assert [cell.text for cell in hidden.cells[4:6]] == ["[c]", "[c]"]
    assert not hidden.cells[-1].light


def test_what_is_in_development_is_to_come_and_never_scored(table: ReleasedTable) -> None:
    last = tables.targets(table, language="en").sheet.rows[4]
    assert (last.cells[1].text, last.cells[-1].text) == ("n/a", "to come")
    said = repr(wording.targets(table, language="en")).replace("\u00a0", " ")
    assert "2 of 3 targeted indicators meet their targets." in said
    assert "2 targeted indicators are not judged" in said


def test_upward_and_downward_gaps_are_both_named(table: ReleasedTable) -> None:
    said = repr(wording.targets(table, language="fr"))
    assert "1 résultat dépasse sa marge vers le haut\u00a0: en emploi" in said.lower().replace("1\u00a0", "1 ")
    assert "satisfaction des participants au début" in said.lower()


def test_the_figure_speaks_of_targets_and_shows_each_tolerance(table: ReleasedTable) -> None:
    shown = figures.attainment(table, language="fr")
    assert "cible" in shown.alt
    assert "norme" not in shown.alt + shown.caption


def gap(indicator: str) -> Gap:
    return Gap("f", indicator, Level.NATIONAL)


def written(text: str) -> Explanation:
    return Explanation(Path("x.fr.md"), text, "0" * 16, 1)


def test_a_gap_without_explanation_is_marked_on_the_page(table: ReleasedTable) -> None:
    shown = wording.explained_gaps(table, {gap("satisfaction"): None}, language="fr")
    assert "Explication à fournir avant la version finale" in shown.text
    assert "Taux d’atteinte\u00a0: 82,4\u00a0%" in shown.text


def test_an_explanation_is_shown_as_words_whatever_marks_it_holds(table: ReleasedTable) -> None:
    """Files are refused before they come here; should one slip through, nothing of it is obeyed."""
    hostile = "<script>alert(1)</script> ![x](y) [a](javascript:b) {{< include z >}} @fig-x $x$ `c`"
    markdown = wording.explained_gaps(table, {gap("satisfaction"): written(hostile)}, language="en").markdown
    _, quoted = markdown.split("> ", 1)
    assert not re.findall(r"(?<!\\)[<>\[\](){}@$`!]", quoted)


def test_paragraphs_lists_and_emphasis_of_an_explanation_are_kept(table: ReleasedTable) -> None:
    text = "Deux bureaux *ont* fermé.\n\n- **Nord** en mai\n- Sud"
    markdown = wording.explained_gaps(table, {gap("satisfaction"): written(text)}, language="fr").markdown
    assert "> Deux bureaux *ont* fermé\\." in markdown
    assert "> - **Nord** en mai\n> - Sud" in markdown


def test_figures_that_changed_since_an_explanation_are_told(table: ReleasedTable) -> None:
    explained = {gap("satisfaction"): written("Deux bureaux ont fermé.")}
    shown = wording.explained_gaps(table, explained, [gap("satisfaction")], language="en")
    assert "figures that have changed since" in shown.markdown.replace("\\", "")


def test_regions_stand_in_the_order_of_their_codes_each_before_its_own_target() -> None:
    rows = [
        held("satisfaction", 0.85, position="within", k=880, n=1000) | {"region": "total"},
        held("satisfaction", 0.90, position="beyond_downward", k=80, n=100) | {"region": "06"},
        held("satisfaction", 0.70, position="within", k=72, n=100) | {"region": "01"},
        held("satisfaction", 0.70, position="", status="hidden_small") | {"region": "10"},
    ]
    by_region = released(rows, dimensions=("region",), derived=(*DERIVED, *TARGET_COLUMNS), labels=INDICATOR_LABELS)
    shown = tables.targets_by(by_region, indicator="satisfaction", dimension="region", language="fr", label="tbl-x").sheet.rows
    assert [one.cells[0].text for one in shown[:3]] == ["Bas-Saint-Laurent", "Montréal", "Nord-du-Québec"]
    assert shown[-1].is_total
    grid = figures.positions(by_region, language="fr")
    assert "1 écart régional sur 2" in grid.caption.replace("\u00a0", " ")
    assert "[c]" in grid.svg
    lines = figures.by_region(by_region, indicator="satisfaction", language="fr")
    # Targets differ from region to region: one line for all would be false.
    assert "la cible de chaque ligne" in lines.svg.replace("\u00a0", " ")
    assert np.isnan(by_region.frame.loc[3, "value"])
