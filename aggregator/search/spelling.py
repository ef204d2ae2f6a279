"""How many letters of two words differ."""

from __future__ import annotations


def distance(one: str, other: str, *, most: int) -> int:
    """Letters added, left out, changed or exchanged with their neighbour; `most + 1` where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [place]
        for column, beside in enumerate(other, start=1):
            cost = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (letter != beside))
            if place > 1 and column > 1 and (letter, one[place - 2]) == (other[column - 2], beside):
                cost = min(cost, earlier[column - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)
