"""
``python -m aerostat.terraform.schema.extraction [PACKAGE]`` writes the facts file anew.

PACKAGE is a downloaded wheel of ``cdktn-provider-aws``, or the archive inside; without it, the installed package.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from aerostat.terraform.schema.extraction.facts_file import FACTS_FILE, extract, installed_archive, render


def main(arguments: list[str]) -> None:
    package = Path(arguments[0]) if arguments else installed_archive()
    if package is None:
        sys.exit("cdktn-provider-aws is not installed; give the path of its wheel (`pip download --no-deps` gets it)")
    facts = extract(package)
    FACTS_FILE.write_text(render(facts))
    counts = {section: len(types) for section, types in facts.items() if isinstance(types, dict)}
    print(f"{FACTS_FILE}: {json.dumps(counts)}, {FACTS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
