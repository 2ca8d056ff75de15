"""Build the release twice, with different hash seeds and first without the cache of read files, and compare every byte.

Run as ``python -m tests.rebuild``; exits with 1 and the names of the files that differ.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def digests(out: Path) -> dict[str, str]:
    """Return the checksum of every file of a built release by its path."""
    files = [path for path in (out / "current").resolve().rglob("*") if path.is_file()]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> int:
    found = []
    shutil.rmtree(ROOT / "build" / "cache", ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for seed in ("1", "2"):
            out = Path(folder) / seed
            command = [sys.executable, "-m", "app.cli", "build", "--out", str(out)]
            subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
            found.append(digests(out))
    differing = sorted(name for name in found[0].keys() | found[1].keys() if found[0].get(name) != found[1].get(name))
    print(f"{len(found[0])} files compared, {len(differing)} differ" + "".join(f"\n  {name}" for name in differing))
    return 1 if differing or not found[0] else 0


if __name__ == "__main__":
    sys.exit(main())
