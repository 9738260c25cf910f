"""What is said when a table or a policy is refused: where, what, why, what to do, in both languages, and no person's number."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.core.errors import DefinitionError, DisclosureError, ExitCode, UserError
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.disclosure.policy import DisclosurePolicy, load_policy
from analysis.disclosure.release import release
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject

ROOT = Path(__file__).resolve().parents[2]
SECRET = 7331
"""A count that no message may repeat."""


def policy(name: str = "standard") -> DisclosurePolicy:
    return load_policy(ROOT / "params" / "disclosure" / f"{name}.yaml")


def table(rows, dimensions=("region",), additive=None, *, unit="share", note="computed", subject=Subject.PERSONS, value=0.5):
    full = [
        (*key, numerator, denominator, "reached", 0, value, value, value, "wilson", unit, "", note) for key, numerator, denominator in rows
    ]
    frame = pd.DataFrame(full, columns=["indicator", *dimensions, *VALUE_COLUMNS])
    provenance = Provenance(Bilingual("made-up agency", "made-up agency"), made_up=True)
    return IndicatorTable(frame, subject, provenance, dimensions, dimensions if additive is None else additive)


def refused(given: IndicatorTable, name: str = "standard") -> DisclosureError:
    with pytest.raises(DisclosureError) as caught:
        release(given, policy(name))
    return caught.value


BAD_TABLES = {
    "parts that do not make the total": table([(("employed", "01"), 30, 60), (("employed", TOTAL), SECRET, 2 * SECRET)]),
    "two rows for one group": table([(("employed", "01"), SECRET, 2 * SECRET), (("employed", "01"), 30, 60)]),
    "an unknown note": table([(("employed", "01"), 30, SECRET)], note="computd"),
    "an unknown unit": table([(("employed", "01"), 30, SECRET)], unit="shares"),
    "a value without a count": table([(("employed", "01"), math.nan, math.nan)], unit="days"),
    "a negative count": table([(("employed", "01"), 30, -SECRET)], unit="days"),
    "four additive dimensions": table([(("employed", "01", "a", "b", "c"), 30, SECRET)], ("region", "office", "month", "sex")),
    "a group larger than its total": table([(("employed", "is_woman"), SECRET, SECRET), (("employed", TOTAL), 40, 40)], ("group",), ()),
}


@pytest.mark.parametrize("given", BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_each_refusal_says_where_what_why_and_what_to_do_in_both_languages(given):
    error = refused(given)
    assert error.exit_code is ExitCode.DISCLOSURE
    for problem in error.problems:
        assert "made-up agency" in problem.where
        assert problem.why is not None
        assert problem.todo is not None
        assert problem.what.fr != problem.what.en
    check_words(error)
    assert str(SECRET) not in error.text("fr") + error.text("en")
    assert str(2 * SECRET) not in error.text("fr") + error.text("en")


def check_words(error: UserError) -> None:
    french = error.text("fr")
    assert not re.search(r" :|« | »|[ \u00a0][;!?]", french), "no-break spaces before a colon and inside guillemets, none before ; ! ?"
    assert "Traceback" not in french


def test_the_nearest_known_word_is_offered():
    assert "computed" in refused(BAD_TABLES["an unknown note"]).text("en")
    assert "share" in refused(BAD_TABLES["an unknown unit"]).text("fr")


def test_a_place_names_the_indicator_and_the_group():
    problem = refused(BAD_TABLES["parts that do not make the total"]).problems[0]
    assert problem.where.endswith("employed · region=total")


def test_many_problems_of_one_kind_are_counted_and_not_all_listed():
    rows = [(("employed", f"{number:02d}", "04"), 30, 60) for number in range(12)]
    rows += [(("employed", f"{number:02d}", TOTAL), 31, 60) for number in range(12)]
    error = refused(table(rows, ("region", "month"), ("region", "month")))
    # Twelve regions, and their sum: five are named, eight are counted.
    assert len(error.problems) == 6
    assert "8" in error.problems[-1].what.en


def test_persons_under_the_policy_of_public_figures_are_told_what_the_policy_is_for():
    error = refused(table([(("employed", "01"), 30, 60)]), "already_public")
    assert "official, records" in error.text("en")
    check_words(error)


def test_markup_in_a_name_is_repeated_as_text_only():
    given = table([(("<script>alert(1)</script>", "01"), 30, 60)], unit="=HYPERLINK(1)")
    assert "<script>" in refused(given).text("en")


MISTAKES = {
    "no denominator": ("protects: [numerator, complement, denominator]", "protects: [numerator]", "denominator"),
    "too wide": ("protection_width: 5", "protection_width: 9", "8"),
    "misspelt": ("threshold: 10", "treshold: 10", "threshold"),
    "no protection": ("suppression:", "# suppression:", "suppression"),
    "too low": ("threshold: 10", "threshold: 1", "3"),
}


@pytest.mark.parametrize(("before", "after", "word"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_policy_is_explained(tmp_path, before, after, word):
    text = (ROOT / "params" / "disclosure" / "standard.yaml").read_text(encoding="utf-8")
    assert before in text
    if after.startswith("# "):
        text = text[: text.index("\nsuppression:") + 1]
    path = tmp_path / "mistaken.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_policy(path)
    for language in ("fr", "en"):
        assert word in caught.value.text(language)
    assert "mistaken.yaml" in caught.value.text("en")


def test_the_policies_of_the_project_say_why_in_both_languages():
    for name in ("standard", "already_public"):
        loaded = policy(name)
        assert loaded.name == name
        for text in (loaded.title, loaded.description, loaded.reason):
            assert text.fr != text.en
