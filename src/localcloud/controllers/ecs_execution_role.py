"""
What ECS does for a task before its code runs, done as the task's execution role: image, secrets, logs.

With IAM enforced, a role that may not do it keeps the task from starting, with ECS's own words for each case
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html). A task definition without
an execution role is not held to one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.controllers.ecs_rooms import Rooms
from localcloud.running.collaborators import SecretReader
from localcloud.running.tasks_logs import LogsUnavailable, Stream
from localcloud.services.ecr.references import Reference, parse_reference
from localcloud.services.ecs import secret_values
from localcloud.services.ecs.names import last, scope_of_arn
from localcloud.services.ecs.store import Record

SERVICE = "ecs-tasks.amazonaws.com"


class CannotBegin(Exception):
    """The task cannot start for want of a permission; the text is its ``stoppedReason``."""


class ExecutionRole:
    """The execution role of one task; it may do anything while IAM is not enforced."""

    def __init__(self, rooms: Rooms, arn: str) -> None:
        record = rooms.store.tasks.get(arn)
        assert record is not None
        self._rooms = rooms
        self._task = arn
        self._scope = scope_of_arn(arn)
        definition = rooms.definition_of(record)
        overrides = record["task"]["overrides"]
        self._role = overrides.get("executionRoleArn") or definition.get("executionRoleArn") or ""
        self._task_role = overrides.get("taskRoleArn") or definition.get("taskRoleArn") or ""
        self._definitions: list[Record] = definition["containerDefinitions"]

    def check(self) -> None:
        """
        Whether ECS may become the task's roles, and pull its images.

        Raises:
            CannotBegin: it may not.
        """
        for role in filter(None, (self._role, self._task_role)):
            self._check_trust(role)
        images = list(self._images())
        if images:
            self._check_registry()
        for text, image in images:
            self._check_image(text, image)

    def reader(self) -> SecretReader:
        """Secrets as this role may read them."""
        return _AsRole(self, self._rooms.secrets)

    def check_stream(self, stream: Stream, *, creates_group: bool) -> None:
        """
        Whether the container's log stream may be made, and its group if that is not there and wanted.

        Raises:
            LogsUnavailable: it may not.
        """
        params = {"logGroupName": stream.group, "logStreamName": stream.name}
        try:
            if creates_group and not self._rooms.logs.has_group(stream):
                self.demand("logs", "CreateLogGroup", {"logGroupName": stream.group})
            self.demand("logs", "CreateLogStream", params)
        except ApiError as error:
            raise LogsUnavailable(
                "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
                f"failed to create Cloudwatch log stream: {_said(error)} : exit status 1"
            ) from error

    def may_write(self, stream: Stream) -> bool:
        """Whether what the container writes reaches the stream; else it is lost, as on AWS."""
        try:
            self.demand("logs", "PutLogEvents", {"logGroupName": stream.group, "logStreamName": stream.name})
        except ApiError:
            return False
        return True

    def demand(self, service: str, operation: str, params: dict[str, Any]) -> None:
        """Raises ApiError when the role may not."""
        if self._role:
            self._rooms.permissions.demand(self._caller(), service, operation, params)

    def _caller(self) -> Caller:
        account, name = self._role.split(":")[4], last(self._role)
        session = f"arn:aws:sts::{account}:assumed-role/{name}/{last(self._task)}"
        return Caller(account=account, region=self._scope.region, principal=session)

    def _check_trust(self, role: str) -> None:
        service = Caller(account=self._scope.account, region=self._scope.region, principal=SERVICE)
        params = {"RoleArn": role, "RoleSessionName": last(self._task)}
        try:
            self._rooms.permissions.demand(service, "sts", "AssumeRole", params, source_arn=self._task)
        except ApiError as error:
            raise CannotBegin(
                f"ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the "
                "role being passed has the proper trust relationship and permissions and that your IAM user has "
                "permissions to pass this role."
            ) from error

    def _images(self) -> Iterator[tuple[str, Reference]]:
        for definition in self._definitions:
            if image := parse_reference(definition["image"]):
                yield definition["image"], image

    def _check_registry(self) -> None:
        try:
            self.demand("ecr", "GetAuthorizationToken", {})
        except ApiError as error:
            raise CannotBegin(
                f"{secret_values.FAILED} ecr registry auth: {secret_values.RETRIED}: {_said(error)}"
            ) from error

    def _check_image(self, text: str, image: Reference) -> None:
        host = text.partition("/")[0]
        wanted = {"repositoryName": image.repository.arn}
        try:
            self.demand("ecr", "BatchGetImage", wanted)
            self.demand("ecr", "GetDownloadUrlForLayer", wanted)
        except ApiError as error:
            what = image.digest or image.tag
            raise CannotBegin(
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
                f"{text}: pulling from host {host} failed with status code [manifests {what}]: 403 Forbidden"
            ) from error


class _AsRole:
    """A reader of secrets that asks for the role's permission first."""

    def __init__(self, role: ExecutionRole, reader: SecretReader) -> None:
        self._role = role
        self._reader = reader

    def read(self, account: str, region: str, value_from: str) -> str:
        service, operation, params = secret_values.read_with(value_from)
        try:
            self._role.demand(service, operation, params)
        except ApiError as error:
            raise secret_values.unavailable(value_from, error) from error
        return self._reader.read(account, region, value_from)


def _said(error: ApiError) -> str:
    """An error in the words of AWS's SDK for Go, which the agent's messages quote."""
    return f"{error.code}: {error.message}"
