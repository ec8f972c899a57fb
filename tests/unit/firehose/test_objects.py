"""Keys and contents of what Firehose writes."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.api import ApiError
from localcloud.services.firehose.buffer import Record
from localcloud.services.firehose.destinations import changed_destination, new_destination
from localcloud.services.firehose.objects import Object, check_prefix, objects

NOON = datetime(2026, 6, 1, 12, 30, 5, tzinfo=UTC).timestamp()
LINES = {"Enabled": True, "Processors": [{"Type": "Decompression"}, {"Type": "AppendDelimiterToRecord"}]}


def written(*data: bytes, **destination: Any) -> list[Object]:
    records = [Record(id=number, arrived=NOON + number, data=one) for number, one in enumerate(data, start=1)]
    return objects("errors", 3, destination, records)


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", "2026/06/01/12/"),
        ("logs/", "logs/2026/06/01/12/"),
        ("logs/!{timestamp:yyyy-MM-dd}/", "logs/2026-06-01/"),
        ("y=!{timestamp:yyyy}/m=!{timestamp:MM}/", "y=2026/m=06/"),
    ],
)
def test_a_prefix_without_a_time_gets_the_hour(prefix: str, expected: str):
    """The hour at which the oldest record came, as that of the name."""
    [found] = written(b"a", b"b", Prefix=prefix)

    assert found.key.startswith(f"{expected}errors-3-2026-06-01-12-30-06-")
    assert b"ab" == found.body


def test_a_batch_that_is_written_again_has_the_same_key():
    """Also when more records have joined it: the second object replaces the first."""
    [first], [second] = written(b"a"), written(b"a", b"b")

    assert first.key == second.key


def test_compressed_records_become_compressed_lines():
    """One document a line, and the file says what it is."""
    [found] = written(
        gzip.compress(b"{1}"), gzip.compress(b"{2}"), ProcessingConfiguration=LINES, CompressionFormat="GZIP"
    )

    assert b"{1}\n{2}\n" == gzip.decompress(found.body)
    assert found.key.endswith(".gz")


@pytest.mark.parametrize("broken", [b"plain", gzip.compress(b"cut off")[:-4]])
def test_what_no_processor_takes_is_kept_apart(broken: bytes):
    """As it came, with the reason."""
    good, bad = written(
        gzip.compress(b"{}"),
        broken,
        ProcessingConfiguration=LINES,
        ErrorOutputPrefix="bad/!{firehose:error-output-type}/!{timestamp:yyyy}/",
    )

    assert b"{}\n" == good.body
    assert bad.key.startswith("bad/decompression-failed/2026/errors-3-")
    assert broken == b64decode(json.loads(bad.body)["rawData"])


@pytest.mark.parametrize("prefix", ["!{partitionKeyFromQuery:a}/", "!{timestamp:EEE}/", "!{firehose:other}/"])
def test_expressions_that_are_not_known_are_refused(prefix: str):
    """They would be written into keys as they are."""
    with pytest.raises(ApiError, match="is not served here"):
        check_prefix(prefix)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"SplunkDestinationConfiguration": {}}, "other places than S3"),
        ({"ExtendedS3DestinationConfiguration": {"CompressionFormat": "Snappy"}}, "Snappy"),
        (
            {
                "ExtendedS3DestinationConfiguration": {
                    "ProcessingConfiguration": {"Enabled": True, "Processors": [{"Type": "Lambda"}]}
                }
            },
            "Lambda",
        ),
        ({"ExtendedS3DestinationConfiguration": {"BufferingHints": {"IntervalInSeconds": 901}}}, "between 0 and 900"),
        ({"ExtendedS3DestinationConfiguration": {"S3BackupMode": "Enabled"}}, "backups"),
    ],
)
def test_what_is_not_served_is_refused(asked: dict[str, Any], told: str):
    """Before anybody relies on it."""
    with pytest.raises(ApiError, match=told):
        new_destination(asked)


def test_an_update_changes_what_it_names():
    """The rest stays, of the buffering hints too."""
    old = new_destination({"ExtendedS3DestinationConfiguration": {"Prefix": "a/", "CompressionFormat": "GZIP"}})

    new = changed_destination(
        old, {"ExtendedS3DestinationUpdate": {"Prefix": "b/", "BufferingHints": {"IntervalInSeconds": 60}}}
    )

    assert {**old, "Prefix": "b/", "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60}} == new
