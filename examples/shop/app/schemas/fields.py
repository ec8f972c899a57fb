"""The kinds of text and number that requests are made of."""

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints


def whole(value: object) -> object:
    """JSON knows one kind of number: 2.0 is 2. But `true` and `"2"` are no numbers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number")
    return value


def _written_out(value: object) -> object:
    """Days and moments are written as such, not as seconds since 1970."""
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("must be written as 2026-11-21, a time as 2026-11-21T05:00:00Z")
    return value


# No control characters anywhere: PostgreSQL refuses NUL, and mail headers and log lines must not be broken.
_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Line80 = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_LINE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_LINE)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=160, pattern=_LINE)]
Prose = Annotated[str, StringConstraints(max_length=4000, pattern=_TEXT)]
PostalAddress = Annotated[str, StringConstraints(min_length=5, max_length=400, pattern=_TEXT)]
Email = Annotated[
    str,
    StringConstraints(
        max_length=254,
        pattern=r"^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,3}[A-Za-z]{2,20}$",
    ),
]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200, pattern=_LINE)]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$")]
Category = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,58}[a-z0-9]$")]
Search = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_LINE)]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[A-Za-z0-9_-]+$")]
Key = Annotated[str, StringConstraints(min_length=8, max_length=128, pattern=r"^[A-Za-z0-9_.:-]+$")]
Token = Annotated[str, StringConstraints(min_length=20, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]

Day = Annotated[date, BeforeValidator(_written_out)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]

Cents = Annotated[int, Field(ge=1, le=100_000_000, description="Euro cents."), BeforeValidator(whole)]
CentsInQuery = Annotated[int, Field(ge=1, le=100_000_000, description="Euro cents.")]
Stock = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(whole)]
Units = Annotated[int, Field(ge=1, le=100_000), BeforeValidator(whole)]
Quantity = Annotated[int, Field(ge=1, le=99), BeforeValidator(whole)]
PageSize = Annotated[int, Field(ge=1, le=100)]
