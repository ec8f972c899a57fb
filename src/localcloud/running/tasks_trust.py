"""
Whom a task trusts: the machine's certificate authorities, and this cloud's own.

On AWS, caches and load balancers show certificates that every client trusts. Ours are signed by an authority of the
cloud's own, so its tasks are told of it in the ways that OpenSSL, Python's requests and Node understand.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from tempfile import NamedTemporaryFile

import botocore

#: Where a machine has none, AWS's own SDK brings them.
_BOTOCORES = Path(botocore.__file__).parent / "cacert.pem"


def trust_variables(certificates: Path) -> dict[str, str]:
    """
    Variables for a process of this machine; none while the cloud has issued no certificate.

    Args:
        certificates: the folder where the authority is kept.
    """
    authority, trusted = certificates / "authority.pem", certificates / "trusted.pem"
    if not authority.exists():
        return {}
    if not trusted.exists():
        machine = Path(ssl.get_default_verify_paths().cafile or _BOTOCORES)
        # Many tasks may start at once: each writes a file of its own, and the last one stays.
        with NamedTemporaryFile(dir=certificates, prefix="trusted.", delete=False) as unfinished:
            unfinished.write(machine.read_bytes().rstrip() + b"\n" + authority.read_bytes())
        Path(unfinished.name).chmod(0o644)
        Path(unfinished.name).replace(trusted)
    files = {name: str(trusted) for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    return {**files, "NODE_EXTRA_CA_CERTS": str(authority)}
