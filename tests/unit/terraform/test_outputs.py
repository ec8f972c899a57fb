"""What an environment tells people and pipelines once it is there."""

from __future__ import annotations

from pathlib import Path

from aerostat.graph import Json, Ref
from aerostat.terraform.writing.output_kinds import KINDS
from tests.unit.terraform.graphs import REGIONS, expect, graph, resource, several_regions, written


def test_outputs_are_what_people_ask_for() -> None:
    """Plain for what there is one of, by name for the rest, and again at the root."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_ecr_repository.web"),
        resource("aws_ecr_repository.worker"),
        resource("aws_iam_openid_connect_provider.github"),
        resource("aws_iam_role.web_task", assume_role_policy=Json({"Principal": "ecs"})),
        resource(
            "aws_iam_role.deploy",
            assume_role_policy=Json({"Principal": {"Federated": Ref("aws_iam_openid_connect_provider.github", "arn")}}),
        ),
    )

    text = written(of, "us-east-1/outputs.tf")

    assert 'value       = "http://${aws_lb.main.dns_name}"' in text
    assert (
        expect("""
        output "repository_urls" {
          description = "Repositories that images are pushed to"
          value = {
            web    = aws_ecr_repository.web.repository_url
            worker = aws_ecr_repository.worker.repository_url
          }
        }
    """)
        in text
    )
    assert "pipeline_role_arns" in text
    assert "aws_iam_role.deploy.arn" in text
    assert "web_task" not in text
    assert "value       = module.us_east_1.repository_urls" in written(of, "outputs.tf")


def test_every_output_is_described() -> None:
    """In the reference, where people look for it."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "terraform-project.md").read_text()
    names = {"url", "urls"} | {kind.name for kind in KINDS} | {kind.only[0] for kind in KINDS if kind.only}

    assert [] == [name for name in sorted(names) if f"`{name}`" not in page]


def test_another_region_renames_no_output() -> None:
    """Outputs of the primary region keep their names; those of the others say which region."""
    text = written(several_regions(), "outputs.tf")

    assert 'output "load_balancer_dns_name" {' in text
    assert 'output "eu_west_1_load_balancer_dns_name" {' in text


def test_with_tls_the_load_balancers_own_name_is_no_url() -> None:
    """Its certificate is for another name: that of the record which leads to it."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_lb_listener.https", protocol="HTTPS"),
        resource("aws_route53_record.app", type="A", alias={"name": Ref("aws_lb.main", "dns_name")}),
        resource("aws_route53_record.app_ipv6", type="AAAA", alias={"name": Ref("aws_lb.main", "dns_name")}),
        resource("aws_route53_record.proof", records=[Ref("aws_lb.main", "dns_name")]),
    )

    text = written(of, "us-east-1/outputs.tf")

    assert "http://" not in text
    assert '{ app = "https://${aws_route53_record.app.fqdn}" }' in text
    assert "proof" not in text
    assert "ipv6" not in text


def test_behind_a_cdn_the_load_balancers_are_no_urls() -> None:
    """Only the CDN asks them."""
    of = graph(
        resource("aws_lb.main", module="eu_west_1"),
        resource("aws_cloudfront_distribution.main", module="global"),
        resource(
            "aws_route53_record.app",
            module="global",
            type="A",
            alias={"name": Ref("module.global.aws_cloudfront_distribution.main", "domain_name")},
        ),
        resource(
            "aws_route53_record.origin",
            module="global",
            type="A",
            alias={"name": Ref("module.eu_west_1.aws_lb.main", "dns_name")},
        ),
        regions=REGIONS,
    )

    text = written(of, "global/outputs.tf")

    assert 'value       = { app = "https://${aws_route53_record.app.fqdn}" }' in text
    assert "origin" not in text


def test_the_root_says_first_where_the_application_answers() -> None:
    """Also when the record that says so belongs to no region."""
    of = graph(
        resource("aws_lb.main"),
        resource("aws_lb_listener.https", protocol="HTTPS"),
        resource(
            "aws_route53_record.main",
            type="A",
            alias={"name": Ref("aws_lb.main", "dns_name")},
            module="global",
        ),
        regions={"": "us-east-1", "global": "us-east-1"},
    )

    assert written(of, "outputs.tf").startswith('output "urls" {')
