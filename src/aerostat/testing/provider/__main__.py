"""``python -m aerostat.testing.provider`` is started by Terraform, never by hand."""

from __future__ import annotations

import os
import sys

from aerostat.terraform.schema import aws
from aerostat.testing.provider.servicer import Servicer
from aerostat.testing.provider.serving import serve

#: go-plugin's sign that the process was started as a plugin.
_COOKIE = "TF_PLUGIN_MAGIC_COOKIE"


def main() -> None:
    if _COOKIE not in os.environ:
        sys.exit("this is a Terraform provider; Terraform starts it")
    serve(Servicer(aws()).methods())


if __name__ == "__main__":
    main()
