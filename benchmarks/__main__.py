"""All measurements, one after the other: ``python -m benchmarks`` prints one JSON document for each."""

from __future__ import annotations

import subprocess
import sys

MEASUREMENTS = (
    "terraform_writing",
    "gateway",
    "sqs_depth",
    "deploys",
    "bad_releases",
    "kills",
    "shop --deploy",
    "sqs_million",
)


def main() -> int:
    """Run each as a process of its own, so that none leaves anything behind for the next."""
    failed = []
    for name in MEASUREMENTS:
        print(f"# {name}", flush=True)
        if subprocess.run([sys.executable, "-m", *f"benchmarks.{name}".split()]).returncode != 0:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
