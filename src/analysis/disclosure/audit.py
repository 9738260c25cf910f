"""The last look before a table leaves: an attack on what will really be published, that trusts nothing of how it was protected."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack import Attack, connected_parts
from analysis.disclosure.unknowns import Target, Unknowns


def exposed_targets(unknowns: Unknowns, published: NDArray[np.float64], proofs: Sequence[NDArray[np.float64]] = ()) -> list[Target]:
    """Return the small counts that can be worked out from the published values too closely.

    Parameters
    ----------
    unknowns
        The system of the table.
    published
        For each unknown the value that can be read in the released table, NaN where nothing can be read.
    proofs
        Tables that are said to agree with what is published: each is checked by plain arithmetic before it counts.

    Notes
    -----
    The attacker knows every equation, that counts are whole numbers and not negative, the policy, and for each hidden count whether it is
    small; see `counts.believable`. He does not know other tables, nor earlier releases: those are compared elsewhere.
    """
    if not unknowns.targets:
        return []
    hidden = np.isnan(published)
    exposed: list[Target] = []
    for part in connected_parts(unknowns):
        attack = Attack(unknowns, published, hidden, part)
        for table in proofs:
            attack.check_proof(table)
        attack.probe(part.targets)
        exposed += [target for target in attack.unproven(part.targets) if not attack.protects(target)]
    return exposed
