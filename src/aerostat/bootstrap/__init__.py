"""
The composition root: the one place that decides what is real.

An environment called ``local`` is the local cloud of the blueprint's folder; its endpoint, account and keys come from
the cloud itself. Every other room receives ready-made parts and cannot tell the difference.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from aerostat import checks
from aerostat.aws import Aws, Credentials
from aerostat.blueprint import LOCAL
from aerostat.bootstrap import local_cloud
from aerostat.bootstrap.local_cloud import LocalCloud
from aerostat.delivery.lock import environment_lock
from aerostat.errors import UsageError
from aerostat.events import Note, Sink
from aerostat.model import Environment
from aerostat.workflows.build import Runner, build_images
from aerostat.workflows.phases import phase
from aerostat.workflows.platform import Platform
from aerostat.workflows.result import Result
from aerostat.workflows.up import bring_up

#: Loading these models takes a while; it is done while something else is waited for.
_CLIENTS = ("ec2", "iam", "ecs", "elbv2", "ecr", "rds", "elasticache", "s3", "sqs", "secretsmanager", "ses", "logs")


def attach(file: Path, name: str) -> Platform:
    """
    An environment that is already there.

    Raises:
        BlueprintError: the blueprint has mistakes.
        UsageError: the environment does not run.
    """
    environment = checks.environment(file, name)
    return _platform(environment, local_cloud.require(_cloud_folder(environment)))


def up(
    file: Path,
    *,
    speed: float,
    faithful: bool,
    runner: Runner,
    emit: Sink,
    detach: threading.Event,
) -> Result:
    """
    Run the application of a blueprint on this machine, or bring it up to date.

    The local cloud starts while the images are built.
    """
    began = time.monotonic()
    environment = checks.environment(file, LOCAL)
    folder = _folder(environment)
    keep_out_of_git(folder.parent)
    with (
        environment_lock(folder / "lock", command="aerostat up", now=Platform.now()),
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        starting = pool.submit(
            local_cloud.start, _cloud_folder(environment), speed=speed, faithful=faithful, region=environment.region
        )
        with phase("images", "images and local cloud", emit):
            services = list(environment.services.values())
            images = build_images(services, cache=folder.parent / "images", runner=runner, emit=emit)
            cloud = starting.result()
        if cloud.speed != speed:
            text = f"the local cloud runs with speed {cloud.speed:g} already; `aerostat down` first to change it"
            emit(Note(at=Platform.now(), subject="local", text=text, level="warning"))
        platform = _platform(environment, cloud)
        return bring_up(platform, images, emit=emit, detach=detach, began=began)


def down(file: Path, *, delete_data: bool) -> str:
    """Stop the local cloud of a blueprint and say what was done."""
    environment = checks.environment(file, LOCAL)
    folder = _folder(environment)
    with environment_lock(folder / "lock", command="aerostat down", now=Platform.now()):
        stopped = local_cloud.stop(_cloud_folder(environment), delete_data=delete_data)
        if delete_data:
            (folder / "state.json").unlink(missing_ok=True)
    kept = "its data is deleted" if delete_data else "its data is kept"
    return f"stopped; {kept}" if stopped else f"nothing was running; {kept}"


def _platform(environment: Environment, cloud: LocalCloud) -> Platform:
    aws = Aws(
        region=environment.region,
        endpoint_url=cloud.endpoint_url,
        credentials=Credentials(access_key=cloud.account, secret_key="local"),
    )
    aws.warm_up(_CLIENTS)
    return Platform(environment=environment, aws=aws, folder=_folder(environment), interval=timedelta(milliseconds=200))


def keep_out_of_git(folder: Path) -> None:
    """What Aerostat keeps beside the blueprint is this machine's alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n")


def _folder(environment: Environment) -> Path:
    """Where Aerostat keeps what it knows of an environment, beside the blueprint."""
    return environment.blueprint.parent / ".aerostat" / environment.name


def _cloud_folder(environment: Environment) -> Path:
    if environment.name != LOCAL:
        raise UsageError(
            f"the environment `{environment.name}` is on AWS, and this version runs only `local`",
            hint="leave `--env` out to work on this machine",
        )
    return _folder(environment) / "cloud"
