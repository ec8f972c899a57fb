"""
The calls of the protocol: each reads its request, asks the pure modules and writes the response.

``methods()`` is what the server offers. What is missing there Terraform takes as not supported, which it may be:
resource identities, functions, moves between types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from aerostat.terraform.schema import Body, Facts, Section
from aerostat.testing.provider import reading, schemas, values
from aerostat.testing.provider.inventing import imported, invent, refreshed
from aerostat.testing.provider.planning import Path, Surroundings, plan
from aerostat.testing.provider.protocol import message
from aerostat.testing.provider.rules import refusals

#: Takes the request's message, gives that of the response.
Method: TypeAlias = Callable[[Any], Any]


class Servicer:
    """One provider process: configured once, then asked about resources."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._around = Surroundings()

    def methods(self) -> Mapping[str, Method]:
        """The protocol's names of what this provider can do."""
        return {
            "GetProviderSchema": self.get_provider_schema,
            "ValidateProviderConfig": lambda _: message("ValidateProviderConfig.Response")(),
            "ConfigureProvider": self.configure,
            "StopProvider": lambda _: message("StopProvider.Response")(),
            "ValidateResourceConfig": self.validate_resource,
            "ValidateDataResourceConfig": lambda _: message("ValidateDataResourceConfig.Response")(),
            "UpgradeResourceState": self.upgrade_resource_state,
            "ReadResource": self.read_resource,
            "PlanResourceChange": self.plan_resource_change,
            "ApplyResourceChange": self.apply_resource_change,
            "ImportResourceState": self.import_resource_state,
            "ReadDataSource": self.read_data_source,
            "ValidateEphemeralResourceConfig": lambda _: message("ValidateEphemeralResourceConfig.Response")(),
            "OpenEphemeralResource": self.open_ephemeral_resource,
            "RenewEphemeralResource": lambda _: message("RenewEphemeralResource.Response")(),
            "CloseEphemeralResource": lambda _: message("CloseEphemeralResource.Response")(),
        }

    def get_provider_schema(self, request: Any) -> Any:
        return schemas.provider_schema(self._facts)

    def configure(self, request: Any) -> Any:
        config = values.read(request.config)
        [tags] = [one.get("tags") or {} for one in config.get("default_tags") or ()] or [{}]
        self._around = Surroundings(region=config.get("region") or Surroundings.region, default_tags=tags)
        return message("ConfigureProvider.Response")()

    def validate_resource(self, request: Any) -> Any:
        found = refusals(request.type_name, self._body("resources", request), values.read(request.config))
        diagnostics = [_error(f"{request.type_name}: {_dotted(one.path)}", one.why, one.path) for one in found]
        return message("ValidateResourceConfig.Response")(diagnostics=diagnostics)

    def upgrade_resource_state(self, request: Any) -> Any:
        return message("UpgradeResourceState.Response")(upgraded_state=_wire(json.loads(request.raw_state.json)))

    def read_resource(self, request: Any) -> Any:
        """What is recorded is what there is."""
        current = values.read(request.current_state)
        if current is not None:
            current = refreshed(request.type_name, self._body("resources", request), current, self._around)
        return message("ReadResource.Response")(new_state=_wire(current))

    def plan_resource_change(self, request: Any) -> Any:
        prior, proposed = values.read(request.prior_state), values.read(request.proposed_new_state)
        planned = plan(request.type_name, self._body("resources", request), prior, proposed, self._around)
        return message("PlanResourceChange.Response")(
            planned_state=_wire(planned.value), requires_replace=map(_path, planned.replaced_for)
        )

    def apply_resource_change(self, request: Any) -> Any:
        planned = values.read(request.planned_state)
        if planned is not None:
            planned = invent(request.type_name, self._body("resources", request), planned, self._around)
        return message("ApplyResourceChange.Response")(new_state=_wire(planned))

    def import_resource_state(self, request: Any) -> Any:
        state = imported(request.type_name, self._body("resources", request), request.id)
        resource = message("ImportResourceState.ImportedResource")(type_name=request.type_name, state=_wire(state))
        return message("ImportResourceState.Response")(imported_resources=[resource])

    def read_data_source(self, request: Any) -> Any:
        response = message("ReadDataSource.Response")
        body, config = self._body("data", request), values.read(request.config)
        try:
            state = reading.read_data(request.type_name, body, config, self._around)
        except reading.NotFound as error:
            return response(diagnostics=[_error(f"reading {request.type_name}", str(error), ("name",))])
        return response(state=_wire(state))

    def open_ephemeral_resource(self, request: Any) -> Any:
        body, config = self._body("ephemeral", request), values.read(request.config)
        result = reading.open_ephemeral(request.type_name, body, config, self._around)
        return message("OpenEphemeralResource.Response")(result=_wire(result))

    def _body(self, section: Section, request: Any) -> Body:
        body = self._facts.body(section, request.type_name)
        assert body is not None, f"Terraform asks for {request.type_name}, which we did not offer"
        return body


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _wire(value: Any) -> Any:
    return message("DynamicValue")(msgpack=values.write(value))


def _error(summary: str, detail: str, path: Path) -> Any:
    diagnostic = message("Diagnostic")
    return diagnostic(
        severity=diagnostic.Severity.Value("ERROR"), summary=summary, detail=detail, attribute=_path(path)
    )


def _path(path: Path) -> Any:
    step = message("AttributePath.Step")
    steps = [step(attribute_name=one) if isinstance(one, str) else step(element_key_int=one) for one in path]
    return message("AttributePath")(steps=steps)
