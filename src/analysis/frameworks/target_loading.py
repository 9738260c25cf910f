"""From a targets file to `Targets` that can be held to: read strictly, then every name, place and date held against the frameworks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.located_tree import Step
from analysis.core.strict_yaml import load_located
from analysis.core.territories import REGIONS
from analysis.frameworks.findings import Findings
from analysis.frameworks.measures import ServiceLevelRatio
from analysis.frameworks.model import Framework
from analysis.frameworks.number_checks import check_confidence
from analysis.frameworks.numbers import Unit
from analysis.frameworks.targets import PLAIN_CODE, IndicatorTargets, Level, PlaceTarget, TargetRevision, Targets, ToleranceByLevel

Place = tuple[Step, ...]


def load_targets(path: Path, frameworks: Mapping[str, Framework]) -> Targets:
    """Return the targets that a file sets, when every one of them can be held to.

    Parameters
    ----------
    frameworks
        The frameworks of the run, by name: a target is for a targeted indicator of one of them.

    Raises
    ------
    DefinitionError
        With every problem at once, in the order of the lines; what the file's form gets wrong comes first and alone.
    """
    located = load_located(path, Targets)
    targets, findings = located.model, Findings(located.tree)
    if targets.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(
                f"les cibles s'appellent {targets.name}, le fichier {path.stem}",
                f"the targets are called {targets.name}, the file {path.stem}",
            ),
            Bilingual("Un fichier de publication nomme les cibles par leur fichier.", "A run file names targets by their file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )
    check_confidence(targets.confidence, targets.source, targets.reason, ("confidence",), findings)
    _check_tolerance(targets.tolerance, ("tolerance",), findings)
    for index, level in enumerate(targets.explained_levels):
        _check_level(level, ("explained_levels", index), findings)
    _check_repeated_indicators(targets, findings)
    for index, item in enumerate(targets.targets):
        _check_indicator(targets, item, ("targets", index), frameworks, findings)
    findings.raise_if_any()
    return targets


def _check_repeated_indicators(targets: Targets, findings: Findings) -> None:
    first: dict[str, int] = {}
    for index, item in enumerate(targets.targets):
        if item.indicator in first:
            findings.note(
                ("targets", index, "indicator"),
                Bilingual(f"« {item.indicator} » a déjà des cibles plus haut", f'"{item.indicator}" already has targets above'),
                Bilingual("Une explication d'écart porte le nom de son indicateur.", "The explanation of a gap is named by its indicator."),
                Bilingual("Réunissez toutes les cibles d'un indicateur.", "Put all the targets of one indicator together."),
            )
        first.setdefault(item.indicator, index)


def _check_indicator(targets: Targets, item: IndicatorTargets, at: Place, frameworks: Mapping[str, Framework], findings: Findings) -> None:
    unit: Unit | None = None
    framework = frameworks.get(item.framework)
    if framework is None:
        findings.note_unknown((*at, "framework"), Bilingual("le cadre", "the framework"), item.framework, frameworks)
    else:
        known = {indicator.name: indicator for indicator in framework.indicators}
        if item.indicator not in known:
            findings.note_unknown((*at, "indicator"), Bilingual("l'indicateur", "the indicator"), item.indicator, known)
        else:
            # A service level may be passed: 114 % of the intake contracted is a result, hence a target.
            unit = None if isinstance(known[item.indicator].measure, ServiceLevelRatio) else known[item.indicator].unit
            if not known[item.indicator].is_targeted:
                with_targets = [name for name, indicator in known.items() if indicator.is_targeted]
                findings.note(
                    (*at, "indicator"),
                    Bilingual(
                        f"« {item.indicator} » est un indicateur sans cible du cadre {framework.name}",
                        f'"{item.indicator}" is an indicator without target of the framework {framework.name}',
                    ),
                    Bilingual(
                        "Le cadre dit quels indicateurs sont ciblés; les autres sont présentés sans être jugés.",
                        "The framework says which indicators have targets; the others are accounted for without being judged.",
                    ),
                    did_you_mean(item.indicator, with_targets),
                )
    if item.confidence is not None:
        check_confidence(item.confidence, item.source, item.reason, (*at, "confidence"), findings)
    if item.tolerance is not None:
        _check_tolerance(item.tolerance, (*at, "tolerance"), findings)
    seen: dict[tuple[str, str | None], int] = {}
    for index, place in enumerate(item.places):
        where = (*at, "places", index)
        _check_place(place, where, findings)
        key = (place.level, place.code)
        if key in seen:
            findings.note(
                where,
                Bilingual("ce lieu a déjà une cible plus haut", "this place already has a target above"),
                Bilingual("Un résultat n'est jugé qu'une fois.", "A result is judged once."),
                Bilingual("Gardez l'une des deux, ou faites de l'autre une révision.", "Keep one, or make the other a revision."),
            )
        seen.setdefault(key, index)
        _check_value(place.initial, unit, (*where, "initial"), findings)
        _check_revisions(targets, place, unit, (*where, "revisions"), findings)


def _check_level(level: str, at: Place, findings: Findings) -> bool:
    known = [one.value for one in Level]
    if level in known:
        return True
    findings.note(
        at,
        Bilingual(f"le palier « {level} » n'existe pas", f'the level "{level}" does not exist'),
        Bilingual("Les cibles sont nationales, régionales ou locales.", "Targets are national, regional or local."),
        did_you_mean(level, known),
    )
    return False


def _check_place(place: PlaceTarget, at: Place, findings: Findings) -> None:
    if not _check_level(place.level, (*at, "level"), findings):
        return
    level = Level(place.level)
    if level is Level.NATIONAL and place.code is not None:
        findings.note(
            (*at, "code"),
            Bilingual("le palier national n'a pas de code", "the national level has no code"),
            None,
            Bilingual("Enlevez code, ou changez le palier.", "Take code out, or change the level."),
        )
    if level is not Level.NATIONAL and not place.code:
        thing = Bilingual("de région (01 à 17)", "of region (01 to 17)") if level is Level.REGION else Bilingual("de bureau", "of office")
        findings.note(
            at,
            Bilingual(f"il manque le code {thing.fr}", f"the code {thing.en} is missing"),
            Bilingual("Sans lui, on ne sait pas quel résultat juger.", "Without it nobody knows which result to judge."),
            Bilingual("Ajoutez code, entre guillemets.", "Add code, in quotes."),
        )
    elif level is Level.OFFICE and not PLAIN_CODE.fullmatch(str(place.code)):
        findings.note(
            (*at, "code"),
            Bilingual("ce code de bureau n'est pas un code simple", "this office code is not a plain code"),
            Bilingual("Il entre dans le nom des fichiers d'explication.", "It is a part of the names of files of explanation."),
            Bilingual("Lettres sans accent, chiffres, « _ » et « - ».", "Use letters without accents, digits, `_` and `-`."),
        )
    elif level is Level.REGION and place.code not in REGIONS:
        findings.note_unknown((*at, "code"), Bilingual("la région", "the region"), str(place.code), REGIONS)


def _check_value(value: Decimal, unit: Unit | None, at: Place, findings: Findings) -> None:
    if value < 0:
        findings.note(
            at,
            Bilingual(f"une cible ne peut pas être négative ({value})", f"a target cannot be negative ({value})"),
            None,
            Bilingual("Corrigez la valeur.", "Correct the value."),
        )
    elif unit is Unit.SHARE and value > 1:
        findings.note(
            at,
            Bilingual(
                f"la cible d'une proportion va de 0 à 1, celle-ci vaut {value}", f"the target of a share is from 0 to 1, not {value}"
            ),
            Bilingual("52 % s'écrit 0.52.", "52% is written 0.52."),
            Bilingual("Divisez-la par cent.", "Divide it by a hundred."),
        )


def _check_revisions(targets: Targets, place: PlaceTarget, unit: Unit | None, at: Place, findings: Findings) -> None:
    year = targets.year
    for index, revision in enumerate(place.revisions):
        where = (*at, index)
        _check_value(revision.value, unit, (*where, "value"), findings)
        if revision.reason is None:
            findings.note(
                where,
                Bilingual("cette révision n'a pas de raison", "this revision has no reason"),
                Bilingual(
                    "Le rapport montre la cible initiale et la cible révisée, et dit pourquoi elles diffèrent.",
                    "The report shows the initial and the revised target, and says why they differ.",
                ),
                Bilingual("Ajoutez reason, en français et en anglais.", "Add reason, in French and in English."),
            )
        if not year.contains(revision.since) or revision.since.month != targets.revision_month:
            findings.note(
                (*where, "from"),
                Bilingual(
                    f"une révision commence au mois {targets.revision_month} de l'exercice, non le {revision.since}",
                    f"a revision begins in month {targets.revision_month} of the fiscal year, not on {revision.since}",
                ),
                Bilingual("Les cibles ne se révisent qu'une fois l'an.", "Targets are revised once a year."),
                Bilingual("Corrigez la date, ou revision_month.", "Correct the date, or revision_month."),
            )
        if revision.until is not None and revision.until < revision.since:
            findings.note(
                (*where, "until"),
                Bilingual(
                    f"la fin ({revision.until}) précède le début ({revision.since})",
                    f"the end ({revision.until}) is before the start ({revision.since})",
                ),
                None,
                Bilingual("Corrigez l'une des deux dates.", "Correct one of the two dates."),
            )
    for (_, one), (index, other) in combinations(enumerate(place.revisions), 2):
        if one.since <= _end(other, year.last_day) and other.since <= _end(one, year.last_day):
            findings.note(
                (*at, index),
                Bilingual(
                    f"deux révisions se chevauchent : {_period(one, year.last_day)[0]} et {_period(other, year.last_day)[0]}",
                    f"two revisions overlap: {_period(one, year.last_day)[1]} and {_period(other, year.last_day)[1]}",
                ),
                Bilingual("Un jour donné, un résultat n'a qu'une cible.", "On a given day a result has one target."),
                Bilingual("Donnez une fin (until) à la première, ou gardez-en une.", "Give the first an end (until), or keep one."),
            )


def _end(revision: TargetRevision, last: date) -> date:
    return revision.until or last


def _period(revision: TargetRevision, last: date) -> tuple[str, str]:
    return f"du {revision.since} au {_end(revision, last)}", f"{revision.since} to {_end(revision, last)}"


def _check_tolerance(tolerance: ToleranceByLevel, at: Place, findings: Findings) -> None:
    for level in Level:
        band = tolerance.at(level)
        for name, value in (("below", band.below), ("above", band.above)):
            if not 0 <= value < 1:
                findings.note(
                    (*at, level.value, name),
                    Bilingual(
                        f"une marge est une part de la cible, de 0 à moins de 1, non {value}",
                        f"a tolerance is a part of the target, from 0 to less than 1, not {value}",
                    ),
                    Bilingual("Cinq pour cent de la cible s'écrit 0.05.", "Five per cent of the target is written 0.05."),
                    Bilingual("Corrigez la marge.", "Correct the tolerance."),
                )
