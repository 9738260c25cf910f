"""What complaints, reviews and processing times say together."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Verdict
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.cells import decimals_by_unit
from analysis.presentation.wording.sentences import Counted, paragraph, say

_COMPLAINTS = Counted(
    Bilingual("{n} plainte a été reçue{justified}.", "{n} complaint was received{justified}."),
    Bilingual("{n} plaintes ont été reçues{justified}.", "{n} complaints were received{justified}."),
)
_JUSTIFIED = Bilingual("; {share} de celles qui ont été traitées étaient fondées", "; {share} of those closed were justified")
_REVIEWS = Counted(
    Bilingual("{n} demande de révision a été reçue{granted}.", "{n} request for review was received{granted}."),
    Bilingual("{n} demandes de révision ont été reçues{granted}.", "{n} requests for review were received{granted}."),
)
_GRANTED = Bilingual(
    "; {share} de celles qui ont été décidées ont été accueillies, en tout ou en partie",
    "; {share} of those decided were granted, in whole or in part",
)
_WAIT = Bilingual("{name} : {days} jours en moyenne.", "{name}: {days} days on average.")
_PROMISES = Bilingual("Engagements tenus : {n} sur {of}.", "Commitments kept: {n} of {of}.")
_NOTHING = Bilingual("Aucun de ces nombres n'est montré.", "None of these numbers is shown.")


def service_quality(
    complaints: ReleasedTable,
    reviews: ReleasedTable,
    delays: ReleasedTable,
    commitments: ReleasedTable | None = None,
    *,
    language: Language,
) -> TextDisplay:
    """Return one paragraph: complaints and their share justified, reviews and their share granted, mean times, promises kept."""
    said = []
    of_complaints = {row.indicator: row for row in results(complaints) if row.is_total}
    received, share = of_complaints["complaints_received"], of_complaints["justified_share"]
    if received.value is not None:
        text = "" if share.value is None else say(_JUSTIFIED, language, share=_share(share, language))
        said.append(_COMPLAINTS.say(received.value, language, justified=text))
    of_reviews = {row.indicator: row for row in results(reviews) if row.is_total}
    asked, granted = of_reviews["reviews_received"], of_reviews["granted_share"]
    if asked.value is not None:
        text = "" if granted.value is None else say(_GRANTED, language, share=_share(granted, language))
        said.append(_REVIEWS.say(asked.value, language, granted=text))
    for row in results(delays):
        others = [code for name, code in row.where.items() if name != "requests"]
        if row.indicator == "mean_days" and row.value is not None and all(code == TOTAL for code in others):
            name = label_of(delays, "requests", row.where["requests"], language)
            said.append(say(_WAIT, language, name=name, days=format_number(row.value, language, 1)))
    if commitments is not None:
        judged = [row for row in results(commitments) if row.derived.get("verdict") in (Verdict.MET, Verdict.NOT_MET)]
        if judged:
            kept = sum(row.derived["verdict"] == Verdict.MET for row in judged)
            said.append(say(_PROMISES, language, n=kept, of=len(judged)))
    return paragraph(said or [say(_NOTHING, language)])


def _share(row: Result, language: Language) -> str:
    return format_share(row.value or 0.0, language, decimals_by_unit([row])[row.unit])
