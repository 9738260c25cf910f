"""A process that never rests: `busy.py 0` counts, `1` fills memory, `2` writes to the disk, `3` starts other processes."""

import os
import subprocess
import sys
import tempfile


def main(kind: int) -> None:
    # What it disturbs is to be disturbed at every moment, and still to end within the hour.
    os.nice(5)
    with tempfile.TemporaryFile() as stream:
        while True:
            if kind == 0:
                sum(value * value for value in range(1_000_000))
            elif kind == 1:
                bytearray(200_000_000).find(b"\x01")
            elif kind == 2:
                stream.seek(0)
                stream.write(os.urandom(20_000_000))
                stream.flush()
                os.fsync(stream.fileno())
            else:
                subprocess.run([sys.executable, "-c", "import json, decimal"], check=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
