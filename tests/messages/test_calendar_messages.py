"""What is wrong with a follow-up calendar is said with its place, both languages; what is right is said in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.description import describe
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework

SHIPPED = Path(__file__).parents[2] / "params" / "frameworks" / "ontario_supported_employment.yaml"
RULE = """\
  stops_when:
    - when: refused
      consecutive_waves: 2
      counts_as: refusal
      confidence: assumed
      reason: {fr: "Deux refus de suite.", en: Two refusals in a row.}
"""


def with_calendar(tmp_path: Path, more: str) -> Framework:
    text = SHIPPED.read_text(encoding="utf-8")
    place = "  waves:\n    - months: 3\n"
    assert text.count(place) == 1
    path = tmp_path / SHIPPED.name
    path.write_text(text.replace(place, more + place), encoding="utf-8")
    return load_framework(path)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("more", "fr", "en"),
    [
        ("  then_every: 6\n", "`then_every` et `until` vont ensemble", "`then_every` and `until` go together"),
        ("  until: 36\n", "`then_every` et `until` vont ensemble", "`then_every` and `until` go together"),
        ("  then_every: 6\n  until: 29\n", "aucun suivi ne vient après : 29 mois", "no follow-up comes later: 29 months"),
        ("  then_every: 2\n  until: 36\n", "répétés tous les 2 mois se touchent", "repeated every 2 months meet"),
        (RULE.replace('      reason: {fr: "Deux refus de suite.", en: Two refusals in a row.}\n', ""), "raison", "reason"),
        (RULE.replace("when: refused", "when: bored"), "bored", "bored"),
    ],
)
def test_a_calendar_that_cannot_be_followed_is_refused(tmp_path: Path, more: str, fr: str, en: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        with_calendar(tmp_path, more)
    assert SHIPPED.name in caught.value.problems[0].where
    assert fr in plain(caught.value.text("fr"))
    assert en in plain(caught.value.text("en"))


def test_a_calendar_with_later_waves_and_a_stop_is_said_in_plain_words(tmp_path: Path) -> None:
    framework = with_calendar(tmp_path, "  then_every: 6\n  until: 36\n" + RULE)
    assert framework.follow_up is not None
    assert [wave.months for wave in framework.follow_up.every_wave] == [3, 6, 12, 18, 24, 30, 36]
    assert framework.follow_up.every_wave[-1].days_after == framework.follow_up.waves[-1].days_after
    said = plain(describe(framework, "fr"))
    assert "puis tous les 6 mois jusqu'à 36 mois" in said
    assert "le suivi cesse quand la personne a refusé de répondre à 2 suivis de suite; les suivants sont comptés comme des refus" in said
    assert "the follow-up stops when the person refused to answer at 2 follow-ups in a row" in plain(describe(framework, "en"))


def test_no_shipped_framework_stops_a_follow_up_that_its_source_does_not_stop() -> None:
    for path in SHIPPED.parent.glob("*.yaml"):
        calendar = load_framework(path).follow_up
        assert calendar is None or (calendar.stops_when == () and calendar.every_wave == calendar.waves)
