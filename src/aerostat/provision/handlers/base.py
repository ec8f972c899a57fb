"""
What the engine can do with a type of resource. One subclass for each Terraform type.

Everything may be done twice: an engine that died anywhere starts over, finds what it made by name or tags, and brings
it to what the arguments say. Attributes always have ``id``; whoever refers to the resource finds the rest there under
Terraform's names.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from aerostat.aws import Aws, code_of
from aerostat.errors import AwsError

Arguments = Mapping[str, Any]
Attributes = Mapping[str, Any]
Tell = Callable[[str], None]

_FIRST_LOOK_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Site:
    """Where a handler works: an AWS, and somebody to tell what it waits for."""

    aws: Aws
    tell: Tell

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def wait(self, what: str, is_done: Callable[[], bool], *, seconds: float) -> None:
        """
        Look until ``is_done``, soon at first and then less and less often.

        Raises:
            AwsError: after ``seconds``.
        """
        deadline, pause = time.monotonic() + seconds, _FIRST_LOOK_SECONDS
        self.tell(f"waiting for {what}")
        while not is_done():
            if time.monotonic() > deadline:
                raise AwsError(
                    f"gave up waiting for {what} after {seconds:.0f} s",
                    hint="the same command continues to wait; `aerostat logs` may show what keeps it",
                )
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What an existing resource should become. ``changed`` names the arguments that may differ."""

    attributes: Attributes
    arguments: Arguments
    changed: frozenset[str]
    removed_tags: tuple[str, ...] = ()

    def picked(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Changed arguments under the API's names, for those in ``names`` (Terraform's name to the API's)."""
        return {names[name]: self.arguments[name] for name in names if name in self.changed and name in self.arguments}


class Handler(ABC):
    """
    One type of resource.

    Attributes:
        type: Terraform's type.
        forces_replacement: arguments that cannot be changed in place.
        content: what deleting one destroys that cannot be made again, in words; "" for nothing.
        stands_beside: whether a replacement has another name, so that it can be made before the old one goes.
        is_foundation: whether so much stands on it that it is never replaced.
        patience: how long it takes to make, compared with an ordinary one.
    """

    type: ClassVar[str]
    forces_replacement: ClassVar[frozenset[str]] = frozenset()
    content: ClassVar[str] = ""
    stands_beside: ClassVar[bool] = False
    is_foundation: ClassVar[bool] = False
    patience: ClassVar[int] = 1

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        """The resource that these arguments made in an earlier run; None if there is none."""
        return None

    @abstractmethod
    def create(self, site: Site, arguments: Arguments) -> Attributes:
        """Make it, and wait until what refers to it can be made."""

    def modify(self, site: Site, difference: Difference) -> Attributes:
        """Change in place what ``difference.changed`` names, tags and what forces replacement excepted."""
        return difference.attributes

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        """Set tags. Types without tags are never asked."""
        return

    @abstractmethod
    def delete(self, site: Site, attributes: Attributes) -> None:
        """Remove it; what is gone already is no error."""

    def settle(self, site: Site, attributes: Attributes) -> None:
        """Wait for what nobody else has to wait for."""
        return

    def is_empty(self, site: Site, attributes: Attributes) -> bool:
        """Whether there is nothing in it that a deletion would lose. When in doubt, it is not empty."""
        return False

    @abstractmethod
    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        """
        The attributes as they are now, by address; None for what is gone.

        One request for all of them where the API has one, because every run asks this of every type.
        """

    def ensure(self, site: Site, arguments: Arguments) -> Attributes:
        """Make it, or bring what an earlier run made to what ``arguments`` say."""
        found = self.find(site, arguments)
        if found is None:
            return self.create(site, arguments)
        return self.update(site, Difference(attributes=found, arguments=arguments, changed=frozenset(arguments)))

    def update(self, site: Site, difference: Difference) -> Attributes:
        if "tags" in difference.changed:
            tags = difference.arguments.get("tags", {})
            self.tag(site, difference.attributes, tags, difference.removed_tags)
        others = difference.changed - self.forces_replacement - {"tags"}
        return self.modify(site, replace(difference, changed=others)) if others else difference.attributes


class ReadOneByOne(Handler):
    """A type whose API describes one at a time."""

    @abstractmethod
    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        """The attributes as they are now; None if it is gone."""

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        return {address: self.read(site, attributes) for address, attributes in known.items()}


def key_value(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as most of AWS's APIs want them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def or_none(call: Callable[[], Any], *codes: str) -> Any:
    """What ``call`` answers, or None if AWS says with one of these codes that there is no such thing."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) in codes:
            return None
        raise


def by_id(known: Mapping[str, Attributes], existing: Iterable[str]) -> dict[str, Attributes | None]:
    """``known`` attributes unchanged where their id is among ``existing``, else None."""
    ids = set(existing)
    return {address: attributes if attributes["id"] in ids else None for address, attributes in known.items()}
