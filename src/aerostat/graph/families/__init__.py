"""
The families of resources, one file each: a function from a :class:`~aerostat.graph.scope.Scope` to resources.

A family may refer to any other family's resources by address; the graph checks that they exist.
"""
