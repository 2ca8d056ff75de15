"""The JavaScript clients against a live server. ``python -m tests.clients.javascript``, after ``npm ci`` in ``node/``.

``test_javascript.py`` runs the same clients with pytest where Node.js is; ``make test-clients`` installs them.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.protocol.live import build, running

NODE = Path(__file__).parent / "node"
SCRIPTS = {"queries.mjs": "/sparql", "traversal.mjs": ""}
"""Each client with the path of what it is given the address of."""


def main() -> int:
    """Return the exit status of the clients' own assertions."""
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        print("Node.js, and `npm ci` in tests/clients/node, are needed for this.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, running(release=build(Path(folder))) as live:
        commands = [[node, NODE / script, live.address + path] for script, path in SCRIPTS.items()]
        return max(subprocess.run(command, timeout=60).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main())
