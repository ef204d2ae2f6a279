"""Tables and definition lists as lines of "label: value"."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

LINE = "\ue000"  # a private character that stands for a new line while the page is spelled out
_SPACES = re.compile(r"[\t\r\n\f\v][ \t\r\n\f\v]*| [ \t\r\n\f\v]+")
_LAYOUT = "table, p, div, h1, h2, h3, ul, form"  # a cell with these is layout, if it is long
_LONG_CELL = 400
_BREAKS = "br, p, li, div"
_LINES_OF_LIST = 2
_LABEL = 60  # longest text that is taken for a label
_MOST_TABLES = 400
_MOST_ROWS = 1_000


def spell_out_tables(root: LexborNode) -> None:
    """Replace every data table and definition list by lines; tables that only lay the page out stay as they are."""
    for table in root.css("table")[:_MOST_TABLES]:
        if not _is_layout(table):
            _spell_out_rows(table)
    for term in root.css("dt")[:_MOST_ROWS]:
        label = _text(term).rstrip(" :")
        term.replace_with(f"{LINE}{label}: " if label else " ")
    for value in root.css("dd")[:_MOST_ROWS]:
        value.replace_with(f"{_text(value)}{LINE}")


def _is_layout(table: LexborNode) -> bool:
    for cell in table.css("td")[:50]:
        if cell.css_first(_LAYOUT) is not None and len(_text(cell)) > _LONG_CELL:
            return True
    return table.css_first("table table") is not None


def _spell_out_rows(table: LexborNode) -> None:
    headers: list[str] = []
    for number, row in enumerate(table.css("tr")[:_MOST_ROWS]):
        cells = row.css("td, th")
        texts = [_text(cell) for cell in cells]
        heads = [cell.tag == "th" for cell in cells]
        if number == 0 and len(cells) > 1 and all(heads):
            headers = texts
            line = " | ".join(texts) if len(table.css("tr")) == 1 else ""
        elif not headers and not any(heads) and _is_list(cells):
            line = LINE.join(_lines(cell) for cell in cells)
        else:
            line = _row(texts, heads, headers)
        row.replace_with(f"{LINE}{line}{LINE}" if line else " ")


def _is_list(cells: list[LexborNode]) -> bool:
    """Whether the cells are columns of a list: each of them, or all but one, holds several lines."""
    broken = sum(len(cell.css(_BREAKS)) >= _LINES_OF_LIST for cell in cells)
    return broken >= max(1, len(cells) - 1)


def _lines(cell: LexborNode) -> str:
    for node in cell.css(_BREAKS)[:_MOST_ROWS]:
        node.insert_before(LINE)
    return _text(cell)


def _row(texts: list[str], heads: list[bool], headers: list[str]) -> str:
    if headers and len(headers) == len(texts):
        return " | ".join(_pair(label, value) for label, value in zip(headers, texts, strict=True) if value)
    labelled = len(texts) == 2 and texts[0] and len(texts[0]) <= _LABEL and (heads[0] or not texts[0][-1].isdigit())
    if labelled:
        return _pair(*texts)
    return " | ".join(text for text in texts if text)


def _pair(label: str, value: str) -> str:
    return f"{label.rstrip(' :')}: {value}" if label else value


def _text(node: LexborNode) -> str:
    return _SPACES.sub(" ", node.text(deep=True, separator=" ")).strip()
