"""Names, certificates, the CDN, the web ACL, keys: what stands between visitors and services."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aerostat.graph import Graph, Ref, compile_graph
from aerostat.graph.families import cdn, dns, keys
from aerostat.graph.families.dns_routing import health_check_ids
from aerostat.graph.scope import scopes, worldwide_scope
from aerostat.model import Domain, Encryption, Environment, Region, Role, Route, Service

sys.path.insert(0, str(Path(__file__).parent))
import systems


def in_regions(routing: str, *roles: Role) -> Environment:
    """The shop in these regions, with a domain that routes among them."""
    names = ("us-east-1", "eu-west-1", "ap-southeast-1")
    regions = {
        name: Region(name=name, role=role, cidr=f"10.{place}.0.0/16")
        for place, (name, role) in enumerate(zip(names, roles, strict=False))
    }
    domain = Domain(
        name="shop.example.com",
        zone="example.com",
        routing=routing,  # type: ignore[arg-type]
        locations={"us-east-1": ("NA",), "eu-west-1": ("EU",), "ap-southeast-1": ("AS",)},
    )
    return replace(systems.two_tiers(), regions=regions, domain=domain)


def records(graph: Graph) -> dict[str, Mapping[str, Any]]:
    """The records that lead somewhere, by Terraform's name."""
    return {
        one.name: one.arguments
        for one in graph.resources.values()
        if one.type == "aws_route53_record" and "alias" in one.arguments
    }


def policies(graph: Graph) -> dict[str, str]:
    """Which policy chooses each record, and by what: ``geolocation continent=EU``."""
    chosen = {}
    for name, arguments in records(graph).items():
        found = [key for key in arguments if key.endswith("_routing_policy")]
        key = found[0] if found else ""
        by = ", ".join(f"{by}={value}" for by, value in arguments[key].items()) if key else ""
        chosen[name] = f"{key.removesuffix('_routing_policy')} {by}".strip()
    return chosen


class TestRouting:
    def test_one_region_has_one_record(self) -> None:
        """Whatever the policy: there is nothing to choose among, and nothing to check."""
        graph = compile_graph(in_regions("latency", Role.ACTIVE, Role.COLD_STANDBY), {})

        assert {"main": ""} == policies(graph)
        assert not [one for one in graph.resources.values() if one.type == "aws_route53_health_check"]

    def test_failover_has_a_primary_and_a_secondary(self) -> None:
        """Each with the health check of its region."""
        graph = compile_graph(in_regions("failover", Role.ACTIVE, Role.WARM_STANDBY), {})

        assert {"main_primary": "failover type=PRIMARY", "main_secondary": "failover type=SECONDARY"} == policies(graph)
        check = records(graph)["main_secondary"]["health_check_id"]
        assert Ref("module.global.aws_route53_health_check.eu_west_1", "id") == check

    def test_latency_is_among_active_regions_only(self) -> None:
        """A standby answers when they all fail, and not because it is near."""
        graph = compile_graph(in_regions("latency", Role.ACTIVE, Role.ACTIVE, Role.WARM_STANDBY), {})

        assert {
            "main_us_east_1": "latency region=us-east-1",
            "main_eu_west_1": "latency region=eu-west-1",
            "main_primary": "failover type=PRIMARY",
            "main_secondary": "failover type=SECONDARY",
        } == policies(graph)
        assert "nearest.shop.example.com" == records(graph)["main_us_east_1"]["name"]
        assert "nearest.shop.example.com" == records(graph)["main_primary"]["alias"]["name"]

    def test_geolocation_answers_the_rest_of_the_world_by_failover(self) -> None:
        """So does a location whose region is ill; one whose region runs nothing is part of the rest."""
        graph = compile_graph(in_regions("geolocation", Role.ACTIVE, Role.WARM_STANDBY, Role.COLD_STANDBY), {})

        assert {
            "main_us_east_1_na": "geolocation continent=NA",
            "main_eu_west_1_eu": "geolocation continent=EU",
            "main_elsewhere": "geolocation country=*",
            "main_anywhere_primary": "failover type=PRIMARY",
            "main_anywhere_secondary": "failover type=SECONDARY",
        } == policies(graph)
        assert "anywhere.shop.example.com" == records(graph)["main_elsewhere"]["alias"]["name"]

    def test_health_checks_ask_as_the_blueprint_says(self) -> None:
        """Every thirty seconds, two failures: a region is given up within a minute."""
        environment = in_regions("failover", Role.ACTIVE, Role.WARM_STANDBY)
        graph = compile_graph(environment, {})
        check = graph.resources["module.global.aws_route53_health_check.us_east_1"].arguments

        assert ("HTTPS", "/health", 30, 2) == (
            check["type"],
            check["resource_path"],
            check["request_interval"],
            check["failure_threshold"],
        )
        ids = health_check_ids(worldwide_scope(environment, {}))
        assert {"us_east_1", "eu_west_1"} == ids.keys()


class TestNames:
    def test_a_route_s_host_gets_a_record_and_a_certificate(self) -> None:
        """Names in the zone; another zone's names are somebody else's."""
        web = Service(
            name="web",
            build=None,
            image="nginx",
            port=8000,
            routes=(Route(path="/*"), Route(path="/*", hosts=("admin.example.com", "shop.example.org"))),
        )
        graph = compile_graph(replace(systems.two_tiers(), services={"web": web}), {})

        certified = [
            one.arguments["domain_name"] for one in graph.resources.values() if one.type == "aws_acm_certificate"
        ]
        assert ["shop.example.com", "admin.example.com"] == certified
        assert "shop.example.com" == records(graph)["admin_example_com"]["alias"]["name"]
        assert "aws_lb_listener_certificate.admin_example_com" in graph.resources

    def test_a_name_is_proved_once_for_all_regions(self) -> None:
        """ACM asks for the same record everywhere."""
        graph = compile_graph(in_regions("latency", Role.ACTIVE, Role.ACTIVE), {})
        proofs = [one for one in graph.resources if ".aws_route53_record.proof_" in one]

        assert ["module.global.aws_route53_record.proof_shop_example_com"] == proofs
        for module in ("", "module.eu_west_1."):
            validation = graph.resources[f"{module}aws_acm_certificate_validation.shop_example_com"]
            assert [Ref(proofs[0], "fqdn")] == validation.arguments["validation_record_fqdns"]

    def test_with_a_cdn_visitors_go_there_and_the_cdn_to_the_regions(self) -> None:
        """Visitors' names lead to the distribution; a name of its own is routed among the load balancers."""
        graph = compile_graph(systems.fitness(), {})
        found = records(graph)
        distribution: Any = graph.resources["module.global.aws_cloudfront_distribution.main"].arguments

        assert "aws_cloudfront_distribution.main" in str(found["fitness_example_com"]["alias"])
        assert "AAAA" == found["fitness_example_com_ipv6"]["type"]
        assert "origin.fitness.example.com" == found["main_eu_west_1_eu"]["name"]
        balancer = distribution["origin"][-1]
        assert "origin.fitness.example.com" == balancer["domain_name"]
        assert "https-only" == balancer["custom_origin_config"]["origin_protocol_policy"]

    def test_the_zone_is_made_or_found(self) -> None:
        """A zone of ours is a resource, another is read; the laptop has none."""
        for is_ours, mode in ((True, "managed"), (False, "data")):
            environment = systems.two_tiers()
            assert environment.domain
            graph = compile_graph(replace(environment, domain=replace(environment.domain, is_zone_ours=is_ours)), {})
            assert mode == graph.resources["module.global.aws_route53_zone.main"].mode
        assert dns.zone_id(worldwide_scope(systems.two_tiers("local"), {})) is None


class TestLoadBalancer:
    def test_with_a_domain_it_speaks_https_and_http_only_redirects(self) -> None:
        """TLS 1.2 and later, and every route on the HTTPS listener."""
        graph = compile_graph(systems.two_tiers(), {})
        https = graph.resources["aws_lb_listener.https"].arguments
        http: Any = graph.resources["aws_lb_listener.http"].arguments

        assert "redirect" == http["default_action"][0]["type"]
        assert "ELBSecurityPolicy-TLS13-1-2-2021-06" == https["ssl_policy"]
        assert (
            Ref("aws_lb_listener.https", "arn") == graph.resources["aws_lb_listener_rule.web"].arguments["listener_arn"]
        )

    def test_without_a_domain_it_speaks_http(self) -> None:
        """There is no name to certify."""
        graph = compile_graph(systems.two_regions(), {})

        assert "aws_lb_listener.https" not in graph.resources
        assert (
            Ref("aws_lb_listener.http", "arn") == graph.resources["aws_lb_listener_rule.web"].arguments["listener_arn"]
        )

    def test_stickiness_is_the_service_s(self) -> None:
        """For as long as it says; a service that says nothing has none."""
        graph = compile_graph(systems.fitness(), {})

        sticky = graph.resources["aws_lb_target_group.api"].arguments["stickiness"]
        assert {"enabled": True, "type": "lb_cookie", "cookie_duration": 3600} == sticky
        plain = compile_graph(systems.two_tiers(), {}).resources["aws_lb_target_group.web"]
        assert "stickiness" not in plain.arguments

    def test_a_target_group_can_stand_beside_the_one_it_replaces(self) -> None:
        """Another port is another name, and the new one comes first."""
        graph = compile_graph(systems.two_tiers(), {})
        web = systems.two_tiers().services["web"]
        other = compile_graph(replace(systems.two_tiers(), services={"web": replace(web, port=9000)}), {})
        before, after = (one.resources["aws_lb_target_group.web"] for one in (graph, other))

        assert before.arguments["name"] != after.arguments["name"]
        assert after.is_replaced_first


class TestCdn:
    def test_a_bucket_lets_in_this_distribution_only(self) -> None:
        """And a bucket that the distribution does not serve lets nobody in."""
        scope = scopes(systems.fitness(), {})[0]
        statements: list[Any] = cdn.bucket_statements(scope, "videos")

        assert ["cloudfront.amazonaws.com"] == [one["Principal"]["Service"] for one in statements]
        distribution = Ref("aws_cloudfront_distribution.main", "arn", module="global")
        assert {"StringEquals": {"AWS:SourceArn": distribution}} == statements[0]["Condition"]
        assert [] == cdn.bucket_statements(scope, "backups")

    def test_answers_that_are_kept_are_told_apart_by_who_asks(self) -> None:
        """No cookie reaches an origin whose answer the next visitor may get; Authorization is part of the key."""
        graph = compile_graph(systems.fitness(), {})
        distribution: Any = graph.resources["module.global.aws_cloudfront_distribution.main"].arguments
        kept = distribution["ordered_cache_behavior"][2]
        policy: Any = graph.resources["module.global.aws_cloudfront_cache_policy.load_balancer_60"].arguments
        key = policy["parameters_in_cache_key_and_forwarded_to_origin"]

        assert "origin_request_policy_id" not in kept
        assert "none" == key["cookies_config"]["cookie_behavior"]
        assert "Authorization" in key["headers_config"]["headers"]["items"]


class TestWaf:
    def test_it_stands_before_the_cdn(self) -> None:
        """In us-east-1, with CloudFront's scope, and before no load balancer."""
        graph = compile_graph(systems.fitness(), {})
        acls = {address: one for address, one in graph.resources.items() if one.type == "aws_wafv2_web_acl"}

        assert ["module.global.aws_wafv2_web_acl.main"] == list(acls)
        assert "CLOUDFRONT" == acls["module.global.aws_wafv2_web_acl.main"].arguments["scope"]

    def test_without_a_cdn_it_stands_before_every_load_balancer(self) -> None:
        """In each region that has one."""
        graph = compile_graph(replace(systems.fitness(), cdn=None), {})
        acls = [address for address, one in graph.resources.items() if one.type == "aws_wafv2_web_acl_association"]

        assert ["aws_wafv2_web_acl_association.main", "module.eu_west_1.aws_wafv2_web_acl_association.main"] == acls

    def test_uploads_are_not_refused_for_their_size(self) -> None:
        """The common group's limit of 8 KB only counts."""
        graph = compile_graph(systems.fitness(), {})
        rules: Any = graph.resources["module.global.aws_wafv2_web_acl.main"].arguments["rule"]
        common = next(one for one in rules if one["name"] == "common")

        overridden = common["statement"]["managed_rule_group_statement"]["rule_action_override"]
        assert [{"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}] == overridden


class TestKeys:
    def test_each_region_has_one_and_the_others_are_the_primary_s(self) -> None:
        """Replicas: what one region has closed, another can open."""
        primary, warm, cold = scopes(systems.fitness(), {})
        graph = compile_graph(systems.fitness(), {})

        assert Ref("aws_kms_key.main", "arn") == keys.key(primary)
        assert Ref("aws_kms_replica_key.main", "arn") == keys.key(warm) == keys.key(cold)
        assert graph.resources["aws_kms_key.main"].arguments["multi_region"]
        assert graph.resources["aws_kms_key.main"].arguments["enable_key_rotation"]

    def test_what_belongs_to_no_region_has_the_key_of_us_east_1(self) -> None:
        """If there is one: the logs of a web ACL cannot use a key of another region."""
        here = worldwide_scope(systems.fitness(), {})
        elsewhere = replace(systems.fitness(), region="eu-west-1", regions={})

        assert Ref("aws_kms_key.main", "arn", module="") == keys.key(here)
        assert keys.key(worldwide_scope(elsewhere, {})) is None

    @pytest.mark.parametrize("environment", [systems.two_tiers(), replace(systems.fitness("local"), regions={})])
    def test_there_is_none_of_aws_and_none_on_the_laptop(self, environment: Environment) -> None:
        """Nothing then names a key, and AWS's own is used."""
        assert keys.key(scopes(environment, {})[0]) is None

    def test_its_policy_names_nobody_outside_the_account(self) -> None:
        """Services come only on behalf of this account, or with its log groups."""
        environment = replace(systems.two_regions(), encryption=Encryption(key="customer"))
        policy: Any = compile_graph(environment, {}).resources["aws_kms_key.main"].arguments["policy"]
        statements = policy.value["Statement"]

        assert ["Administration", "Logs"] == [one["Sid"] for one in statements]
        assert all("Condition" in one for one in statements if "Service" in one["Principal"])


def test_the_laptop_has_none_of_it() -> None:
    """No certificate, record, distribution, web ACL, key, endpoint, flow log or network ACL."""
    local = replace(
        systems.fitness("local"), regions={}, search={}, functions={}, services=systems.two_tiers().services
    )
    types = {one.type for one in compile_graph(local, {}).resources.values()}

    for prefix in ("aws_acm", "aws_route53", "aws_cloudfront", "aws_wafv2", "aws_kms", "aws_vpc_endpoint", "aws_flow"):
        assert not [type for type in types if type.startswith(prefix)]
    assert not types & {"aws_network_acl", "aws_nat_gateway", "aws_instance", "aws_default_security_group"}
