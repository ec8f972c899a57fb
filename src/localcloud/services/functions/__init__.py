"""AWS Lambda, as far as moto has not got it. Functions do not run here."""

from localcloud.services.functions.service import Functions

__all__ = ["Functions"]
