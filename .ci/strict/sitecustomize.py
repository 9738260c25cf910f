"""On the search path of a checked run: what Python will soon refuse in our own code is refused today, in every process of a build."""

import warnings

for kind in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
    warnings.filterwarnings("error", category=kind, module=r"analysis\b")
