"""
The commented example, fitted to a project.

One text is documentation, output of ``aerostat init`` and test input at once. Sections the project has no use for
stay as comments that show what they could be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from aerostat.blueprint.proposal.project import Project

_PLAIN = re.compile(r"[A-Za-z0-9_./$][A-Za-z0-9_./$ =+\-:{}@]*")


def example(project: Project) -> str:
    """The blueprint's text."""
    parts = [
        _head(project),
        _services(project),
        *_resources(project),
        _ENVIRONMENTS,
    ]
    return "".join(f"{_aligned(line)}\n" for line in "\n".join(parts).splitlines())


def _aligned(line: str) -> str:
    """The line with the comment behind its code in one column with all others, where there is room."""
    code, gap, comment = line.partition("   # ")
    return f"{code.rstrip():<33} # {comment.lstrip()}" if gap and code.strip(" #") else line


def _head(project: Project) -> str:
    found = f" A {project.kind} project was found here;" if project.kind else ""
    return f"""\
# The blueprint: what this application is made of, on this laptop and on AWS.{found}
# change what was guessed wrong. `aerostat check` finds mistakes, `aerostat up` runs it all.
application: {project.application}
regions: [us-east-1]
"""


def _services(project: Project) -> str:
    uses = project.needs.used
    lines = [
        "services:",
        "  web:",
        "    build: .   # a Dockerfile, or a Python or Node project",
        "    # ${PORT} is `port` on AWS; on a laptop, where tasks share an address, a free port.",
        f"    command: {_scalar(project.web)}",
        f"    port: {project.port}",
        "    cpu: 256   # 1024 are one vCPU; Fargate knows certain pairs of cpu and memory",
        "    memory: 512   # MiB",
        "    desired_count: 2   # tasks; a deployment never leaves fewer than these healthy",
        '    routes: ["/*"]   # on the application\'s load balancer',
        "    health_check:",
        f"      path: {project.health}   # answers 200 when this task can serve",
        "      interval: 10s",
        *_matcher(project),
        *_deployment(project),
        *_uses(uses),
        *_secrets(project),
        "    # environment: {LOG_LEVEL: info}   # plain variables; never secrets",
    ]
    for name, command in project.workers.items():
        lines += [
            "",
            f"  {name}:",
            "    build: .",
            f"    command: {_scalar(command)}",
            *_uses(uses),
            *_secrets(project),
        ]
        lines += ["    stop_timeout: 60s   # from SIGTERM to SIGKILL: time to finish the job in hand"]
    if not project.workers:
        lines += [
            "",
            "  # worker:   # a service without a port",
            "  #   build: .",
            "  #   command: python -m app.worker",
        ]
    return "\n".join(lines) + "\n"


def _matcher(project: Project) -> Iterator[str]:
    if project.health == "/":
        yield "      matcher: 200-399   # no health check was found in the sources; `/` may redirect"


def _deployment(project: Project) -> Iterator[str]:
    if project.before:
        yield "    deployment:"
        yield f"      before: {_scalar(project.before)}   # once, with the new image, before its tasks start"
    else:
        yield "    # deployment: {before: alembic upgrade head}   # once, with the new image, before its tasks start"


def _uses(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"    uses: [{', '.join(names)}]   # permissions, network rules and variables follow"
    else:
        yield "    # uses: [database, uploads]   # permissions, network rules and variables follow"


def _secrets(project: Project) -> Iterator[str]:
    if project.needs.secrets:
        yield f"    secrets: [{', '.join(project.needs.secrets)}]"


def _resources(project: Project) -> Iterator[str]:
    needs = project.needs
    yield _section("databases", needs.databases, "database", "PostgreSQL (RDS); services get {}_URL", _DATABASE)
    yield _section(
        "caches", needs.caches, "cache", "Redis (ElastiCache); services get {}_URL", "{engine: redis, replicas: 1}"
    )
    yield _section("buckets", needs.buckets, "uploads", "S3; services get {}_BUCKET", "{versioned: true}")
    yield _section("queues", needs.queues, "jobs", "SQS; services get {}_QUEUE_URL", _QUEUE)
    yield _section("email", needs.email, "mail", "SES; services get {}_FROM", "{domain: example.com}")
    yield _section("secrets", needs.secrets, "SESSION_SECRET", "made once, kept in Secrets Manager", "{generate: 32}")


_DATABASE = "{engine: postgres, instance: db.t4g.micro, multi_az: true}"
_QUEUE = "{visibility_timeout: 1m, dead_letter_after: 5}"


def _section(section: str, names: Sequence[str], typical: str, comment: str, settings: str) -> str:
    """A section with an entry for each name, or a comment that shows a typical one."""
    told = comment.format((names[0] if names else typical).upper().replace("-", "_"))
    if not names:
        return f"# {section}:   # {told}\n#   {typical}: {settings}\n"
    entries = "".join(f"  {name}: {settings}\n" for name in names)
    return f"{section}:   # {told}\n{entries}"


_ENVIRONMENTS = """\
environments:   # merged over the above; null removes. `local`, this laptop, always exists
  # local: {services: {web: {desired_count: 1}}}
  prod: {}
  # prod:   # what only AWS has; a laptop does without
  #   services: {web: {scaling: {min: 2, max: 10, cpu: 70}}}   # tasks follow the load
  #   domain: www.example.com   # name and certificate
  #   waf: true   # a firewall for web requests
  #   monitoring:
  #     notify: {critical: [oncall@example.com]}   # or URLs of Slack, PagerDuty
  #     alarms:
  #       slow: {on: web, when: TargetResponseTime p99 > 1 for 5m}
  #   backups: true   # AWS Backup, daily, kept for 35 days
  #   budget: {monthly: 200, notify: [team@example.com]}   # US dollars
  #   state: my-terraform-state   # bucket for Terraform's state
  #   ci: owner/name   # the GitHub repository that may deploy
"""


def _scalar(text: str) -> str:
    """The text as a YAML value, in quotes where it needs them."""
    is_plain = _PLAIN.fullmatch(text) and ": " not in text and not text.endswith((" ", ":"))
    return text if is_plain else json.dumps(text, ensure_ascii=False)
