"""
The resource graph: one environment as AWS resources, compiled in milliseconds and without I/O.

``compile_graph(environment, images)`` turns the model into it. Both provisioning engines read this one graph, as do
the checks and the diagram.
"""

from aerostat.graph.compiler import compile_graph
from aerostat.graph.resource import Graph, Json, Ref, Resource, Text, Value

__all__ = ["Graph", "Json", "Ref", "Resource", "Text", "Value", "compile_graph"]
