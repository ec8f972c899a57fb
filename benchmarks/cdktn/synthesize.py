"""
As many resources as a list of types says, through cdktn: ``python synthesize.py types.json folder [told.json]``.

Runs in cdktn's own virtual environment, so it imports nothing of ours.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import time
from pathlib import Path
from typing import Any

from cdktn import App, TerraformResource, TerraformStack
from cdktn_provider_aws.provider import AwsProvider


def main(listed: Path, folder: str, told: Path | None) -> None:
    types: list[str] = json.loads(listed.read_text(encoding="utf-8"))
    classes = {type: _class(type) for type in set(types)}
    started = time.perf_counter()
    app = App(outdir=folder)
    stack = TerraformStack(app, "prod")
    AwsProvider(stack, "aws", region="us-east-1")
    for number, type in enumerate(types):
        _make(stack, f"r{number}", type, classes[type])
    app.synth()
    if told is not None:
        milliseconds = round((time.perf_counter() - started) * 1000)
        told.write_text(json.dumps({"resources": len(types), "milliseconds": milliseconds}), encoding="utf-8")


def _class(type: str) -> Any:
    """The provider's class for a type; None where it is kept under another name."""
    name = type.removeprefix("aws_")
    module = importlib.import_module(f"cdktn_provider_aws.{name}")
    found = (one for key, one in vars(module).items() if inspect.isclass(one) and key.lower() == name.replace("_", ""))
    return next(found, None)


def _make(stack: Any, id: str, type: str, cls: Any) -> None:
    """With what is required and no more; where that is a block, as a resource without a class of its own."""
    if cls is not None:
        parameters = inspect.signature(cls.__init__).parameters.values()
        required = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY and one.default is one.empty]
        try:
            cls(stack, id, **dict.fromkeys(required, "x"))
            return
        except Exception:  # a required block; jsii says so in many ways
            id = f"{id}-plain"
    TerraformResource(stack, id, terraform_resource_type=type)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
