"""Images of an environment's services: built side by side, pushed where the registry lacks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal

from aerostat.events import Sink
from aerostat.images import Credentials, Image, build, push
from aerostat.model import Build, Service
from aerostat.workflows.platform import Platform

Runner = Literal["process", "container"]


def build_images(services: Sequence[Service], *, cache: Path, runner: Runner, emit: Sink) -> Mapping[str, Image]:
    """
    The image of every service that is built from source, by service name.

    Services of one source are built one after another: all but the first find their packages installed.

    Raises:
        BuildError: for the first that cannot be built.
    """
    sources: dict[Path, list[tuple[Service, Build]]] = {}
    for service in services:
        if service.build is not None:
            source = service.build if runner == "process" else replace(service.build, runner=runner)
            sources.setdefault(source.context, []).append((service, source))

    def built(of_one_source: Sequence[tuple[Service, Build]]) -> dict[str, Image]:
        return {
            service.name: build(source, command=service.command, port=service.port, cache=cache, emit=emit)
            for service, source in of_one_source
        }

    with ThreadPoolExecutor(max_workers=4) as pool:
        found = {name: image for images in pool.map(built, sources.values()) for name, image in images.items()}
    return {service.name: found[service.name] for service in services if service.name in found}


def references(images: Mapping[str, Image]) -> Mapping[str, str]:
    """What the graph needs to know of images: the digest, in the repository that the graph makes."""
    return {name: f"@{image.digest}" for name, image in images.items()}


def push_images(platform: Platform, images: Mapping[str, Image]) -> None:
    """Upload what the registry lacks. The repositories must exist."""
    if not images:
        return
    ecr = platform.aws.client("ecr")
    authorization = ecr.get_authorization_token()["authorizationData"][0]
    repositories = {name: platform.repository(name) for name in images}
    found = ecr.describe_repositories(repositoryNames=list(repositories.values()))["repositories"]
    paths = {one["repositoryName"]: one["repositoryUri"].partition("/")[2] for one in found}
    for name, image in images.items():
        push(
            image,
            registry_url=authorization["proxyEndpoint"],
            repository=paths[repositories[name]],
            tag=image_tag(image),
            credentials=lambda: Credentials.from_token(
                ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
            ),
        )


def image_tag(image: Image) -> str:
    """
    The commit it was built from; with the digest's beginning where the commit alone does not say what is in it.

    Tags of our repositories are immutable, so two images of one commit with uncommitted changes need two tags.
    """
    short = image.digest.removeprefix("sha256:")[:12]
    if not image.revision:
        return short
    return f"{image.revision}-{short}" if image.revision.endswith("-dirty") else image.revision
