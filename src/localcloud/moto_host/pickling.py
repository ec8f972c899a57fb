"""
moto's records as bytes, one backend at a time.

moto's objects refer across services: a load balancer holds EC2's subnet objects, and everything holds its backend. A
plain pickle would copy half of EC2 into each of them, and after loading they would no longer be the same objects. So
what belongs to another backend is written as its address there and looked up again on loading. An object that has gone
from its owner meanwhile comes back as None, with a warning in the log.
"""

from __future__ import annotations

import collections
import io
import logging
import pickle
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import cloudpickle
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from moto.core.base_backend import BaseBackend

from localcloud.moto_host.patches import Address
from localcloud.moto_host.routes import backends_of

log = logging.getLogger(__name__)

Reduction = tuple[Any, ...]
Path = tuple[Any, ...]


def dump(backend: BaseBackend, address: Address) -> bytes:
    """One backend's records, without those of others."""
    buffer = io.BytesIO()
    _Pickler(buffer, address[0]).dump(_state(backend))
    return buffer.getvalue()


def load(address: Address, payload: bytes) -> None:
    """
    Put a backend's records where moto looks for them.

    The empty backend is put there first, since its records refer to it.
    """
    backend = backend_at(*address)
    _restore_state(backend, pickle.loads(payload))


def backend_at(service: str, account: str, region: str) -> Any:
    """moto's backend, made if need be."""
    return backends_of(service)[account][region]


class _Pickler(cloudpickle.CloudPickler):  # type: ignore[misc]
    """Knows moto's modules and the few kinds of object that cannot be pickled as they are."""

    def __init__(self, file: io.BytesIO, service: str) -> None:
        super().__init__(file, protocol=5)
        self._service = service
        self._homes: dict[str, dict[int, tuple[Address, Path]]] = {}

    def reducer_override(self, obj: Any) -> Any:
        kind: Any = type(obj)
        if isinstance(obj, BaseBackend):
            return backend_at, _address(obj)
        if kind in _REBUILT:
            return _REBUILT[kind](obj)
        owner = _owner(kind)
        if owner and kind.__name__ == "AWSManagedPolicy":
            return _managed_policy, (obj.account_id, obj.arn), {"attachment_count": obj.attachment_count}
        if owner and owner != self._service and (home := self._home(owner, obj)):
            return _at, home
        if isinstance(obj, collections.defaultdict) and kind is not collections.defaultdict:
            return _empty_defaultdict, (kind, obj.default_factory), vars(obj), None, iter(obj.items())
        for known, reduction in _REBUILT_FAMILIES:
            if isinstance(obj, known):
                return reduction(obj)
        return super().reducer_override(obj)

    def _home(self, owner: str, obj: Any) -> tuple[Address, Path] | None:
        """Where an object of another service is kept, None when it is nobody's."""
        if owner not in self._homes:
            self._homes[owner] = dict(_homes(owner))
        return self._homes[owner].get(id(obj))


def _homes(owner: str) -> Iterator[tuple[int, tuple[Address, Path]]]:
    for account, regions in backends_of(owner).items():
        for region, backend in regions.items():
            address = (owner, account, region)
            for attribute, value in vars(backend).items():
                if isinstance(value, dict):
                    yield from _entries(address, (attribute,), value, depth=2)


def _entries(address: Address, path: Path, values: Any, depth: int) -> Iterator[tuple[int, tuple[Address, Path]]]:
    for key, value in list(values.items()):
        if isinstance(value, dict) and depth > 1:
            yield from _entries(address, (*path, key), value, depth - 1)
        else:
            yield id(value), (address, (*path, key))


def _at(address: Address, path: Path) -> Any:
    """The object at a path of a backend: an attribute's name, then keys."""
    found: Any = vars(backend_at(*address)).get(path[0])
    for key in path[1:]:
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        log.warning("a restored record refers to %s of %s, which no longer exists", path, "/".join(address))
    return found


@cache
def _owner(kind: Any) -> str | None:
    """moto's service that a class belongs to, None for classes of nobody."""
    parts = kind.__module__.split(".")
    return parts[1] if parts[0] == "moto" and len(parts) > 2 and parts[1] not in ("core", "utilities") else None


def _address(backend: BaseBackend) -> Address:
    kind: Any = type(backend)
    if service := _owner(kind):
        for region, known in backends_of(service)[backend.account_id].items():
            if known is backend:
                return service, backend.account_id, region
    raise pickle.PicklingError(f"{kind.__name__} is not among moto's backends")


def _state(backend: BaseBackend) -> dict[str, Any]:
    """A backend's attributes; of IAM's policies only those that are not AWS's own."""
    state = dict(vars(backend))
    if "aws_managed_policies" in state:
        theirs = {id(policy) for policy in state.pop("aws_managed_policies")}
        kept = {arn: policy for arn, policy in state["managed_policies"].items() if id(policy) not in theirs}
        state["managed_policies"] = kept
    return state


def _restore_state(backend: BaseBackend, state: dict[str, Any]) -> None:
    if "managed_policies" in state and hasattr(backend, "aws_managed_policies"):
        state["managed_policies"] = backend.managed_policies | state["managed_policies"]
    vars(backend).update(state)


def _managed_policy(account: str, arn: str) -> Any:
    backend = backend_at("iam", account, arn.split(":")[1])
    return backend.managed_policies[arn]


def _empty_defaultdict(kind: Any, factory: Callable[[], Any] | None) -> Any:
    empty = kind.__new__(kind)
    empty.default_factory = factory
    return empty


def _private_key(key: Any) -> Reduction:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return _load_private_key, (pem,)


def _public_key(key: Any) -> Reduction:
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return _load_public_key, (pem,)


def _certificate(certificate: x509.Certificate) -> Reduction:
    return _load_certificate, (certificate.public_bytes(serialization.Encoding.PEM),)


# cryptography's own loaders cannot be pickled by name, since they live in a compiled module.
def _load_private_key(pem: bytes) -> Any:
    return serialization.load_pem_private_key(pem, None)


def _load_public_key(pem: bytes) -> Any:
    return serialization.load_pem_public_key(pem)


def _load_certificate(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def _nothing() -> None:
    return None


_REBUILT: dict[type, Callable[[Any], Reduction]] = {
    type(threading.Lock()): lambda _: (threading.Lock, ()),
    type(threading.RLock()): lambda _: (threading.RLock, ()),
    threading.Condition: lambda _: (threading.Condition, ()),
    threading.Event: lambda _: (threading.Event, ()),
    weakref.WeakValueDictionary: lambda values: (weakref.WeakValueDictionary, (dict(values),)),
}

_REBUILT_FAMILIES: list[tuple[type | tuple[type, ...], Callable[[Any], Reduction]]] = [
    ((rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey), _private_key),
    ((rsa.RSAPublicKey, ec.EllipticCurvePublicKey), _public_key),
    (x509.Certificate, _certificate),
    (threading.Thread, lambda _: (_nothing, ())),
]
