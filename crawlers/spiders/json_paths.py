"""Reaching into a JSON document by dotted paths, as APIs really build them."""

from __future__ import annotations

import json
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_DEEPEST = 6


def at(node: Json, path: str) -> Json:
    """What stands at `a.b.0.c`, else None. Lists of one thing are looked through, JSON inside strings is unpacked."""
    for step in path.split("."):
        node = unpacked(node)
        if isinstance(node, list):
            if step.isdecimal() and int(step) < len(node):
                node = node[int(step)]
                continue
            node = unpacked(node[0]) if node else None
        node = node.get(step) if isinstance(node, dict) else None
        if node is None:
            return None
    return node


def words(node: Json) -> str:
    """A value as text: the parts of a list joined by commas, an object by its label; empty for nothing."""
    match node:
        case None | bool():
            return ""
        case str():
            return node
        case int() | float():
            return str(node)
        case list():
            return ", ".join(part for part in (words(one) for one in node) if part)
        case _:
            return next((words(node[name]) for name in ("label", "name", "title", "value") if node.get(name)), "")


def values(node: Json) -> list[Json]:
    """The parts of a list, or the one value there is."""
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


def longest_records(node: Json, title_names: list[str]) -> list[Json] | None:
    """The longest list of objects that have a title, wherever it stands."""
    best: list[Json] | None = None
    waiting: list[tuple[Json, int]] = [(node, 0)]
    while waiting:
        here, depth = waiting.pop(0)
        if isinstance(here, list):
            if _titled(here, title_names) and (best is None or len(here) > len(best)):
                best = here
            continue
        if isinstance(here, dict) and depth < _DEEPEST:
            waiting += [(inner, depth + 1) for inner in here.values()]
    return best


def _titled(records: list[Json], title_names: list[str]) -> bool:
    sample = [record for record in records[:20] if isinstance(record, dict)]
    return bool(sample) and all(any(words(at(record, name)) for name in title_names) for record in sample)


def unpacked(node: Json) -> Json:
    """What a string of JSON holds; anything else as it is."""
    if isinstance(node, str) and node[:1] in ("{", "["):
        try:
            unpacked: Json = json.loads(node)
        except (ValueError, RecursionError):
            return node
        return unpacked
    return node
