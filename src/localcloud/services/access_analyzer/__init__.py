"""IAM Access Analyzer: analyzers are kept; nobody analyzes, so there are no findings."""

from localcloud.services.access_analyzer.service import AccessAnalyzer

__all__ = ["AccessAnalyzer"]
