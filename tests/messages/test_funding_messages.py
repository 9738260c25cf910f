"""What is said of money that cannot be computed: a run without its rules, a negative cost in a file, a framework of another place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis import open_run
from analysis.core.errors import DefinitionError
from analysis.frameworks.loading import load_framework
from analysis.run.opening import Run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("money") / "project")


ASKED: dict[str, Callable[[Run], object]] = {
    "agreement_rules": lambda run: run.funding.lump_sums(),
    "schedule": lambda run: run.funding.cash_flow(),
    "persons_in_employment": lambda run: run.costs.in_employment(),
}


@pytest.mark.parametrize("missing", list(ASKED))
def test_a_run_that_does_not_say_its_rules_is_told_which_and_where_to_find_them(missing: str, tiny: TinyRun) -> None:
    run = open_run(tiny.run_file, "fr")
    with pytest.raises(DefinitionError) as caught:
        ASKED[missing](run)
    (problem,) = caught.value.problems
    for said in (caught.value.text("fr"), caught.value.text("en")):
        assert missing in said
    assert problem.todo is not None
    assert problem.why is not None


def refused_of(run: Run) -> dict[str, int]:
    return {count.table: count.n_refused for count in run.store_with("costs").row_counts if count.table in ("costs", "agreement_expenses")}


def test_a_negative_cost_or_expense_is_refused_at_reading_with_its_line_and_never_counted(tmp_path: Path) -> None:
    tiny = make_tiny_run(tmp_path / "project")
    first = open_run(tiny.year_run_file, "fr")
    before, n_refused = first.costs.spending().frame.set_index("nature"), refused_of(first)
    line = next(at for at, row in enumerate(tiny.rows("couts.csv.gz")) if row[1].startswith("2024-0"))
    amount = float(tiny.rows("couts.csv.gz")[line][-1].replace(",", "."))
    tiny.set("couts.csv.gz", line, montant="-500,00")
    tiny.set("ententes_depenses.csv.gz", 1, montant="-1,00")
    run = open_run(tiny.year_run_file, "fr")
    assert refused_of(run) == {table: n + 1 for table, n in n_refused.items()}
    after = run.costs.spending().frame.set_index("nature")
    year = tiny.rows("couts.csv.gz")[line][1] >= "2024-04"
    assert after.loc["total", "value"] == pytest.approx(before.loc["total", "value"] - (amount if year else 0))


def test_a_framework_may_be_of_any_place_and_a_place_that_is_none_is_told_its_form(tmp_path: Path) -> None:
    text = (ROOT / "params" / "frameworks" / "teaching_small.yaml").read_text(encoding="utf-8")
    path = tmp_path / "teaching_small.yaml"
    for code in ("ca-bc", "fr", "us-tx"):
        path.write_text(text.replace("code: teaching", f"code: {code}"), encoding="utf-8")
        assert load_framework(path).jurisdiction.code == code
    path.write_text(text.replace("code: teaching", "code: Québec"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_framework(path)
    assert "jurisdiction.code" in caught.value.text("fr")
    assert "jurisdiction.code" in caught.value.text("en")
