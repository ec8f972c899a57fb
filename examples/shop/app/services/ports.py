"""What the services need from systems of others. ``app.integrations`` fits; so may anything else."""

import uuid
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Upload:
    """How to put one file straight into the bucket: a PUT with these headers, within a few minutes."""

    url: str
    headers: dict[str, str]
    key: str


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file as the bucket knows it. ``beginning`` are its first bytes."""

    size: int
    content_type: str
    beginning: bytes = field(repr=False)


class Storage(Protocol):
    """Pictures."""

    def upload(self, key: str, content_type: str, size: int) -> Upload: ...
    async def look(self, key: str) -> StoredFile | None: ...
    def download_url(self, key: str) -> str: ...


class Mailer(Protocol):
    """Sends mail, at least once when it does not raise."""

    async def send(self, to: str, subject: str, body: str) -> None: ...


class ProviderTimeout(Exception):
    """The provider did not answer in time. The payment may or may not have happened: its callback will say."""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a provider answered at once."""

    is_successful: bool
    event_id: str
    decline_reason: str = ""


class PaymentProvider(Protocol):
    """Takes and returns money. Asking twice for the same payment is asking once."""

    async def charge(self, payment_id: uuid.UUID, amount_cents: int, token: str) -> Charge:
        """Raises ProviderTimeout when the outcome is unknown."""
        ...

    async def refund(self, payment_id: uuid.UUID, amount_cents: int) -> None: ...
