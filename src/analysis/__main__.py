"""`python -m analysis` is `bilan`, for a checkout whose path the first line of a script cannot hold."""

import sys

from analysis.cli import main

if __name__ == "__main__":
    sys.argv[0] = "bilan"
    main()
