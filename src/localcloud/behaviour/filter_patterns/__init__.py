"""
Filter patterns of CloudWatch Logs (FilterLogEvents, metric filters): which log events a pattern selects.

Three languages, told apart by their first character: terms (``ERROR -"health check"``), conditions on JSON
(``{ $.level = "ERROR" && $.latency > 100 }``) and conditions on space-delimited fields (``[ip, user, status = 4*]``).
Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters, subscription filters, filter log events".
"""

from localcloud.behaviour.filter_patterns.language import FilterPattern, parse_pattern
from localcloud.behaviour.filter_patterns.scanner import InvalidPattern

__all__ = ["FilterPattern", "InvalidPattern", "parse_pattern"]
