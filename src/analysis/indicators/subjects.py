"""What each indicator of a table is about, which decides how it is released: persons, records of nobody, or official figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Change, Quotient, Records, SeriesValue
from analysis.frameworks.model import Framework
from analysis.frameworks.record_checks import table_of
from analysis.indicators.table import Note, Subject

_STRICTEST = (Subject.PERSONS, Subject.RECORDS, Subject.OFFICIAL)


def subject_of_measure(framework: Framework, indicator: Indicator) -> Subject:
    """Return what the value of an indicator is about: the strictest of what it is made from.

    Accounts and public postings are records of nobody; everything counted of people or firms is protected as persons are.
    A quotient is about persons as soon as one of its two numbers is.
    """
    measure = indicator.measure
    if isinstance(measure, SeriesValue):
        return Subject.OFFICIAL
    if isinstance(measure, Records):
        return Subject.RECORDS if table_of(measure).is_public else Subject.PERSONS
    if isinstance(measure, Quotient):
        numerator = Subject.RECORDS if table_of(measure.numerator).is_public else Subject.PERSONS
        return _strictest([numerator, subject_of_measure(framework, framework.indicator(measure.over))])
    if isinstance(measure, Change):
        return subject_of_measure(framework, framework.indicator(measure.of))
    return Subject.PERSONS


def subjects_of(framework: Framework, wanted: Sequence[Indicator], frame: pd.DataFrame) -> tuple[Subject, Mapping[str, Subject]]:
    """Return the subject of a table, which is the strictest of its indicators that have rows to judge, and that of the others by name."""
    valued = set(frame.loc[frame["note"].isin([Note.COMPUTED.value, Note.NO_CASES.value]), "indicator"])
    found = {item.name: subject_of_measure(framework, item) for item in wanted if item.name in valued}
    if not found:
        # Nothing was computed: there is nothing to protect, and nothing to say about anybody.
        return Subject.OFFICIAL, {}
    subject = _strictest(found.values())
    return subject, {name: own for name, own in found.items() if own is not subject}


def _strictest(subjects: Iterable[Subject]) -> Subject:
    return min(subjects, key=_STRICTEST.index)
