"""
Certificates for listeners: issued by an authority of this cloud's own.

ACM's real keys cannot leave AWS, so a listener with an ACM certificate shows one for the same names, signed by
``<state>/certificates/authority.pem``. Who trusts that file (``curl --cacert``) sees a valid certificate.
"""

from __future__ import annotations

import hashlib
import ipaddress
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from localcloud.running.envoy_listeners import Certificate

_YEAR = timedelta(days=365)


class Certificates:
    """
    Issues certificates and keeps them.

    Args:
        names_of: the domain names of a certificate, by ARN; raises when there is none.
    """

    def __init__(self, folder: Path, names_of: Callable[[str], Sequence[str]]) -> None:
        self._folder = folder.absolute()
        self._names_of = names_of
        self._lock = threading.Lock()

    def certificate_of(self, arn: str) -> Certificate:
        """The files of the certificate that stands for an ACM certificate."""
        name = hashlib.sha256(arn.encode()).hexdigest()[:32]
        chain, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        with self._lock:
            if not chain.exists():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._issue(chain, key, self._names_of(arn))
        return Certificate(chain=str(chain), key=str(key))

    def _issue(self, chain: Path, key_file: Path, names: Sequence[str]) -> None:
        authority, authority_key = self._authority()
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = x509.SubjectAlternativeName([_general_name(name) for name in names])
        certificate = (
            _builder(names[0], issuer=authority.subject, key=key, lifetime=_YEAR)
            .add_extension(alternatives, critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        _write_key(key_file, key)
        chain.write_bytes(_pem(certificate) + _pem(authority))

    def _authority(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        certificate_file, key_file = self._folder / "authority.pem", self._folder / "authority.key"
        if certificate_file.exists():
            key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)
            return x509.load_pem_x509_certificate(certificate_file.read_bytes()), key
        key = ec.generate_private_key(ec.SECP256R1())
        name = "Local cloud certificate authority"
        certificate = (
            _builder(name, issuer=_subject(name), key=key, lifetime=10 * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write_key(key_file, key)
        certificate_file.write_bytes(_pem(certificate))
        return certificate, key


def _builder(
    name: str, *, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lifetime: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + lifetime)
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
