"""The layout of Terraform's language. That it is ``terraform fmt``'s own is tested with the real one."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat.terraform.writing.quoting import heredoc, quoted
from aerostat.terraform.writing.rendering import render
from aerostat.terraform.writing.syntax import (
    BLANK,
    Arguments,
    Attribute,
    Block,
    Call,
    Comment,
    Item,
    Raw,
    Template,
    paragraphs,
)

URL = "redis://${aws_elasticache_replication_group.cache.primary_endpoint_address}"

CASES: dict[str, tuple[list[Item], str]] = {
    "equals signs stand in one column over a run": (
        [Attribute("a", 1), Attribute("long_name", True), BLANK, Attribute("other", None)],
        """
        a         = 1
        long_name = true

        other = null
        """,
    ),
    "a list over several lines ends the run and takes no part in it": (
        [Attribute("name", "x"), Attribute("long", [f"{'item' * 9}{n}" for n in range(3)]), Attribute("b", 1.5)],
        """
        name = "x"
        long = [
          "itemitemitemitemitemitemitemitemitem0",
          "itemitemitemitemitemitemitemitemitem1",
          "itemitemitemitemitemitemitemitemitem2",
        ]
        b = 1.5
        """,
    ),
    "the first line of a heredoc takes part": (
        [Attribute("code", "if a {\n  ${b}\n}\n"), Attribute("publish", True)],
        """
        code    = <<-EOT
          if a {
            $${b}
          }
        EOT
        publish = true
        """,
    ),
    "one small entry stays on its line, two do not": (
        [Attribute("tags", {"Name": "shop"}), Attribute("more", {"Name": "shop", "aws:x": "y"})],
        """
        tags = { Name = "shop" }
        more = {
          Name    = "shop"
          "aws:x" = "y"
        }
        """,
    ),
    "small objects of a list take a line each, the others are written out": (
        [
            Attribute(
                "environment",
                [
                    {"name": "PORT", "value": "8000"},
                    {"name": "CACHE_URL", "value": Template((f"{'x' * 80}", Raw("aws_sqs_queue.a.url")))},
                ],
            )
        ],
        f"""
        environment = [
          {{ name = "PORT", value = "8000" }},
          {{
            name  = "CACHE_URL"
            value = "{"x" * 80}${{aws_sqs_queue.a.url}}"
          }},
        ]
        """,
    ),
    "a document of one object needs no line for its bracket": (
        [
            Attribute(
                "policy", Call("jsonencode", {"Version": "2012", "Statement": [{"Effect": "Allow", "Action": ["*"]}]})
            )
        ],
        """
        policy = jsonencode({
          Version = "2012"
          Statement = [{
            Effect = "Allow"
            Action = ["*"]
          }]
        })
        """,
    ),
    "a list in a list is a row": (
        [Attribute("metrics", [["AWS/ECS", "CPU", {"stat": "p50"}], ["AWS/ECS", "CPU" * 20, "x" * 50, {"label": 1}]])],
        f"""
        metrics = [
          ["AWS/ECS", "CPU", {{ stat = "p50" }}],
          ["AWS/ECS", "{"CPU" * 20}", "{"x" * 50}", {{ label = 1 }}],
        ]
        """,
    ),
    "a number without a fraction has no point": (
        [Attribute("threshold", 2.0**31), Attribute("rate", 0.25)],
        """
        threshold = 2147483648
        rate      = 0.25
        """,
    ),
    "a string that is nothing but an expression is that expression": (
        [Attribute("a", Template((Raw("var.a"),))), Attribute("b", [Template((Raw("var.b"),))])],
        """
        a = var.a
        b = [var.b]
        """,
    ),
    "words that mean something else are quoted as keys": (
        [Attribute("map", {"for": "a", "null": "b", "4th": "c", "": "d"})],
        """
        map = {
          "for"  = "a"
          "null" = "b"
          "4th"  = "c"
          ""     = "d"
        }
        """,
    ),
    "arguments stand together when they are short; a longer one stands alone, then come the blocks": (
        [
            Arguments(
                {
                    "name": "x" * 120,
                    "code": "if a {\n  b\n}\n",
                    "policy": Call("jsonencode", {"arn": Raw("a" * 80)}),
                    "publish": True,
                },
                [Block("inside", (), (Arguments({"a": 1}),))],
            )
        ],
        f"""
        name    = "{"x" * 120}"
        publish = true

        code = <<-EOT
          if a {{
            b
          }}
        EOT

        policy = jsonencode({{ arn = {"a" * 80} }})

        inside {{
          a = 1
        }}
        """,
    ),
    "blocks": (
        [
            Comment("# Why."),
            Block("resource", ("aws_vpc", "main"), paragraphs([Attribute("a", [])], [Block("empty")])),
            BLANK,
            Block("data", ("aws_caller_identity", "current")),
        ],
        """
        # Why.
        resource "aws_vpc" "main" {
          a = []

          empty {}
        }

        data "aws_caller_identity" "current" {}
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_layout_of(case: str) -> None:
    """Each form has one layout."""
    items, expected = CASES[case]

    assert textwrap.dedent(expected).lstrip("\n") == render(items)


@given(st.text())
def test_a_quoted_string_reads_back_as_it_was(text: str) -> None:
    """Nothing in a text is taken for an expression, and nothing is lost."""
    written = quoted(text)

    assert "\n" not in written
    assert text == read_back(written[1:-1])


@given(st.text(alphabet="a \n\t${%\\\"'}"))
def test_a_heredoc_reads_back_as_it_was(text: str) -> None:
    """Or there is none."""
    lines = heredoc(text)

    if lines is not None:
        assert text == "".join(f"{line}\n" for line in lines).replace("$${", "${").replace("%%{", "%{")
        assert any(line and not line[0].isspace() for line in lines), "Terraform would take indentation away"


@pytest.mark.parametrize(
    "text", ["one line", "one line\n", "a\nb", " a\n b\n", "a \nb\n", "a\nEOT\nb\n", "a\r\nb\r\n", "\n\n"]
)
def test_what_a_heredoc_would_change_is_quoted(text: str) -> None:
    """A heredoc always ends with a line break, loses common indentation, and hides trailing blanks."""
    assert heredoc(text) is None


def test_a_dollar_before_an_expression_stands_for_itself() -> None:
    """`$${` would be a dollar and a brace."""
    assert '"${"$"}${var.price}%${var.rate}"' == quoted(Template(("$", Raw("var.price"), "%", Raw("var.rate"))))
    assert '"a${"$$"}${var.price}"' == quoted(Template(("a$$", Raw("var.price"))))


def read_back(body: str) -> str:
    """What Terraform reads between quotation marks; an expression is an error."""
    text, at = "", 0
    while at < len(body):
        if body.startswith(("$${", "%%{"), at):
            text, at = text + body[at + 1 : at + 3], at + 3
        elif body[at] == "\\" and body[at + 1] == "u":
            text, at = text + chr(int(body[at + 2 : at + 6], 16)), at + 6
        elif body[at] == "\\":
            text, at = text + {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}[body[at + 1]], at + 2
        else:
            assert not body.startswith(("${", "%{", '"', "\n"), at), f"an expression begins at {body[at:]!r}"
            text, at = text + body[at], at + 1
    return text
