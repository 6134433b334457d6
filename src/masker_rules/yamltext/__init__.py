"""YAML read as text: every scalar stays the text that the author wrote, with line and column.

``0.50``, ``010``, ``1e3`` and ``no`` mean what our own grammar says, never what a YAML schema
makes of them.
"""

from masker_rules.yamltext.nodes import Mapping, Node, Scalar, Sequence, plain
from masker_rules.yamltext.reading import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "parse_yaml",
    "plain",
]
