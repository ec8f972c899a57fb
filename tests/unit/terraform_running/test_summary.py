"""What a plan does, in the words of the blueprint."""

import pytest

from aerostat.graph.resource import Resource
from aerostat.terraform.reading import known, summarize
from tests.unit.terraform_running.plans import a_change, a_graph, a_plan, an_update


def lines(summary):
    return [(group.title, one.change, one.address, one.because) for group in summary.groups for one in group.changes]


def test_changes_are_told_by_service_and_family():
    """A service's resources stand under its name, the rest under their family."""
    plan = a_plan(
        a_change("aws_vpc.main", "create", after={}),
        an_update(
            "aws_ecs_service.web", {"health_check_grace_period_seconds": 60}, {"health_check_grace_period_seconds": 90}
        ),
        a_change("aws_sqs_queue.orders", "no-op", before={}, after={}),
    )

    assert [
        ("network", "create", "aws_vpc.main", "it does not exist yet"),
        ("web", "update", "aws_ecs_service.web", "health_check_grace_period_seconds 60 → 90"),
    ] == lines(summarize(plan, a_graph(service="services.web")))


def test_every_kind_of_change_is_counted():
    plan = a_plan(
        a_change("aws_vpc.a", "create", after={}),
        a_change("aws_vpc.b", "create", after={}),
        an_update("aws_vpc.c", {"tags": {"a": "1"}}, {"tags": {"a": "2"}}),
        a_change("aws_vpc.d", "delete", "create", before={}, after={}),
        a_change("aws_vpc.e", "create", "delete", before={}, after={}),
        a_change("aws_vpc.f", "delete", before={}),
        a_change("aws_vpc.g", "read", mode="data"),
    )

    summary = summarize(plan, {})

    assert "2 to create, 1 to update, 2 to replace, 1 to delete" == summary.counts
    assert "2 created, 1 updated, 2 replaced, 1 deleted" == summary.counts_done
    assert not summary.is_empty


def test_nothing_to_do_is_said_so():
    summary = summarize(a_plan(a_change("aws_vpc.main", "no-op", before={}, after={})), {})

    assert summary.is_empty
    assert "nothing to change" == summary.counts


def test_an_output_alone_is_a_change():
    """Applying it writes the output down."""
    summary = summarize(a_plan(outputs={"url": {"actions": ["create"]}, "old": {"actions": ["no-op"]}}), {})

    assert not summary.is_empty
    assert ("url",) == summary.changed_outputs
    assert "names and outputs to write down" == summary.counts


def test_a_name_alone_is_a_change_too():
    """Otherwise the next plan would say the same again."""
    moved = a_change("aws_vpc.new", "no-op", before={}, after={}, previous_address="aws_vpc.old")
    adopted = a_change("aws_vpc.other", "no-op", before={}, after={}, importing={"id": "vpc-1"})

    summary = summarize(a_plan(moved, adopted), {})

    assert not summary.is_empty
    assert ("aws_vpc.new was called aws_vpc.old", "aws_vpc.other exists already and is taken over") == summary.recorded


@pytest.mark.parametrize("actions", [("delete",), ("delete", "create"), ("create", "delete")])
@pytest.mark.parametrize(
    ("address", "values", "name", "content"),
    [
        ("aws_db_instance.main", {"identifier": "shop-prod-db"}, "shop-prod-db", "every table in the database"),
        ("aws_s3_bucket.uploads", {"bucket": "shop-uploads", "id": "x"}, "shop-uploads", "every object in the bucket"),
        ("aws_sqs_queue.orders", {"name": "shop-orders"}, "shop-orders", "every message in the queue"),
        (
            "aws_elasticache_replication_group.cache",
            {"replication_group_id": "shop-cache"},
            "shop-cache",
            "everything in the cache",
        ),
        ("aws_secretsmanager_secret.jwt", {"name": "shop/jwt"}, "shop/jwt", "every version of the secret"),
    ],
)
def test_what_goes_or_is_replaced_takes_its_data_along(actions, address, values, name, content):
    """Also where the new one is made first: nobody copies the data over."""
    (loss,) = summarize(a_plan(a_change(address, *actions, before=values)), {}).losses

    assert (name, content) == (loss.name, loss.loses)


def test_what_stays_or_holds_nothing_loses_nothing():
    plan = a_plan(
        an_update("aws_db_instance.main", {"instance_class": "a"}, {"instance_class": "b"}),
        a_change("aws_s3_bucket.new", "create", after={"bucket": "b"}),
        a_change("aws_ecs_service.web", "delete", before={"name": "web"}),
    )

    assert () == summarize(plan, {}).losses


def test_what_goes_may_have_come_under_another_name():
    """Only a thing of the same kind, and only where something goes that would be missed."""
    gone = a_change("aws_sqs_queue.mails", "delete", before={"name": "shop-mails"})
    come = a_change("aws_sqs_queue.orders", "create", after={"name": "shop-orders"})
    other = a_change("aws_db_instance.main", "create", after={})
    graph = a_graph(queue="queues.orders.dead_letter_after", database="databases.main")

    assert ("queues.orders",) == summarize(a_plan(gone, come, other), graph).perhaps_renamed
    assert () == summarize(a_plan(come, other), graph).perhaps_renamed


def test_losses_come_first_in_their_group():
    plan = a_plan(a_change("aws_s3_bucket.a", "create", after={}), a_change("aws_s3_bucket.b", "delete", before={}))

    (group,) = summarize(plan, {}).groups

    assert ["aws_s3_bucket.b", "aws_s3_bucket.a"] == [one.address for one in group.changes]


def test_what_the_controller_governs_is_left_out():
    """Nobody is told that an apply would set back what a deployment moved."""
    governed = an_update("aws_ecs_service.web", {"desired_count": 7}, {"desired_count": 2})
    mixed = an_update(
        "aws_ecs_service.web", {"desired_count": 7, "tags": {"a": "1"}}, {"desired_count": 2, "tags": {"a": "2"}}
    )

    assert [] == lines(summarize(a_plan(governed), a_graph(service="services.web")))
    assert ["tags.a 1 → 2"] == [line[-1] for line in lines(summarize(a_plan(mixed), a_graph(service="services.web")))]


def test_a_replacement_says_what_forces_it():
    change = a_change(
        "aws_vpc.main",
        "delete",
        "create",
        before={"cidr_block": "10.0.0.0/16"},
        after={"cidr_block": "10.1.0.0/16"},
        action_reason="replace_because_cannot_update",
        replace_paths=[["cidr_block"]],
    )

    assert "cidr_block cannot be changed in place" == lines(summarize(a_plan(change), {}))[0][-1]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("replace_because_tainted", "an earlier apply broke off while it was made"),
        ("replace_by_request", "it was asked for"),
        ("delete_because_no_resource_config", "the blueprint no longer asks for it"),
    ],
)
def test_terraforms_reasons_are_told_in_our_words(reason, told):
    change = a_change("aws_vpc.main", "delete", before={}, action_reason=reason)

    assert told == lines(summarize(a_plan(change), {}))[0][-1]


def test_a_move_and_an_adoption_are_told():
    moved = an_update("aws_vpc.new", {"tags": {"a": "1"}}, {"tags": {"a": "2"}}, previous_address="aws_vpc.old")
    adopted = a_change("aws_vpc.other", "create", after={}, importing={"id": "vpc-1"})

    assert ["it was called aws_vpc.old; tags.a 1 → 2", "it exists already and is taken over"] == [
        line[-1] for line in lines(summarize(a_plan(moved, adopted), {}))
    ]


def test_only_what_is_written_down_is_told_as_not_known():
    """Everything AWS works out is unknown when something is replaced; that is no news."""
    change = an_update(
        "aws_ecs_service.web", {"name": "web", "tags": {"a": "1"}}, {"name": "web", "tags": {"a": "2"}},
        after_unknown={"id": True, "cluster": True},
    )  # fmt: skip

    plan = a_plan(change, configured={"aws_ecs_service.web": ["name", "cluster", "tags"]})

    assert "cluster none → (known after apply), tags.a 1 → 2" == lines(summarize(plan, {}))[0][-1]


def test_a_group_names_its_region_unless_it_is_the_primary():
    graph = known(
        {
            "module.us_east_1.aws_vpc.main": Resource(type="aws_vpc", name="main", arguments={}, family="network"),
            "module.eu_west_1.aws_vpc.main": Resource(
                type="aws_vpc", name="main", arguments={}, family="network", module="eu_west_1"
            ),
        }
    )
    plan = a_plan(
        a_change("module.us_east_1.aws_vpc.main", "create", after={}),
        a_change("module.eu_west_1.aws_vpc.main", "create", after={}),
        a_change("module.eu_west_1.aws_subnet.gone", "delete", before={}),
    )

    assert [("network", 1), ("network (eu-west-1)", 2)] == [
        (group.title, len(group.changes)) for group in summarize(plan, graph).groups
    ]


def test_an_instance_of_a_resource_is_known_by_its_resource():
    """Users' own files may use for_each."""
    graph = a_graph(queue="queues.orders")
    plan = a_plan(a_change('aws_sqs_queue.orders["eu.west"]', "create", after={}))

    ((change,),) = [group.changes for group in summarize(plan, graph).groups]

    assert "queues.orders" == change.known.origin
