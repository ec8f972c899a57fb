"""``python -m aerostat.terraform.schema.extraction.replacements PROGRAM`` asks a provider's program, for minutes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from aerostat.terraform.schema.extraction.replacements.findings import FILE, document, text
from aerostat.terraform.schema.extraction.replacements.provider import findings
from aerostat.terraform.schema.extraction.selection import SELECTION

_VERSION = re.compile(r"_v(\d+\.\d+\.\d+)")


def main(arguments: list[str]) -> None:
    found = _VERSION.search(arguments[0]) if arguments else None
    if not found:
        sys.exit("give the path of a provider's program, such as terraform-provider-aws_v5.100.0_x5")
    FILE.write_text(text(document(found[1], findings(Path(arguments[0]), SELECTION["resources"]))))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes; extract the facts file again")


if __name__ == "__main__":
    main(sys.argv[1:])
