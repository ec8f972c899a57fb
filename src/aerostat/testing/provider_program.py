"""
A provider's program, started and asked as Terraform does: what would it plan?

Providers of protocol 5 are spoken to with the messages of protocol 6: of those used here, the numbers and the types are
the same. (Of a schema only what protocol 6 added differs: an attribute's nested type, where the older protocol has its
flag for write-only. It is skipped while reading.)
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import grpc

from aerostat.testing.provider import values
from aerostat.testing.provider.protocol import message

#: go-plugin's sign that the process was started as a plugin.
_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
_SERVICE = "/tfplugin5.Provider"
_UNLIMITED = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
_PATIENCE_SECONDS = 60


class Refused(Exception):
    """The provider answered with errors, or died of the question; the text is its own."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """
    What the provider plans.

    Attributes:
        replaced_for: the arguments that need a new resource, by their names without indexes.
        private: what the provider wants to see again with this state.
    """

    state: Any
    replaced_for: frozenset[tuple[str, ...]]
    private: bytes


class ProviderProgram:
    """One process at a time; a new one takes over when a question was too much for it."""

    def __init__(self, program: Path, configuration: Mapping[str, Any]) -> None:
        """
        Args:
            configuration: what to give of the provider's own arguments and blocks; the others are null.
        """
        self._program = program
        self._configuration = configuration
        self._running = ExitStack()
        self._channel: Any = None
        self._schema: Any = None

    def __enter__(self) -> ProviderProgram:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.close()

    def schema(self) -> Any:
        """The ``GetProviderSchema.Response``."""
        return self._schema

    def plan(self, type: str, prior: Any, proposed: Any, config: Any, private: bytes = b"") -> Planned:
        """
        What becomes of a resource.

        Raises:
            Refused: the provider does not take it.
        """
        request = {"prior_state": prior, "proposed_new_state": proposed, "config": config}
        wire = {name: _wire(value) for name, value in request.items()}
        try:
            answer = self._call("PlanResourceChange", type_name=type, prior_private=private, **wire)
        except grpc.RpcError as error:
            self._running.close()
            self._start()
            raise Refused(f"it ended, or did not answer ({error.code().name})") from error
        _refuse_errors(answer)
        paths = frozenset(
            tuple(step.attribute_name for step in path.steps if step.attribute_name) for path in answer.requires_replace
        )
        return Planned(state=values.read(answer.planned_state), replaced_for=paths, private=answer.planned_private)

    def _start(self) -> None:
        home = self._running.enter_context(tempfile.TemporaryDirectory(prefix="provider-"))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "TMPDIR": home,
            "TF_PLUGIN_MAGIC_COOKIE": _COOKIE,
            "PLUGIN_PROTOCOL_VERSIONS": "5",
        }
        process = subprocess.Popen(
            [self._program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._running.callback(_end, process)
        assert process.stdout
        *_, address, _, _ = process.stdout.readline().strip().split("|")
        self._channel = self._running.enter_context(grpc.insecure_channel(f"unix://{address}", options=_UNLIMITED))
        self._schema = self._call("GetSchema", "GetProviderSchema")
        _refuse_errors(self._call("Configure", "ConfigureProvider", config=_wire(self._whole_configuration())))

    def _whole_configuration(self) -> dict[str, Any]:
        block = self._schema.provider.block
        blocks = {
            one.type_name: [{**_nothing(one.block), **given} for given in self._configuration.get(one.type_name, ())]
            for one in block.block_types
        }
        return {**_nothing(block), **self._configuration, **blocks}

    def _call(self, name: str, called_now: str = "", **request: Any) -> Any:
        """Args: called_now: the method's name in protocol 6, where it has another."""
        messages = called_now or name
        method = self._channel.unary_unary(
            f"{_SERVICE}/{name}",
            request_serializer=lambda one: one.SerializeToString(),
            response_deserializer=message(f"{messages}.Response").FromString,
        )
        return method(message(f"{messages}.Request")(**request), timeout=_PATIENCE_SECONDS)


def _nothing(block: Any) -> dict[str, None]:
    return dict.fromkeys(one.name for one in block.attributes)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _wire(value: Any) -> Any:
    return message("DynamicValue")(msgpack=values.write(value))


def _refuse_errors(answer: Any) -> None:
    error = message("Diagnostic").Severity.Value("ERROR")
    if found := [f"{one.summary}: {one.detail}" for one in answer.diagnostics if one.severity == error]:
        raise Refused("\n".join(found))
