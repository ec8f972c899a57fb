"""Plans and outputs as people see them."""

from aerostat.cli.changes import summary_text
from aerostat.cli.outputs import outputs_text
from aerostat.terraform.reading import summarize
from tests.unit.terraform_running.plans import a_change, a_graph, a_plan, an_update

PLAN = a_plan(
    a_change("aws_vpc.main", "create", after={}),
    an_update("aws_ecs_service.web", {"timeout": 60}, {"timeout": 90}),
    a_change(
        "aws_db_instance.main",
        "delete",
        "create",
        before={"identifier": "shop-prod-db"},
        after={"identifier": "shop-prod-data"},
        action_reason="replace_because_cannot_update",
        replace_paths=[["identifier"]],
    ),
)


def test_a_plan():
    """A line for each resource below its service or family, then the counts."""
    text = summary_text(summarize(PLAN, a_graph(service="services.web")))

    assert (
        """\
database
  ± aws_db_instance.main  identifier cannot be changed in place
    data would be lost: every table in the database shop-prod-db
network
  + aws_vpc.main
web
  ~ aws_ecs_service.web  timeout 60 → 90
1 to create, 1 to update, 1 to replace; data of 1 resource would be lost"""
        == text.plain
    )


def test_a_new_name_is_not_a_new_thing_if_the_blueprint_says_so():
    plan = a_plan(
        a_change("aws_sqs_queue.mails", "delete", before={"name": "shop-mails"}),
        a_change("aws_sqs_queue.orders", "create", after={}),
    )

    text = summary_text(summarize(plan, a_graph(queue="queues.orders"))).plain

    assert "if queues.orders is one of them under another name, say there what it was: `renamed_from: …`" in text


def test_what_is_lost_is_red_and_nothing_else_is():
    """Understandable without colour, unmistakable with it."""
    text = summary_text(summarize(PLAN, a_graph(service="services.web")))

    red = [text.plain[span.start : span.end].strip() for span in text.spans if "red" in str(span.style)]
    assert [
        "data would be lost: every table in the database shop-prod-db",
        "; data of 1 resource would be lost",
    ] == red


def test_outputs_have_a_line_for_each_value_and_none_for_secrets():
    outputs = {"password": None, "queue_urls": {"orders": "https://sqs/orders"}, "zones": ["a", "b"]}

    assert (
        """\
password           (secret)
queue_urls.orders  https://sqs/orders
zones              ["a", "b"]"""
        == outputs_text(outputs).plain
    )
