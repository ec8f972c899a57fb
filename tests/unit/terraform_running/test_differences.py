"""What differs, leaf by leaf, without a secret."""

import json

from hypothesis import given
from hypothesis import strategies as st

from aerostat.terraform.reading.differences import differences


def told(**change):
    return [str(one) for one in differences(change)]


def test_a_leaf_is_told_with_its_path():
    """As Terraform writes paths, so that one can look it up."""
    assert ["rule[0].priority 1 → 2", "timeout 30 → 45"] == told(
        before={"timeout": 30, "rule": [{"priority": 1, "name": "a"}]},
        after={"timeout": 45, "rule": [{"priority": 2, "name": "a"}]},
    )


def test_json_texts_are_compared_member_by_member():
    """A policy of two hundred lines has changed in one place."""
    before = {"policy": json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]})}
    after = {"policy": json.dumps({"Statement": [{"Action": "s3:PutObject", "Effect": "Allow"}]})}

    assert ["policy.Statement[0].Action s3:GetObject → s3:PutObject"] == told(before=before, after=after)


def test_lists_of_another_length_are_compared_as_a_whole():
    assert ["rule 1 entry → 2 entries"] == told(before={"rule": [{"a": 1}]}, after={"rule": [{"a": 1}, {"a": 2}]})
    assert ['zones ["a"] → ["a", "b"]'] == told(before={"zones": ["a"]}, after={"zones": ["a", "b"]})


def test_what_says_nothing_does_not_differ():
    """Providers write null today and an empty map tomorrow."""
    assert [] == told(before={"tags": None, "description": "", "flag": False}, after={"tags": {}, "description": None})


def test_an_echo_is_not_told():
    assert ["tags.Name a → b"] == told(
        before={"tags": {"Name": "a"}, "tags_all": {"Name": "a"}},
        after={"tags": {"Name": "b"}, "tags_all": {"Name": "b"}},
    )


def test_what_is_not_known_yet_is_said_so():
    assert ["arn none → (known after apply)"] == told(before=None, after={}, after_unknown={"arn": True, "tags": {}})


def test_a_marked_value_is_a_secret():
    """Marks lie beside the values, on the whole or on a part."""
    assert ["value (secret) → (secret)"] == told(
        before={"value": "hunter2"}, after={"value": "hunter3"}, after_sensitive={"value": True}
    )
    assert ["auth[0].key (secret) → (secret)"] == told(
        before={"auth": [{"key": "hunter2"}]},
        after={"auth": [{"key": "hunter3"}]},
        before_sensitive={"auth": [{"key": True}]},
    )


def test_a_whole_with_a_secret_inside_is_not_shown():
    """A list that grew would otherwise be shown as it is."""
    (line,) = told(before={"keys": ["a"]}, after={"keys": ["a", "hunter2"]}, after_sensitive={"keys": [False, True]})

    assert 'keys ["a"] → (secret)' == line


def test_a_name_that_tells_is_enough():
    """Providers forget to mark some."""
    assert ["master_password (secret) → (secret)"] == told(
        before={"master_password": "a"}, after={"master_password": "b"}
    )
    assert ["environment.API_TOKEN none → (secret)"] == told(
        before={"environment": {"A": "1"}}, after={"environment": {"A": "1", "API_TOKEN": "hunter2"}}
    )


SECRET = "hunter2-hunter2"
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), values), st.dictionaries(st.sampled_from("abc"), values))
def test_a_value_marked_as_a_whole_is_never_printed(before, after):
    """Whatever its shape."""
    marks = dict.fromkeys("abc", True)

    lines = told(before=before, after=after, before_sensitive=marks, after_sensitive=marks)

    assert not any(SECRET in line for line in lines)


@given(st.dictionaries(st.sampled_from("abc"), values))
def test_a_value_does_not_differ_from_itself(value):
    assert [] == told(before=value, after=value)
