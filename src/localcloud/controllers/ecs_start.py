"""How a task comes to run: network interface, images, secrets, logs, then its containers in order."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from localcloud.behaviour import container_order
from localcloud.behaviour.container_order import Never, Ready, Seen, Stage
from localcloud.controllers.ecs_execution_role import CannotBegin, ExecutionRole
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.running.collaborators import SecretUnavailable
from localcloud.running.containers import CannotStart, Container, Handle
from localcloud.running.images import CannotPull, PulledImage
from localcloud.running.tasks_engine import EngineImage
from localcloud.running.tasks_environment import cloud_variables, container_environment, secret_values
from localcloud.running.tasks_logs import LogsUnavailable, Stream, stream_of
from localcloud.running.tasks_network import HOST, NoAddressFree
from localcloud.running.tasks_trust import trust_variables
from localcloud.services.ecs.names import last, scope_of_arn
from localcloud.services.ecs.store import Record
from localcloud.services.ecs.task_definition_rules import depends_on

_pinning = Lock()


class CannotRun(Exception):
    """The task can never run; the text is its ``stoppedReason``."""


def attach_interface(rooms: Rooms, arn: str) -> None:
    """Give the task its private address, on which the API and the load balancers know it."""
    record = rooms.store.tasks.get(arn)
    assert record is not None
    scope, subnet = scope_of_arn(arn), record["own"]["subnet"]
    try:
        address = rooms.interfaces.address(scope.account, scope.region, subnet, arn)
    except NoAddressFree as error:
        raise CannotRun(
            f"Unexpected EC2 error while attempting to Create Network Interface in subnet '{subnet}': {error}"
        ) from error
    attachments = [_attached(each, address) for each in record["task"]["attachments"]]
    interface = [{"attachmentId": each["id"], "privateIpv4Address": address} for each in attachments]
    containers = [each | {"networkInterfaces": interface} for each in record["task"]["containers"]]
    rooms.store.change_task(
        arn,
        {"attachments": attachments, "containers": containers, "lastStatus": "PENDING"},
        {"address": address},
    )


def _attached(attachment: Record, address: str) -> Record:
    details = [each for each in attachment["details"] if each["name"] == "subnetId"]
    mac = ":".join(["0a", *(f"{int(part):02x}" for part in address.split(".")), "01"])
    return attachment | {
        "status": "ATTACHED",
        "details": [
            *details,
            {"name": "networkInterfaceId", "value": f"eni-{attachment['id'].replace('-', '')[:17]}"},
            {"name": "macAddress", "value": mac},
            {"name": "privateDnsName", "value": f"ip-{address.replace('.', '-')}.ec2.internal"},
            {"name": "privateIPv4Address", "value": address},
        ],
    }


def prepare(rooms: Rooms, arn: str) -> dict[str, Container]:
    """
    Everything that the task's containers need before the first of them starts.

    Raises:
        CannotRun: an image, a secret or a log group is missing, or the execution role may not use it.
    """
    record = rooms.store.tasks.get(arn)
    assert record is not None
    definition = rooms.definition_of(record)
    rooms.store.change_task(arn, {"pullStartedAt": rooms.clock.now()})
    role = ExecutionRole(rooms, arn)
    try:
        role.check()
        images = {each["name"]: _pull(rooms, record, each) for each in definition["containerDefinitions"]}
    except (CannotBegin, CannotPull) as error:
        raise CannotRun(str(error)) from error
    rooms.store.change_task(arn, {"pullStoppedAt": rooms.clock.now()})
    for name, image in images.items():
        rooms.store.change_container(arn, name, {"imageDigest": image.digest})
    try:
        return {
            each["name"]: _container(rooms, arn, definition, each, images[each["name"]], role)
            for each in definition["containerDefinitions"]
        }
    except (SecretUnavailable, LogsUnavailable) as error:
        raise CannotRun(str(error)) from error


def _pull(rooms: Rooms, record: Record, definition: Record) -> PulledImage:
    """
    A container's image; all tasks of a service revision get the one that its first task got.

    So a tag that moves during a deployment does not mix two versions (ECS's "version consistency").
    """
    revision_arn = record["own"].get("revision")
    if revision_arn is None or definition.get("versionConsistency") == "disabled":
        return rooms.images.pull(definition["image"])
    with _pinning:
        revision = rooms.store.revisions.get(revision_arn)
        pinned = _pinned(revision, definition["name"]) if revision else None
        image = rooms.images.pull(_reference(definition["image"], pinned) if pinned else definition["image"])
        if revision and not pinned:
            entries = [
                each | {"imageDigest": image.digest} if each["containerName"] == definition["name"] else each
                for each in revision["containerImages"]
            ]
            rooms.store.revisions.put(revision_arn, revision | {"containerImages": entries})
    return image


def _pinned(revision: Record, container: str) -> str | None:
    entries: list[Record] = revision["containerImages"]
    return next((each.get("imageDigest") for each in entries if each["containerName"] == container), None)


def _reference(image: str, digest: str) -> str:
    """``host/repository:tag`` and a digest → ``host/repository@digest``; a plain folder stays what it is."""
    if not digest.startswith("sha256:"):
        return image
    repository = image.partition("@")[0]
    path, slash, name = repository.rpartition("/")
    return f"{path}{slash}{name.partition(':')[0]}@{digest}"


def _container(
    rooms: Rooms, arn: str, task_definition: Record, definition: Record, image: PulledImage, role: ExecutionRole
) -> Container:
    scope, task_id, name = scope_of_arn(arn), last(arn), definition["name"]
    record = rooms.store.tasks.get(arn)
    assert record is not None
    override = override_of(record, name)
    if stream := _stream(arn, definition):
        role.check_stream(stream, creates_group=_creates_group(definition))
        rooms.logs.prepare(stream, definition)
    folder = rooms.folder / task_id / name
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    cloud = cloud_variables(
        region=scope.region,
        endpoint=rooms.settings.endpoint_url,
        task_id=task_id,
        credentials_token=_credentials_token(rooms, record, task_definition),
    )
    if not isinstance(image, EngineImage):  # which has files of its own, and not the machine's
        cloud |= trust_variables(rooms.settings.state / "certificates")
    return Container(
        name=name,
        label=f"{rooms.label}{task_id}/{name}",
        image=image,
        reference=definition["image"],
        environment=container_environment(
            definition, override, secrets=secret_values(definition, role.reader(), *_of(arn)), cloud=cloud
        ),
        folder=folder,
        entrypoint=tuple(definition.get("entryPoint") or ()),
        command=tuple(override.get("command") or definition.get("command") or ()),
        working_directory=definition.get("workingDirectory", ""),
        user=definition.get("user", ""),
    )


def override_of(record: Record, container: str) -> Mapping[str, Any]:
    overrides = record["task"]["overrides"].get("containerOverrides", ())
    return next((each for each in overrides if each.get("name") == container), {})


def _credentials_token(rooms: Rooms, record: Record, definition: Record) -> str | None:
    """The token with which the task's containers ask for the task role's credentials; None without a role."""
    role = record["task"]["overrides"].get("taskRoleArn") or definition.get("taskRoleArn")
    if not role:
        return None
    token = record["own"].get("credentialsToken") or secrets.token_urlsafe(32)
    rooms.store.change_task(record["task"]["taskArn"], own={"credentialsToken": token, "role": role})
    return token


def _of(arn: str) -> tuple[str, str]:
    scope = scope_of_arn(arn)
    return scope.account, scope.region


def _stream(arn: str, definition: Record) -> Stream | None:
    scope = scope_of_arn(arn)
    return stream_of(definition, account=scope.account, region=scope.region, task_id=last(arn))


def _creates_group(definition: Record) -> bool:
    options = definition["logConfiguration"]["options"]
    return bool(options.get("awslogs-create-group") == "true")


def follow_logs(rooms: Rooms, arn: str, definition: Record) -> None:
    stream = _stream(arn, definition)
    if stream and ExecutionRole(rooms, arn).may_write(stream):
        container = container_arn(rooms, arn, definition["name"])
        rooms.logs.follow(container, rooms.folder / last(arn) / definition["name"] / "log", stream)


def container_arn(rooms: Rooms, arn: str, name: str) -> str:
    record = rooms.store.tasks.get(arn)
    assert record is not None
    found: str = next(each["containerArn"] for each in record["task"]["containers"] if each["name"] == name)
    return found


def start_ready(
    rooms: Rooms, arn: str, containers: Mapping[str, Container], started: Callable[[str, Handle], None]
) -> bool:
    """
    Start each container whose dependencies allow it now.

    Returns:
        whether all have been started.

    Raises:
        CannotRun: one could not be started, or never can be any more.
    """
    record = rooms.store.tasks.get(arn)
    assert record is not None
    definitions = {each["name"]: each for each in rooms.definition_of(record)["containerDefinitions"]}
    seen = {each["name"]: _seen(each, record) for each in record["task"]["containers"]}
    for name, state in seen.items():
        if state.stage is not Stage.WAITING:
            continue
        match container_order.standing(depends_on(definitions[name]), seen):
            case Ready():
                started(name, _start(rooms, arn, containers[name], definitions[name]))
                seen[name] = Seen(stage=Stage.STARTED)
            case Never(reason=reason):
                raise CannotRun(f"Container {name} cannot start: {reason}")
    return all(state.stage is not Stage.WAITING for state in seen.values())


def _bindings(opened: Mapping[int, int]) -> list[Record]:
    """Where the container's ports are on this machine. AWS, where they are the task's own, shows none (``awsvpc``)."""
    return [
        {"bindIP": HOST, "containerPort": port, "hostPort": host, "protocol": "tcp"} for port, host in opened.items()
    ]


def _seen(container: Record, record: Record) -> Seen:
    if container["lastStatus"] == "STOPPED":
        return Seen(stage=Stage.EXITED, exit_code=container.get("exitCode"))
    if container["name"] in record["own"]["handles"]:
        return Seen(stage=Stage.STARTED, is_healthy=container.get("healthStatus") == "HEALTHY")
    return Seen()


def _start(rooms: Rooms, arn: str, container: Container, definition: Record) -> Handle:
    record = rooms.store.tasks.get(arn)
    assert record is not None
    ports = [mapping["containerPort"] for mapping in definition["portMappings"]]
    opened = rooms.interfaces.open(record["own"]["address"], ports)
    ready = replace(container, ports=opened)
    try:
        handle = rooms.runner.start(ready)
    except CannotStart as error:
        rooms.store.change_container(arn, container.name, {"lastStatus": "STOPPED", "reason": str(error)})
        raise CannotRun(str(error)) from error
    with rooms.store.lock:
        current = rooms.store.tasks.get(arn)
        assert current is not None
        rooms.store.change_task(arn, own={"handles": current["own"]["handles"] | {container.name: dict(handle)}})
        rooms.store.change_container(
            arn,
            container.name,
            {
                "lastStatus": "RUNNING",
                "runtimeId": f"{last(arn)}-{handle.get('id', handle.get('pid'))}",
                "networkBindings": _bindings(opened),
            },
        )
    follow_logs(rooms, arn, definition)
    return handle
