"""Requests go where the rules say."""

from __future__ import annotations

import socket

import pytest
from elbv2_lab import Lab, fixed, forward, request

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real


def _rules(lab: Lab, listener: str) -> None:
    conditions = {
        "path": {"Field": "path-pattern", "Values": ["/img/*.png"]},
        "host": {"Field": "host-header", "Values": ["*.example.com"]},
        "header": {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["b?ta*"]}},
        "method": {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["DELETE"]}},
        "query": {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "2*"}]}},
        "regex": {"Field": "path-pattern", "PathPatternConfig": {"RegexValues": ["^/user/[0-9]+$"]}},
        "source": {"Field": "source-ip", "SourceIpConfig": {"Values": ["127.0.0.0/30"]}},
    }
    for priority, (name, condition) in enumerate(conditions.items(), start=1):
        more = [{"Field": "path-pattern", "Values": ["/private/*"]}] if name == "source" else []
        lab.call(
            "create_rule", ListenerArn=listener, Priority=priority, Conditions=[condition, *more], Actions=fixed(name)
        )


def test_every_kind_of_condition_routes(lab: Lab) -> None:
    """Path, host, header, method, query string, regular expression and source address select their rule."""
    listener = lab.listener(lab.load_balancer(), fixed("default"))
    _rules(lab, listener)
    lab.until("/img/a.png", lambda reply: reply.body == b"path", "the rules")

    told = {
        "path": lab.get("/img/x/y.png?z=1"),
        "host": lab.get("/", Host="shop.EXAMPLE.com"),
        "header": lab.get("/", X_Kind="Beta-7"),
        "method": lab.get("/", "DELETE"),
        "query": lab.get("/?a=1&V=23"),
        "regex": lab.get("/user/17"),
        "source": lab.get("/private/x"),
        "default": lab.get("/img/a.jpg"),
    }

    assert {name: name for name in told} == {name: reply.body.decode() for name, reply in told.items()}


def test_a_redirect_fills_in_its_placeholders(lab: Lab) -> None:
    """A redirect keeps what it does not name, and its query disappears with its question mark."""
    config = {"StatusCode": "HTTP_302", "Protocol": "HTTPS", "Port": "443", "Path": "/new/#{path}"}
    lab.listener(lab.load_balancer(), [{"Type": "redirect", "RedirectConfig": config}])

    assert f"https://{lab.host}:443/new/a/b?c=1" == lab.get("/a/b?c=1").headers["location"]
    assert f"https://{lab.host}:443/new/" == lab.get("/").headers["location"]
    assert 302 == lab.get("/").status


def test_weights_share_requests(lab: Lab) -> None:
    """Of 1000 requests about 80 % reach the group of weight 80."""
    blue, green = lab.target_group("blue"), lab.target_group("green")
    lab.listener(lab.load_balancer(), forward((blue, 80), (green, 20)))
    lab.add(blue, "blue")
    lab.add(green, "green")

    names = [lab.get().name for _ in range(1000)]

    assert 740 <= names.count("blue") <= 860


def test_a_weight_without_a_healthy_target_does_not_fail_over(lab: Lab) -> None:
    """Requests that fall to an empty group get 503, as on AWS."""
    full, empty = lab.target_group("full"), lab.target_group("empty")
    lab.listener(lab.load_balancer(), forward((full, 50), (empty, 50)))
    lab.add(full, "one")

    statuses = [lab.get().status for _ in range(100)]

    assert {200, 503} == set(statuses)


def test_targets_see_what_a_load_balancer_tells_them(lab: Lab) -> None:
    """Host is kept; X-Forwarded-For is appended; port, protocol and trace id are set; nothing of Envoy's shows."""
    lab.simple("one")

    headers = lab.get("/", Host="shop.example.com:8080", X_Forwarded_For="9.9.9.9").told["headers"]

    assert "shop.example.com:8080" == headers["host"]
    assert ["9.9.9.9", "127.0.0.1"] == [part.strip() for part in headers["x-forwarded-for"].split(",")]
    assert (str(lab.port), "http") == (headers["x-forwarded-port"], headers["x-forwarded-proto"])
    assert headers["x-amzn-trace-id"].startswith("Root=1-")
    assert [] == [name for name in headers if "envoy" in name or name == "x-request-id"]


def test_answers_are_passed_on_as_they_are(lab: Lab) -> None:
    """A target's Server header stays, and none of Envoy's appears."""
    lab.simple("one")

    headers = lab.get("/login").headers

    assert "target" == headers["server"]
    assert [] == [name for name in headers if "envoy" in name]


def test_an_empty_group_answers_503_as_aws_does(lab: Lab) -> None:
    """Without a target the load balancer itself answers, under its own name."""
    lab.simple()

    reply = lab.get()

    assert (503, "awselb/2.0", "text/html") == (reply.status, reply.headers["server"], reply.headers["content-type"])
    assert b"<center><h1>503 Service Temporarily Unavailable</h1></center>" in reply.body


def test_a_response_is_streamed(lab: Lab) -> None:
    """The first chunk arrives while the target waits to write the others."""
    lab.simple("one")
    with socket.create_connection((lab.host, lab.port), timeout=60) as client:
        client.sendall(b"GET /stream HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        seen = b""
        while b"tick" not in seen:
            seen += client.recv(1000)
        assert lab.get("/stream-on").status == 200
        while more := client.recv(1000):
            seen += more

    assert seen.count(b"tick") == 3


def test_a_web_socket_passes(lab: Lab) -> None:
    """After the upgrade bytes flow both ways."""
    lab.simple("one")
    with socket.create_connection((lab.host, lab.port), timeout=60) as client:
        client.sendall(
            b"GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-key: eA==\r\nsec-websocket-version: 13\r\n\r\n"
        )
        assert b"101" in client.recv(1000)
        client.sendall(b"hello")
        assert b"HELLO" == client.recv(1000)


def test_a_large_body_passes(lab: Lab) -> None:
    """20 MB are uploaded through the load balancer."""
    lab.simple("one")

    reply = lab.get("/upload", "POST", body=b"x" * 20_000_000)

    assert (200, 20_000_000) == (reply.status, reply.told["body"])


def test_a_load_balancer_cookie_keeps_a_client_with_its_target(lab: Lab) -> None:
    """With AWSALB all requests reach one target; without it they are spread."""
    group, _ = lab.simple("one", "two")
    attributes = [{"Key": "stickiness.enabled", "Value": "true"}]
    lab.call("modify_target_group_attributes", TargetGroupArn=group, Attributes=attributes)
    first = lab.until("/", lambda reply: reply.cookies, "a cookie")
    cookie = next(one.split(";")[0] for one in first.cookies if one.startswith("AWSALB="))

    stuck = {lab.get("/", Cookie=cookie).name for _ in range(20)}

    assert {first.name} == stuck
    assert {"one", "two"} == {lab.get("/").name for _ in range(20)}
    assert any(one.startswith("AWSALBCORS=") and "Secure" in one for one in first.cookies)


def test_an_application_cookie_begins_the_stickiness(lab: Lab) -> None:
    """AWSALBAPP-0 comes only with the application's own cookie."""
    group, _ = lab.simple("one", "two")
    values = {"enabled": "true", "type": "app_cookie", "app_cookie.cookie_name": "session"}
    attributes = [{"Key": f"stickiness.{key}", "Value": value} for key, value in values.items()]
    lab.call("modify_target_group_attributes", TargetGroupArn=group, Attributes=attributes)
    login = lab.until("/login", lambda reply: len(reply.cookies) == 2, "the cookie beside the application's")
    cookie = next(one.split(";")[0] for one in login.cookies if one.startswith("AWSALBAPP-0="))

    assert [] == lab.get("/").cookies
    assert {login.name} == {lab.get("/", Cookie=cookie).name for _ in range(20)}


def test_a_group_cookie_keeps_a_client_with_its_group(lab: Lab) -> None:
    """AWSALBTG sends a client back to the group it first reached, whatever the weights."""
    blue, green = lab.target_group("blue"), lab.target_group("green")
    sticky = {"TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 60}}
    lab.listener(lab.load_balancer(), forward((blue, 50), (green, 50), **sticky))
    lab.add(blue, "blue")
    lab.add(green, "green")
    first = lab.get()
    cookie = first.cookies[0].split(";")[0]

    assert cookie.startswith("AWSALBTG=")
    assert {first.name} == {lab.get("/", Cookie=f"a=1; {cookie}").name for _ in range(30)}


def test_a_listener_serves_https_with_the_names_of_its_certificate(lab: Lab) -> None:
    """An HTTPS listener shows a certificate of this cloud's own authority."""
    import ssl

    certificate = [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}]
    lab.listener(lab.load_balancer(), fixed("secure"), Protocol="HTTPS", Certificates=certificate)
    trust = ssl.create_default_context(cafile=str(lab.state / "certificates" / "authority.pem"))

    with (
        socket.create_connection((lab.host, lab.port), timeout=60) as plain,
        trust.wrap_socket(plain, server_hostname="shop.example.com") as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nhost: shop.example.com\r\nconnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(1000), b""))

    assert answer.endswith(b"secure")


def test_the_access_log_has_the_fields_of_an_application_load_balancer(lab: Lab) -> None:
    """A line tells client, target as AWS names it, statuses, request, group and rule."""
    lab.simple("one")
    lab.get("/logged?a=1")
    log = lab.state / "access-logs" / "web.log"

    line = until(
        lambda: next((one for one in log.read_text().splitlines() if "/logged" in one), "") if log.exists() else "",
        "the request in the access log",
    )
    fields = line.split(" ")

    assert ("http", "10.0.0.10:8000", "200", "200") == (fields[0], fields[4], fields[8], fields[9])
    assert f'"GET http://{lab.host}:{lab.port}/logged?a=1 HTTP/1.1"' in line
    assert ":targetgroup/web/" in line


def test_a_network_load_balancer_passes_bytes(lab: Lab) -> None:
    """A TCP listener reaches a target that is checked by connecting to it."""
    group = lab.target_group("tcp", Protocol="TCP", HealthCheckPath="/", HealthCheckProtocol="TCP")
    lab.listener(lab.load_balancer("net", Type="network"), forward(group), Protocol="TCP")
    lab.add(group, "one")

    assert "one" == request(lab.host, lab.port).name
