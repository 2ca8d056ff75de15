"""What a worker's memory has grown to, and giving back what is free of it; runs in the worker.

A worker shares the dataset with its keeper, and touching those pages costs nothing. What counts is what it has for
itself. The allocator keeps what a large answer has used for the next one, so that it is asked to hand it back.
"""

import ctypes
import os
import resource
import sys

KIB, MIB = 1 << 10, 1 << 20

NOTABLE = 4 * MIB
"""Growth of the resident size that is worth a closer look, which takes milliseconds; small answers go without."""


class Footprint:
    """The private memory of this process. Its two files stay open, for later the process may open none.

    Elsewhere than on Linux nothing is known, and the growth is 0: a worker there ends by its other limits alone.
    """

    def __init__(self) -> None:
        known = sys.platform == "linux"
        self._sizes = os.open("/proc/self/statm", os.O_RDONLY) if known else None
        self._details = os.open("/proc/self/smaps_rollup", os.O_RDONLY) if known else None
        self._trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        self._growth, self._notable = 0, False
        self._resident = self._read_resident()
        self._start = self._read_private()

    def grown(self) -> int:
        """Return by how much this process has grown, in bytes, after it has handed back what is free."""
        self._notable = self._read_resident() - self._resident > NOTABLE
        if self._notable:
            self._hand_back()
            self._growth = self._read_private() - self._start
        return self._growth

    def settle(self) -> None:
        """Hand back what the last answer was in, once it has left."""
        if self._notable:
            self._hand_back()
            self._resident = self._read_resident()

    def _hand_back(self) -> None:
        if self._trim is not None:
            self._trim(0)

    def _read_resident(self) -> int:
        if self._sizes is None:
            return 0
        return int(os.pread(self._sizes, 200, 0).split()[1]) * resource.getpagesize()

    def _read_private(self) -> int:
        if self._details is None:
            return 0
        lines = os.pread(self._details, 4096, 0).splitlines()
        return sum(int(line.split()[1]) * KIB for line in lines if line.startswith(b"Private_"))
