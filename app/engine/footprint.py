"""What a worker has for itself in memory, and giving back what is free of it; runs in the worker.

A worker shares the dataset with its keeper until it reads it: the engine counts references and takes locks inside the
data, so that a page that was read has been written and is the worker's own copy from then on. Copies make a worker
fast, since the copying is most of what the first reading costs, and cannot be given back but by its end.
The allocator keeps what a large answer has used for the next one, so that it is asked to hand it back.
"""

import ctypes
import os
import resource
import sys

KIB, MIB = 1 << 10, 1 << 20

NOTABLE = 4 * MIB
"""Growth that is worth a closer look, which takes milliseconds; small answers go without."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Options of mallopt(3). Left alone, the allocator raises both with every large block, and then keeps what it is given
back at the end of a thread's own heap, which ``malloc_trim`` does not reach."""


class Footprint:
    """The private memory of this process. Its two files stay open, for later the process may open none.

    ``own`` is by how much it has grown, in bytes. Elsewhere than on Linux nothing is known, and that is 0: a worker
    there ends by its other limits alone.
    """

    def __init__(self) -> None:
        known = sys.platform == "linux"
        self._sizes = os.open("/proc/self/statm", os.O_RDONLY) if known else None
        self._details = os.open("/proc/self/smaps_rollup", os.O_RDONLY) if known else None
        libc = ctypes.CDLL(None)
        self._trim = getattr(libc, "malloc_trim", None)
        if (option := getattr(libc, "mallopt", None)) is not None:
            for threshold in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD):
                option(threshold, NOTABLE)
        self._resident, self._faults = self._read_resident(), read_faults()
        self._start, self.own = self._read_private(), 0

    def settle(self) -> None:
        """Hand back what the last answer was in, once it has left, and see what remains.

        Pages given count as well as growth: where the kernel took idle pages away, an answer grows into their room.
        """
        grown = self._read_resident() - self._resident > NOTABLE
        touched = read_faults() - self._faults > NOTABLE // resource.getpagesize()
        if not grown and not touched:
            return
        if self._trim is not None:
            self._trim(0)
        self._resident, self._faults = self._read_resident(), read_faults()
        self.own = self._read_private() - self._start

    def _read_resident(self) -> int:
        if self._sizes is None:
            return 0
        return int(os.pread(self._sizes, 200, 0).split()[1]) * resource.getpagesize()

    def _read_private(self) -> int:
        if self._details is None:
            return 0
        lines = os.pread(self._details, 4096, 0).splitlines()
        return sum(int(line.split()[1]) * KIB for line in lines if line.startswith(b"Private_"))


def read_faults() -> int:
    """Return how many pages this process has been given so far, copies of shared ones among them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
