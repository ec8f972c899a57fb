"""Which of moto's handlers answers a request: botocore's service name → moto's module → handler by path."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from localcloud.gateway.operations import service_model
from localcloud.moto_host import corrections

Handler = Callable[[Any, str, Any], Any]

#: Services whose module cannot be told from their endpoint.
_MODULES = {
    "dynamodbstreams": "dynamodbstreams",
    "elb": "elb",
    "elbv2": "elbv2",
    "opensearch": "opensearch",
    "s3": "s3",
    "s3control": "s3control",
    "ses": "ses",
    "sesv2": "sesv2",
}


@cache
def module_of(service: str) -> str | None:
    """moto's package for a service of botocore, None when moto does not have it."""
    if service in _MODULES:
        return _MODULES[service]
    model = service_model(service)
    if model is None:
        return None
    from moto.backend_index import backend_url_patterns

    url = f"https://{model.endpoint_prefix}.us-east-1.amazonaws.com"
    return next((module for module, pattern in backend_url_patterns if pattern.match(url)), None)


def handler(module: str, raw_path: str) -> Handler | None:
    """moto's handler for a path, None when no pattern of the module fits."""
    return next((found for pattern, found in _patterns(module) if pattern.match(raw_path)), None)


@cache
def _patterns(module: str) -> Sequence[tuple[re.Pattern[str], Handler]]:
    urls = importlib.import_module(f"moto.{module}.urls")
    corrections.apply_to(module)
    return [(re.compile(path.format("")), found) for path, found in urls.url_paths.items()]


@cache
def backends_of(module: str) -> Any:
    """moto's ``BackendDict`` of a module: ``[account][region]`` gives the records."""
    import moto.backends

    corrections.apply_to(module)
    return moto.backends.get_backend(module)
