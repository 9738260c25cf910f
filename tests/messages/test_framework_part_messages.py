"""What is wrong with services, rules, funding, schedules and measures of records is said once each, all at once, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.loading import load_framework
from analysis.frameworks.schedule_loading import load_schedule

PARAMS = Path(__file__).parents[2] / "params"


def refused(tmp_path: Path, name: str, *changes: tuple[str, str]) -> DefinitionError:
    """Return what is said of a shipped framework after some changes, each of one place."""
    text = (PARAMS / "frameworks" / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_framework(path)
    return caught.value


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


CASES = [
    (
        "ontario_supported_employment",
        [("amount: {value: 5600,", "amount: {value: -5600,"),
         ("    of: operating_funds", "    of: operating_fund"),
         ("share: {value: 0.20,", "share: {value: 1.20,"),
         ("number: {value: 0.25,",
         "number: {value: 0.24,")],
        ["un nombre négatif (-5600)",
         "la composante « operating_fund » n'existe pas",
         "une part va de 0 à 1, pas 1.2", "99 %, pas 100 %"],
        ["a negative number (-5600)", 'the component "operating_fund" does not exist', "a share goes from 0 to 1, not 1.2",
         "99%, not 100%"],
    ),
    (
        "ontario_employment_transformation_2019",
        [("manager: fedcap,", "manager: fedcaps,"),
         ("amounts: {non_recipient: 250, recipient: 250}", "amounts: {non_recipient: 250, recipient: 200}"),
         ("value: 0.20, unit: share, confidence: stated, source: {document: tender_in_the_press",
         "value: 0.20, unit: share, confidence: stated, source: {document: tender_in_press")],
        ["le gestionnaire « fedcaps » n'existe pas",
         "recipient est payé moins que non_recipient",
         "le document « tender_in_press » n'existe pas"],
        ['the manager "fedcaps" does not exist', "recipient is paid less than non_recipient",
         'the document "tender_in_press" does not exist'],
    ),
    (
        "quebec_external_resources_2022",
        [("functions: [agreement_follow_up, accountability]", "functions: [follow_up, accountability]"),
         ("highest: {value: 0.95,", "highest: {value: 0.50,"),
         ("deadline: {value: 3, unit: months", "deadline: {value: 3, unit: days"),
         ("- {code: lump_sum,", "- {code: real_costs,")],
        ["la fonction « follow_up » n'existe pas",
         "les balises sont inversées",
         "se donne en months, pas en days",
         "« real_costs » est déjà"],
        ['the function "follow_up" does not exist', "the guard-rails are reversed",
         "is given in months, not in days", '"real_costs" is already'],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "french", "english"), CASES, ids=[case[0] for case in CASES])
def test_each_mistake_is_said_once_with_the_others(
    tmp_path: Path, name: str, changes: list[tuple[str, str]], french: list[str], english: list[str]
) -> None:
    error = refused(tmp_path, name, *changes)
    fr, en = plain(error.text("fr")), plain(error.text("en"))
    for said in french:
        assert fr.count(said) == 1, fr
    for said in english:
        assert en.count(said) == 1, en
    assert f"{name}.yaml" in en
    for problem in error.problems:
        assert problem.what.fr != problem.what.en


def test_measures_of_records_say_every_mistake(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        "quebec_employment_services_2006",
        ("table: vacancies,", "table: vacancy,"),
        ("over: new_participants", "over: employment_rate"),
        ("where: {field: service, is: employment}", "where: {field: service, is: employ}"),
        ("statistic: count, distinct: firm_id", "statistic: count, distinct: start_date"),
    )
    fr, en = plain(error.text("fr")), plain(error.text("en"))
    for said in ("la table « vacancy » n'existe pas", "employment_rate n'est pas un volume par lequel diviser",
                 "le code « employ » n'existe pas",
                 "start_date est une date, alors qu'il faut un code"):  # fmt: skip
        assert said in fr, fr
    for said in ('the table "vacancy" does not exist', "employment_rate is not a volume to divide by", 'the code "employ" does not exist',
                 "start_date is a date, where a code is needed"):  # fmt: skip
        assert said in en, en
    # The near match is offered.
    assert "vacancies" in en
    assert "employment" in en


def test_a_schedule_says_all_that_is_wrong_with_it_at_once(tmp_path: Path) -> None:
    text = (PARAMS / "schedules" / "fictitious_streams.yaml").read_text(encoding="utf-8")
    text = text.replace("after_months: 12", "after_months: 2", 1).replace("stream_a: 111,", "stream_a: -111,", 1)
    text = text.replace("name: fictitious_streams", "name: something_else", 1).replace("confidence: assumed", "confidence: stated", 1)
    path = tmp_path / "fictitious_streams.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_schedule(path)
    en = caught.value.text("en")
    for said in ("the schedule is called something_else", "employed_12_months does not come after employed_6_months",
                 "a negative amount (-111)",
                 'what is "stated" needs a source'):  # fmt: skip
        assert en.count(said) == 1, en
    assert len(caught.value.problems) == 4
