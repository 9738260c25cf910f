"""Satisfaction counted from made-up rows: held to a slow plain twin, to statsmodels, and to what happens with few answers."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import make_store
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.evaluation import satisfaction, satisfaction_providers, satisfaction_questions
from analysis.evaluation.satisfaction_answers import surveys_of
from analysis.frameworks.loading import load_framework
from analysis.frameworks.satisfaction_rules import load_satisfaction_rules
from analysis.indicators.question import Question
from analysis.indicators.table import IndicatorTable, Note
from analysis.statistics.paired_shares import paired_difference

PARAMS = Path(__file__).parents[3] / "params"
FRAMEWORK = load_framework(PARAMS / "frameworks" / "ontario_supported_employment.yaml")
RULES = load_satisfaction_rules(PARAMS / "satisfaction" / "standard.yaml")
POLICY = load_policy(PARAMS / "disclosure" / "standard.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
SHORT, LONG = "participant_satisfaction_short_term", "participant_satisfaction_long_term"

THIS_YEAR, LAST_YEAR = (date(2024, 4, 1), date(2025, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31))

Rows = list[dict[str, Any]]


def value(table: IndicatorTable, indicator: str, column: str = "value", **where: str) -> Any:
    frame = table.frame[table.frame["indicator"] == indicator]
    for name, code in where.items():
        frame = frame[frame[name] == code]
    (found,) = frame[column]
    return found


def ask(folder: Path, participations: Rows, answers: Rows, *, by: tuple[str, ...] = (), **tables: Rows) -> Question:
    store = make_store(folder, participations=participations, satisfaction_answers=answers, **tables)
    return Question(store, FRAMEWORK, YEAR, AS_OF, by)


def person(number: int, start: date = date(2024, 5, 15), provider: str = "F001", **more: Any) -> dict[str, Any]:
    return {"participation_id": f"U{number}", "start_date": start, "provider_id": provider, **more}


def answer(number: int, score: int | None, occasion: str = "start", respondent: str = "participant", **more: Any) -> dict[str, Any]:
    asked = date(2024, 6, 1) if occasion == "start" else date(2025, 5, 15)
    given = {"answer_id": f"A{number}-{respondent}-{occasion}", "participation_id": f"U{number}", "respondent": respondent}
    return {**given, "occasion": occasion, "score": score, "asked_date": asked, **more}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Question, Rows, Rows]:
    """Six hundred participations of three providers, this year and the year before, asked and answering at random."""
    draw = random.Random(12)  # noqa: S311 - made-up rows
    participations, answers = [], []
    for number in range(600):
        start = date(2023, 4, 1) + timedelta(days=draw.randrange(730))
        participations.append(person(number, start, draw.choice(["F001", "F002", "F003"]), region=draw.choice(["06", "10"])))
        for respondent in ("participant", "employer"):
            for occasion in ("start", "12_months"):
                if draw.random() < 0.8:
                    score = draw.choice([None, None, 1, 2, 3, 4, 4, 5, 5, 5])
                    answers.append(answer(number, score, occasion, respondent, asked_date=start + timedelta(days=30)))
    providers = [{"provider_id": name} for name in ("F001", "F002", "F003")]
    question = ask(tmp_path_factory.mktemp("mixed"), participations, answers, by=("region",), providers=providers)
    return question, participations, answers


def plain(participations: Rows, answers: Rows, who: tuple[str, str], between: tuple[date, date]) -> dict[str, int | None]:
    """Return what each of those asked answered, one at a time."""
    dated = {row["participation_id"] for row in participations if between[0] <= row["start_date"] <= between[1]}
    kept = [row for row in answers if (row["respondent"], row["occasion"]) == who]
    return {row["participation_id"]: row["score"] for row in kept if row["participation_id"] in dated}


def test_shares_and_non_response_agree_with_a_slow_twin(mixed: tuple[Question, Rows, Rows]) -> None:
    question, participations, answers = mixed
    table = satisfaction.shares(question)
    for region in ("total", "06", "10"):
        mine = [row for row in participations if region in ("total", row["region"])]
        said = plain(mine, answers, ("participant", "start"), THIS_YEAR)
        answered = [score for score in said.values() if score]
        satisfied = sum(score >= 4 for score in answered)
        where = {"survey": SHORT, "region": region}
        assert value(table, "satisfied_share", "numerator", **where) == satisfied
        assert value(table, "satisfied_share", "denominator", **where) == len(answered)
        assert value(table, "satisfied_share", "n_asked", **where) == len(said)
        assert value(table, "satisfied_share", "response_share", **where) == pytest.approx(len(answered) / len(said))
        low, high = proportion_confint(satisfied, len(answered), method="wilson")
        assert value(table, "satisfied_share", "interval_low", **where) == pytest.approx(low, abs=1e-9)
        assert value(table, "satisfied_share", "interval_high", **where) == pytest.approx(high, abs=1e-9)


def test_the_five_answers_and_those_who_did_not_answer_are_everyone_asked(mixed: tuple[Question, Rows, Rows]) -> None:
    question, participations, answers = mixed
    table = satisfaction.distribution(question)
    said = Counter(plain(participations, answers, ("participant", "12_months"), LAST_YEAR).values())
    for score in range(1, 6):
        assert value(table, "answers", survey=LONG, answer=str(score)) == said[score]
    assert value(table, "asked", "n_missing", survey=LONG, answer="total") == said[None]
    assert value(table, "asked", "denominator", survey=LONG, answer="total") == sum(said.values())


def test_participants_and_employers_differ_by_the_interval_of_two_groups(mixed: tuple[Question, Rows, Rows]) -> None:
    question, participations, answers = mixed
    table = satisfaction.respondents(question)
    counts = []
    for respondent in ("participant", "employer"):
        said = plain(participations, answers, (respondent, "start"), THIS_YEAR).values()
        counts += [sum(bool(score) and score >= 4 for score in said), sum(bool(score) for score in said)]
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert value(table, "participants_less_employers", occasion="start") == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert value(table, "participants_less_employers", "interval_low", occasion="start") == pytest.approx(low, abs=1e-9)
    assert value(table, "participants_less_employers", "interval_high", occasion="start") == pytest.approx(high, abs=1e-9)


def test_the_same_persons_are_held_against_themselves(mixed: tuple[Question, Rows, Rows]) -> None:
    question, participations, answers = mixed
    start, later = (plain(participations, answers, ("participant", occasion), LAST_YEAR) for occasion in ("start", "12_months"))
    pairs = [(start[one], later[one]) for one in start if start[one] and later.get(one)]
    cells = Counter((a >= 4, b >= 4) for a, b in pairs if a and b)
    table = satisfaction.change(question)
    where = {"respondent": "participant", "at_start": "total", "later": "total"}
    assert value(table, "pairs", respondent="participant", at_start="satisfied", later="not_satisfied") == cells[True, False]
    assert value(table, "pairs", **where) == len(pairs)
    assert value(table, "start_of_all", "denominator", **where) == sum(bool(score) for score in start.values())
    found = paired_difference(cells[True, True], cells[True, False], cells[False, True], cells[False, False])
    assert value(table, "paired_change", **where) == pytest.approx(float(found.difference))
    assert value(table, "paired_change", "interval_low", **where) == pytest.approx(float(found.interval.low))


def test_a_change_is_hidden_when_one_of_the_four_counts_is_small(tmp_path: Path) -> None:
    last_year = date(2023, 6, 1)
    said = [(5, 5)] * 60 + [(5, 2)] * 20 + [(2, 5)] * 15 + [(2, 2)] * 4
    rows = [answer(n, a, asked_date=last_year) for n, (a, _) in enumerate(said)] + [
        answer(n, b, "12_months") for n, (_, b) in enumerate(said)
    ]
    table = release(satisfaction.change(ask(tmp_path, [person(n, last_year) for n in range(99)], rows)), POLICY)
    change = table.frame[(table.frame["indicator"] == "paired_change") & (table.frame["respondent"] == "participant")]
    assert change["status"].tolist() == ["hidden_small"]
    assert change[["value", "interval_low", "interval_high", "mcnemar_p_value", "denominator"]].isna().all(axis=None)


def test_nobody_asked_nobody_answering_and_one_answer(tmp_path: Path) -> None:
    nobody = satisfaction.shares(ask(tmp_path / "nobody", [person(1)], []))
    assert value(nobody, "satisfied_share", "note", survey=SHORT) == Note.NO_CASES
    assert value(nobody, "satisfied_share", "n_asked", survey=SHORT) == 0
    assert np.isnan(value(nobody, "satisfied_share", "response_share", survey=SHORT))
    silent = satisfaction.shares(ask(tmp_path / "silent", [person(1), person(2)], [answer(1, None), answer(2, None)]))
    assert value(silent, "satisfied_share", "note", survey=SHORT) == Note.NO_CASES
    assert value(silent, "satisfied_share", "n_asked", survey=SHORT) == 2
    assert value(silent, "satisfied_share", "response_share", survey=SHORT) == 0
    question = ask(tmp_path / "one", [person(1)], [answer(1, 4)])
    one = satisfaction.shares(question)
    assert value(one, "satisfied_share", survey=SHORT) == 1
    assert value(one, "satisfied_share", "interval_low", survey=SHORT) < 0.3
    for table in (one, satisfaction.distribution(question), satisfaction.respondents(question), satisfaction.change(question),
                  satisfaction.by_outcome(question, {SHORT: 3}), satisfaction_providers.providers(question),
                  satisfaction_questions.questions(question, RULES)):  # fmt: skip
        shown = release(table, POLICY).frame
        people = shown[shown["denominator"].fillna(0) > 0]
        assert (people["value"].isna() | (people["denominator"] >= 10)).all(), people


def test_every_provider_has_a_row_and_one_without_answer_says_so(tmp_path: Path) -> None:
    people = [person(n, provider="F001" if n < 60 else "F002" if n < 63 else "F003") for n in range(70)]
    answers = [answer(n, 2 if n % 6 == 0 else 5) for n in range(63)] + [answer(n, None) for n in range(63, 70)]
    providers = [{"provider_id": name} for name in ("F001", "F002", "F003", "F004")]
    table = satisfaction_providers.providers(ask(tmp_path, people, answers, providers=providers))
    raw, drawn = (
        {code: value(table, "satisfied_share", column, survey=SHORT, provider_id=code) for code in ("F001", "F002", "F003", "F004")}
        for column in ("value", "shrunken")
    )
    assert raw["F001"] == pytest.approx(50 / 60)
    assert abs(drawn["F001"] - raw["F001"]) < abs(drawn["F002"] - raw["F002"])
    assert np.isnan([raw["F003"], raw["F004"], drawn["F003"], drawn["F004"]]).all()
    assert value(table, "satisfied_share", "n_asked", survey=SHORT, provider_id="F003") == 7
    assert value(table, "satisfied_share", "n_asked", survey=SHORT, provider_id="F004") == 0
    shown = release(table, POLICY).frame
    hidden = shown[shown["status"].str.startswith("hidden")]
    assert len(hidden)
    assert hidden[["shrunken", "shrunken_low", "shrunken_high", "response_share", "n_asked"]].isna().all(axis=None)


def test_years_put_together_are_the_sum_of_the_years(mixed: tuple[Question, Rows, Rows]) -> None:
    question, participations, answers = mixed
    table = satisfaction.shares(question, years=2)
    both = plain(participations, answers, ("participant", "start"), (LAST_YEAR[0], THIS_YEAR[1]))
    assert value(table, "satisfied_share", "n_asked", survey=SHORT, region="total") == len(both)


def test_response_is_told_apart_by_what_is_known_of_employment(tmp_path: Path) -> None:
    people, answers, contacts = [], [], []
    # Asked, answer, satisfied: employed 40, 30, 27; not employed 40, 10, 5; not reached 20, 10, 10.
    for number in range(100):
        people.append(person(number))
        group, place = (0, number) if number < 40 else (1, number - 40) if number < 80 else (2, number - 80)
        says = place < (30, 10, 10)[group]
        answers.append(answer(number, (5 if place < (27, 5, 10)[group] else 1) if says else None))
        if group < 2:
            contacts.append(
                {"participation_id": f"U{number}", "contact_date": date(2024, 8, 15), "is_employed": group == 0, "weekly_hours": 30.0}
            )
    table = satisfaction.by_outcome(ask(tmp_path, people, answers, follow_ups=contacts), {SHORT: 3})
    where = {"survey": SHORT, "outcome": "total"}
    assert [value(table, "response_share", survey=SHORT, outcome=code) for code in ("employed", "not_employed", "unknown")] == [
        0.75,
        0.25,
        0.5,
    ]
    assert value(table, "satisfied_share", **where) == pytest.approx(42 / 50)
    assert value(table, "reweighted_share", **where) == pytest.approx(0.4 * 0.9 + 0.4 * 0.5 + 0.2 * 1.0)
    # The smallest count that the value rests on is the three employed who are not satisfied.
    assert value(table, "reweighted_share", "denominator", **where) == 3


def test_questions_are_counted_one_by_one_and_alpha_is_of_those_who_answered_all(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    scores = np.clip(np.round(3.5 + draw.normal(size=(80, 1)) + 0.6 * draw.normal(size=(80, 6))), 1, 5).astype(int)
    items = [
        {"answer_id": f"A{n}-participant-start", "question": f"q{q + 1}", "score": None if (n, q) == (0, 2) else int(scores[n, q])}
        for n in range(80)
        for q in range(6)
    ]
    question = ask(tmp_path, [person(n) for n in range(80)], [answer(n, 4) for n in range(80)], satisfaction_items=items)
    table = satisfaction_questions.questions(question, RULES)
    assert value(table, "question_satisfied", "numerator", survey=SHORT, question="q3") == (scores[1:, 2] >= 4).sum()
    assert value(table, "question_satisfied", "n_missing", survey=SHORT, question="q3") == 1
    whole = scores[1:]
    twin = 6 / 5 * (1 - whole.var(axis=0, ddof=1).sum() / whole.sum(axis=1).var(ddof=1))
    assert value(table, "alpha", survey=SHORT, question="total") == pytest.approx(twin, abs=1e-12)
    assert value(table, "alpha", "denominator", survey=SHORT, question="total") == 79
    assert value(table, "index_mean", survey=SHORT, question="total") == pytest.approx(whole.mean())
    expected = np.corrcoef(whole[:, 0], whole[:, 1:].sum(axis=1))[0, 1]
    assert value(table, "question_satisfied", "rest_correlation", survey=SHORT, question="q1") == pytest.approx(expected)


def test_a_provider_whose_answers_come_together_is_pointed_out_and_a_small_one_is_not_examined(tmp_path: Path) -> None:
    draw = random.Random(5)  # noqa: S311 - made-up rows
    people, answers, items = [], [], []
    for number in range(400):
        provider = f"F00{1 + number % 8}" if number >= 6 else "F009"
        together = provider == "F004" and number % 3 == 0
        day = date(2024, 11, 19) if together else date(2024, 6, 1) + timedelta(days=draw.randrange(200))
        people.append(person(number, provider=provider))
        answers.append(answer(number, 5, answered_date=day))
        said = [5] * 6 if together else [draw.choice([2, 3, 4, 5]) for _ in range(6)]
        items += [{"answer_id": f"A{number}-participant-start", "question": f"q{q + 1}", "score": said[q]} for q in range(6)]
    providers = [{"provider_id": f"F00{n}"} for n in range(1, 10)]
    found = satisfaction_providers.unusual(ask(tmp_path, people, answers, providers=providers, satisfaction_items=items), RULES)
    pointed = found.by_provider.frame[found.by_provider.frame["is_pointed_out"] == "yes"]
    assert set(pointed["provider_id"]) == {"F004"}
    assert set(pointed["indicator"]) == {"one_day", "all_alike"}
    assert value(found.summary, "providers_pointed_out") == 1
    assert value(found.summary, "providers_tested") == 8
    assert value(found.summary, "providers_too_few") == 1
    assert value(found.by_provider, "one_day", "is_pointed_out", provider_id="F009") == ""
    # A small provider is not named: what is said of it is hidden with its row.
    shown = release(found.by_provider, POLICY).frame
    hidden = shown[shown["status"].str.startswith("hidden")]
    assert (hidden["is_pointed_out"] == "").all()
    assert hidden["test_p_value"].isna().all()


def test_a_framework_that_reads_no_answer_says_so() -> None:
    with pytest.raises(DefinitionError) as caught:
        surveys_of(load_framework(PARAMS / "frameworks" / "quebec_social_solidarity_2006.yaml"))
    assert "reads answers" in caught.value.text("en")
    assert "satisfaction" in caught.value.text("fr")


def test_choices_named_otherwise_than_their_file_or_twice_are_refused_at_once(tmp_path: Path) -> None:
    text = (PARAMS / "satisfaction" / "standard.yaml").read_text(encoding="utf-8")
    path = tmp_path / "other.yaml"
    path.write_text(text.replace("occasion: withdrawal", "occasion: start"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_satisfaction_rules(path)
    assert len(caught.value.problems) == 2
