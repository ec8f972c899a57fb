"""Which orders for databases and caches are accepted, and as what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.api import ApiError
from localcloud.services.elasticache import catalog as caches
from localcloud.services.rds import catalog
from localcloud.services.rds.instances import Record, checked_password, modify, new_instance, shown_instance

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def an_order(**changes: Any) -> Record:
    order = {
        "DBInstanceIdentifier": "Shop-DB",
        "Engine": "postgres",
        "DBInstanceClass": "db.t4g.micro",
        "MasterUsername": "shop",
        **changes,
    }
    return new_instance(order, account="123456789012", region="us-east-1", now=NOW, version="18.6", group={})


def test_identifiers_are_kept_in_lower_case():
    """As RDS does, also in the ARN."""
    shown = an_order()["shown"]

    assert ("shop-db", "arn:aws:rds:us-east-1:123456789012:db:shop-db") == (
        shown["DBInstanceIdentifier"],
        shown["DBInstanceArn"],
    )


@pytest.mark.parametrize("asked", [None, "18", "18.6"])
def test_the_version_that_is_there_is_reported_in_full(asked: str | None):
    """Whether asked for by major version, fully or not at all."""
    assert "18.6" == catalog.resolve_version(asked, "18.6")


@pytest.mark.parametrize("asked", ["13", "17.5", "18.1", "19"])
def test_another_version_is_refused_naming_what_there_is(asked: str):
    """Never lie about the version."""
    with pytest.raises(ApiError, match=rf"Cannot find version {asked} for postgres.*18\.6"):
        catalog.resolve_version(asked, "18.6")


@pytest.mark.parametrize(
    "wrong",
    [
        {"DBInstanceIdentifier": "1st"},
        {"DBInstanceIdentifier": "a--b"},
        {"MasterUsername": "rdsadmin"},
        {"MasterUsername": "pg_me"},
        {"MasterUsername": None},
        {"DBName": "postgres"},
        {"DBName": "1; DROP"},
        {"DBInstanceClass": "t4g.micro"},
        {"Engine": "oracle-ee"},
    ],
)
def test_wrong_orders_are_refused(wrong: dict[str, Any]):
    """With a typed error, before anything is made."""
    with pytest.raises(ApiError):
        an_order(**wrong)


@pytest.mark.parametrize("password", ["short", "with space1", "with/slash", 'with"quote', "with@sign", "x" * 129])
def test_passwords_that_rds_refuses(password: str):
    """8 to 128 printable characters, but for four."""
    with pytest.raises(ApiError):
        checked_password(password)


def test_no_endpoint_is_shown_before_there_is_one():
    """RDS names the endpoint once the instance has been available."""
    record = {**an_order(), "endpoint": {"Address": "127.77.1.1", "Port": 5432}}

    assert "Endpoint" not in shown_instance(record)
    assert 5432 == shown_instance({**record, "granted": True})["Endpoint"]["Port"]


def test_changes_wait_unless_they_are_to_be_applied_immediately():
    """Class and storage wait; retention and protection do not."""
    record = {**an_order(), "endpoint": {"Address": "127.77.1.1", "Port": 5432}}

    waiting = modify(record, {"DBInstanceClass": "db.m7g.large", "BackupRetentionPeriod": 7})["shown"]
    applied = modify(record, {"DBInstanceClass": "db.m7g.large", "ApplyImmediately": True})["shown"]

    assert ("db.t4g.micro", 7) == (waiting["DBInstanceClass"], waiting["BackupRetentionPeriod"])
    assert {"DBInstanceClass": "db.m7g.large"} == waiting["PendingModifiedValues"]
    assert ("db.m7g.large", {}) == (applied["DBInstanceClass"], applied["PendingModifiedValues"])


def test_storage_never_shrinks():
    """As on AWS."""
    record = {**an_order(AllocatedStorage=100), "endpoint": {"Address": "127.77.1.1", "Port": 5432}}

    with pytest.raises(ApiError, match="can't be reduced"):
        modify(record, {"AllocatedStorage": 50})


@pytest.mark.parametrize(
    ("engine", "asked", "expected"),
    [
        ("redis", "7.1", "7.1.0"),
        ("redis", "7.x", "7.1.0"),
        ("redis", "7", "7.1.0"),
        ("redis", "6.2", "6.2.6"),
        ("valkey", None, "8.1.0"),
        ("valkey", "7.2.6", "7.2.6"),
    ],
)
def test_cache_versions_are_well_formed(engine: str, asked: str | None, expected: str):
    """Three numbers, which Terraform can parse."""
    assert expected == caches.resolve_version(engine, asked)


def test_cache_parameters_cannot_smuggle_configuration():
    """A value never ends its line or its quotes in the server's configuration file."""
    for value in ('x"\nport 1', "yes\nrequirepass x"):
        with pytest.raises(ApiError):
            caches.checked_parameter("notify-keyspace-events", value)
