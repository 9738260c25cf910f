"""The file of one agreement, released: its page, what its renewal looks back on, the explanations of its gaps, and what breaks rules."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.accountability.agreements import renewal
from analysis.accountability.commentary import read_explanation, written_file
from analysis.core.errors import DefinitionError
from analysis.core.languages import Bilingual
from analysis.core.ownership import OwnFile, write_whole_text
from analysis.core.provenance import digest_bytes
from analysis.presentation.wording.agreements import agreement_gap_facts, gaps_to_explain

if TYPE_CHECKING:
    from analysis.accountability.agreements.register import Agreement
    from analysis.accountability.commentary import Explanation
    from analysis.core.languages import Language
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.agreements import Agreements
    from analysis.run.opening import Run


_NEVER = "# Identifiants : ne jamais publier. / Identifiers: never publish.\n"


@dataclass(frozen=True, slots=True)
class RenewalFile:
    """What the renewal of a provider's agreements looks back on; `highest_target` is None where a result that it needs is hidden."""

    provider_id: str
    name: str
    facts: ReleasedTable
    results: ReleasedTable
    mean_served: Decimal | None = None
    highest_target: Decimal | None = None
    agreements_in_mean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementSheet:
    """All that the page of one agreement needs; every table is released, and cut from the table of all agreements."""

    agreement_id: str
    name: str
    provider_id: str
    facts: ReleasedTable
    calendar: ReleasedTable
    progress: ReleasedTable
    accountability: ReleasedTable
    explanations: Mapping[str, Explanation | None]
    """By indicator, each gap shown with what people wrote in the run's language; None where nobody has."""
    renewal: RenewalFile
    consortium: ReleasedTable | None


class AgreementFiles:
    """What is asked about one agreement, or about one provider, of a run."""

    def __init__(self, agreements: Agreements, run: Run) -> None:
        self._agreements, self._run = agreements, run

    def renewal(self, provider: str, agreement: str | None = None) -> RenewalFile:
        """Return what the earlier agreements of a provider say: facts, results, and the largest target that they allow.

        Parameters
        ----------
        agreement
            The one to be renewed: the largest target is that of its own chain. The provider's last one to end when not given.

        Raises
        ------
        DefinitionError
            When no agreement is with that provider.
        """
        asked, register = self._agreements, self._agreements.register
        if all(item.provider_id != provider for item in register.agreements):
            known = sorted({item.provider_id for item in register.agreements})
            raise DefinitionError(asked.unknown(Bilingual("le fournisseur", "the provider"), provider, known))
        day = self._run.definition.as_of
        earlier = renewal.of_provider(register, provider, day)
        facts = self._run.release(renewal.facts_of(register, earlier, asked.steps_of, asked.terms, asked.store.provenance))
        results = asked.ended({item.agreement_id for item in earlier})
        file = RenewalFile(provider, register.provider_names.get(provider, provider), facts, results)
        last = asked.one(agreement) if agreement else max(earlier, key=lambda item: item.end, default=None)
        if last is None:
            return file
        chain = [item for item in renewal.earlier_agreements(register, last) if item.end <= day]
        return self._with_highest(file, chain)

    def _with_highest(self, file: RenewalFile, chain: Sequence[Agreement]) -> RenewalFile:
        """Work out the largest target from released results only: where one of them is hidden, nothing is said."""
        growth, most = (self._agreements.terms.parameter(name) for name in (renewal.GROWTH, renewal.LOOKED_BACK_ON))
        if growth is None or most is None:
            return file
        names = [item.agreement_id for item in chain[-int(most.number.value) :]]
        shown = file.results.frame
        counts = shown[(shown["unit"] != "share") & shown["agreement_id"].isin(names)]
        served = [float(value) for value in counts["value"]]
        if not served or len(served) < len(names) or any(math.isnan(value) for value in served):
            return file
        mean, highest = renewal.highest_target(served, growth.number.value)
        return replace(file, mean_served=mean, highest_target=highest, agreements_in_mean=tuple(names))

    def explanations(self, agreement: str, language: Language | None = None) -> dict[str, Explanation | None]:
        """Return, by indicator, each gap of an agreement that is shown, with what people wrote about it; None without a file.

        Files are `report/commentary/<run>.agreements/<agreement>.<indicator>.<language>.md`; `prepare_explanations` writes them.
        """
        asked = language or self._run.language
        return {
            row.indicator: read_explanation(self._explanation_file(agreement, row.indicator, asked))
            for row in gaps_to_explain(self._agreements.accountability(agreement))
        }

    def prepare_explanations(self, agreement: str) -> list[Path]:
        """Write a file for each gap of an agreement and language of the run, with its facts above the place to write; leave those there."""
        table = self._agreements.accountability(agreement)
        made = []
        for row in gaps_to_explain(table):
            for language in self._run.definition.languages:
                path = self._explanation_file(agreement, row.indicator, language)
                if not os.path.lexists(path):
                    facts = [f"{agreement} · {agreement_gap_facts(table, row, language)}"]
                    write_whole_text(path, written_file(facts, digest_bytes("".join(facts).encode())[:16], language))
                    made.append(path)
        return made

    def sheet(self, agreement: str) -> AgreementSheet:
        """Return all that the page of one agreement needs.

        Raises
        ------
        DefinitionError
            When there is no such agreement; near matches are said.
        """
        asked = self._agreements
        one = asked.one(agreement)
        is_shared = any(item.agreement_id == one.agreement_id and item.is_sound for item in asked.every_consortium)
        return AgreementSheet(
            agreement_id=one.agreement_id,
            name=asked.register.provider_names.get(one.provider_id, one.provider_id),
            provider_id=one.provider_id,
            facts=self._run.release(renewal.facts_of(asked.register, [one], asked.steps_of, asked.terms, asked.store.provenance)),
            calendar=asked.calendar(agreement),
            progress=asked.progress(agreement),
            accountability=asked.accountability(agreement),
            explanations=self.explanations(agreement),
            renewal=self.renewal(one.provider_id, agreement),
            consortium=asked.consortia(agreement) if is_shared else None,
        )

    def write_what_breaks_rules(self, path: Path) -> int:
        """Write which agreements and participations break each rule, for whoever mends the files; return how many lines.

        The file holds identifiers: it says that it is never published, and no chapter may read it.
        """
        lines = [(item.name, name) for item in self._agreements.rules_held for name in item.identifiers]
        text = io.StringIO(newline="")
        text.write(_NEVER)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("rule", "identifier"))
        writer.writerows(lines)
        file = self._run.project.own_file(path, "broken rules")
        file.write(lambda stream: stream.write(text.getvalue().encode("utf-8", "replace")), lambda: _refuse_other(file))
        return len(lines)

    def _explanation_file(self, agreement: str, indicator: str, language: Language) -> Path:
        folder = self._run.project.commentary / f"{self._run.definition.name}.agreements"
        return folder / f"{self._agreements.one(agreement).agreement_id}.{indicator}.{language}.md"


def _refuse_other(file: OwnFile) -> None:
    file.refuse_others(
        Bilingual(
            "ce fichier existe et n'est pas une liste de ce qui enfreint les règles telle que bilan l'a écrite ici",
            "this file exists and is no list of broken rules as bilan wrote it here",
        ),
        DefinitionError,
        Bilingual("Seule une telle liste est remplacée.", "Only such a list is replaced."),
    )
