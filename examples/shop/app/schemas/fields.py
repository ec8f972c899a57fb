"""The kinds of text and number that requests are made of."""

from typing import Annotated

from pydantic import Field, StringConstraints

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

# Numbers in JSON are strict: `true` and `"1"` are not numbers. Numbers in a query string are always text at first.
Cents = Annotated[int, Field(strict=True, ge=1, le=100_000_000, description="Euro cents.")]
CentsInQuery = Annotated[int, Field(ge=1, le=100_000_000, description="Euro cents.")]
Stock = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Units = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=99)]
PageSize = Annotated[int, Field(ge=1, le=100)]
