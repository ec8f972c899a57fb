"""Settings that exclude or require one another."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.model import EmailIdentity, Environment, Secret, Service


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        yield from _image(service)
    for identity in environment.email.values():
        yield from _identity(identity)
    for secret in environment.secrets.values():
        yield from _secret(secret)


def _image(service: Service) -> Iterator[Problem]:
    path: KeyPath = ("services", service.name)
    needs = ((*path, "build"), (*path, "image"))
    if service.build is not None and service.image:
        yield Problem(
            id="conflicting-settings",
            path=(*path, "image"),
            mark="key",
            message=f"service `{service.name}` has both `build` and `image`",
            reason="its tasks run one image: one that is built, or one that exists",
            suggestion="remove one of the two",
            needs=needs,
        )
    elif service.build is None and not service.image:
        yield Problem(
            id="missing-key",
            path=path,
            mark="key",
            message=f"service `{service.name}` has neither `build` nor `image`",
            suggestion="add `build: .` if its source is in this folder",
            needs=needs,
        )


def _identity(identity: EmailIdentity) -> Iterator[Problem]:
    path: KeyPath = ("email", identity.name)
    needs = ((*path, "domain"), (*path, "address"))
    if identity.domain and identity.address:
        yield Problem(
            id="conflicting-settings",
            path=(*path, "address"),
            mark="key",
            message=f"email identity `{identity.name}` has both `domain` and `address`",
            reason="SES verifies a whole domain or one address",
            suggestion=f"remove `address`, and write `sender: {identity.address}` if it shall be the From address",
            needs=needs,
        )
    elif not identity.domain and not identity.address:
        yield Problem(
            id="missing-key",
            path=path,
            mark="key",
            message=f"email identity `{identity.name}` has neither `domain` nor `address`",
            suggestion="add `domain: example.com`",
            needs=needs,
        )
    elif identity.domain and not _is_within(identity.sender, identity.domain):
        yield Problem(
            id="sender-outside-domain",
            path=(*path, "sender"),
            message=f"the sender of email identity `{identity.name}` is not an address of {identity.domain}",
            reason="SES sends only from what it has verified",
            suggestion=f"write an address that ends in `@{identity.domain}`",
            needs=(*needs, (*path, "sender")),
        )


def _is_within(sender: str, domain: str) -> bool:
    host = sender.rstrip(">").rpartition("@")[2].lower()
    return host == domain.lower() or host.endswith(f".{domain.lower()}")


def _secret(secret: Secret) -> Iterator[Problem]:
    if secret.generate and secret.from_environment:
        yield Problem(
            id="conflicting-settings",
            path=("secrets", secret.name, "generate"),
            mark="key",
            message=f"secret `{secret.name}` has both `generate` and `from_environment`",
            reason="its value is made, or it is given",
            suggestion="remove one of the two",
        )
