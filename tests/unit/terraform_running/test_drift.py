"""Three reasons why AWS is not as the blueprint says."""

from hypothesis import given
from hypothesis import strategies as st

from aerostat.terraform.reading import Known, classify
from tests.unit.terraform_running.plans import a_change, a_graph, a_plan, an_update

GRAPH = a_graph(service="services.web", queue="queues.orders", database="databases.main")


def told(drifted):
    return {one.address: [str(each) for each in one.differences] for one in drifted}


def test_what_the_plan_would_undo_was_done_by_hand():
    """From what was recorded, to what is there."""
    plan = a_plan(
        an_update("aws_sqs_queue.orders", {"delay_seconds": 7}, {"delay_seconds": 0}),
        drift=[an_update("aws_sqs_queue.orders", {"delay_seconds": 0}, {"delay_seconds": 7})],
    )

    report = classify(plan, GRAPH)

    assert {"aws_sqs_queue.orders": ["delay_seconds 0 → 7"]} == told(report.by_hand)
    assert "queues.orders" == report.by_hand[0].known.origin
    assert () == report.to_apply
    assert not report.is_clean


def test_what_somebody_deleted_is_gone():
    plan = a_plan(
        a_change("aws_sqs_queue.orders", "create", after={"name": "orders"}),
        drift=[a_change("aws_sqs_queue.orders", "delete", before={"name": "shop-orders"})],
    )

    report = classify(plan, GRAPH)

    assert [("shop-orders", True)] == [(one.name, one.is_gone) for one in report.by_hand]
    assert () == report.to_apply


def test_what_a_controller_moved_is_no_fault():
    """Deployments move the task definition, scaling the count."""
    moved = an_update(
        "aws_ecs_service.web",
        {"desired_count": 2, "task_definition": "web:1"},
        {"desired_count": 5, "task_definition": "web:7"},
    )

    report = classify(a_plan(drift=[moved]), GRAPH)

    assert {"aws_ecs_service.web": ["desired_count 2 → 5", "task_definition web:1 → web:7"]} == told(report.governed)
    assert report.is_clean


def test_what_nobody_applied_yet_is_ours_to_fix():
    plan = a_plan(an_update("aws_sqs_queue.orders", {"delay_seconds": 0}, {"delay_seconds": 9}))

    report = classify(plan, GRAPH)

    assert ["delay_seconds 0 → 9"] == [one.because for one in report.to_apply]
    assert () == report.by_hand


def test_one_resource_can_be_of_all_three_classes():
    """Each argument is told where it belongs."""
    plan = a_plan(
        an_update(
            "aws_ecs_service.web",
            {"desired_count": 5, "tags": {"a": "hand"}, "health_check_grace_period_seconds": 60},
            {"desired_count": 2, "tags": {"a": "1"}, "health_check_grace_period_seconds": 90},
        ),
        drift=[
            an_update(
                "aws_ecs_service.web",
                {"desired_count": 2, "tags": {"a": "1"}},
                {"desired_count": 5, "tags": {"a": "hand"}},
            )
        ],
    )

    report = classify(plan, GRAPH)

    assert {"aws_ecs_service.web": ["tags.a 1 → hand"]} == told(report.by_hand)
    assert {"aws_ecs_service.web": ["desired_count 2 → 5"]} == told(report.governed)
    assert ["health_check_grace_period_seconds 60 → 90"] == [one.because for one in report.to_apply]


def test_what_aws_filled_in_is_nobodys_doing():
    """It differs from the record, and the plan leaves it."""
    filled = an_update("aws_db_instance.main", {"latest_restorable_time": "1"}, {"latest_restorable_time": "2"})

    report = classify(a_plan(drift=[filled]), GRAPH)

    assert report.is_clean
    assert () == (*report.by_hand, *report.governed)


def test_what_was_done_by_hand_and_then_written_down_needs_nothing():
    """The blueprint says now what is there, so there is nothing to plan."""
    done = an_update("aws_sqs_queue.orders", {"delay_seconds": 0}, {"delay_seconds": 7})

    assert classify(a_plan(drift=[done]), GRAPH).is_clean


def test_data_sources_do_not_drift():
    read = a_change("aws_caller_identity.current", "update", before={"arn": "a"}, after={"arn": "b"}, mode="data")

    assert classify(a_plan(drift=[read]), GRAPH).is_clean


ARGUMENTS = ("a", "b", "c", "d")
states = st.fixed_dictionaries({name: st.integers(1, 3) for name in ARGUMENTS})


@given(recorded=states, live=states, wanted=states, governed=st.frozensets(st.sampled_from(ARGUMENTS)))
def test_every_argument_is_told_in_exactly_its_class(recorded, live, wanted, governed):
    """By what was recorded, what is there, what the blueprint wants, and who moves it."""
    address = "aws_ecs_service.web"
    planned = {name: live[name] if name in governed else wanted[name] for name in ARGUMENTS}
    plan = a_plan(
        an_update(address, live, planned) if planned != live else a_change(address, "no-op", before=live, after=live),
        drift=[an_update(address, recorded, live)] if recorded != live else [],
    )

    report = classify(plan, {address: Known(governed=governed)})

    def named(found):
        return {each.argument for one in found for each in one.differences}

    free = set(ARGUMENTS) - governed
    assert {name for name in free if recorded[name] != live[name] != wanted[name]} == named(report.by_hand)
    assert {name for name in free if recorded[name] == live[name] != wanted[name]} == named(report.to_apply)
    assert {name for name in governed if recorded[name] != live[name]} == named(report.governed)
