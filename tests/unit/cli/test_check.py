"""What ``aerostat check`` says at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from aerostat.cli.main import app

_ONE = "application: shop\ncaches: {c: {tls: true}}\n"


@pytest.mark.parametrize(("more", "said"), [("", "prod (1 warning)"), ("databases: {d: {}}\n", "prod (2 warnings)")])
def test_warnings_are_counted(tmp_path: Path, more: str, said: str) -> None:
    file = tmp_path / "aerostat.yaml"
    file.write_text(f"{_ONE}{more}monitoring: {{default_alarms: false}}\nenvironments: {{prod: {{}}}}\n")

    result = CliRunner().invoke(app, ["check", "--env", "prod", "--file", str(file)])

    assert 0 == result.exit_code, result.output
    assert said in " ".join(result.output.split())
