"""Sending mail: what IAM sees of a sender."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from aerostat.graph import compile_graph
from aerostat.model import EmailIdentity

sys.path.insert(0, str(Path(__file__).parent))
import blueprints


def test_the_display_name_is_no_part_of_the_from_address() -> None:
    """``ses:FromAddress`` is the address alone; with the name in it AWS would refuse every mail."""
    mail = EmailIdentity(name="mail", domain="example.com", sender="Uploads <uploads@example.com>")
    graph = compile_graph(replace(blueprints.shop(), email={"mail": mail}), {})

    policy = graph.resources["aws_iam_role_policy.image_worker_task"].arguments["policy"]

    assert "'ses:FromAddress': 'uploads@example.com'" in str(policy)
