"""Run every benchmark that prints a table, one after the other: `python -m bench [NAME …]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TABLES = (
    "main_text",
    "lexicon",
    "fields",
    "demo_truth",
    "evidence",
    "build",
    "link",
    "intervals",
    "measures",
    "measure_million",
)


def main() -> int:
    """Run the named benchmarks, or all; return the number of those that failed."""
    failed = 0
    for name in sys.argv[1:] or TABLES:
        path = Path(__file__).parent / f"{name}.py"
        if path.is_file():
            print(f"\n== {name}", flush=True)
            failed += subprocess.run([sys.executable, str(path)], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
