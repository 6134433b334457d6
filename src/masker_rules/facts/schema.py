"""JSON Schema of a pack, made from the definition of its tables."""

from __future__ import annotations

from masker_rules.facts.definition import NONE, ColumnDef, TableDef, definition

__all__ = ["pack_schema"]

_DATE = r"^\d{4}-\d{2}-\d{2}$"
_DAY = r"^\d{4}-\d{2}-\d{2}([ T]00:00(:00(\.0+)?)?)?$"
_STAMP = r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z| ?[+-]\d{2}:?\d{2})?$"
_MONEY = r"^-?\d+(\.\d{1,2})?$"
_NUMBER = r"^-?\d+(\.\d+)?$"
_PERCENT = r"^-?\d+(\.\d+)? ?%?$"
# No control character, and none that is invisible or turns the direction of writing.
_TEXT = (
    r"^[^\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*$"
)
_PATTERNS = {
    "text": _TEXT,
    "nip": r"^\d{8,20}$",
    "date": _DAY,
    "stamp": _STAMP,
    "moment": f"{_DATE}|{_STAMP}",
    "clock": r"^\d{1,2}:\d{2}(:\d{2})?$",
    "money": _MONEY,
    "amount": f"{_MONEY}|{_PERCENT}",
    "percent": _PERCENT,
    "number": _NUMBER,
    "minutes": r"^\d+$",
    "count": r"^\d+$",
    "flag": "^(true|false)$",
    "period": r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|S[12]))?$",
    "month": r"^\d{4}-(0[1-9]|1[0-2])$",
    "attribute": _TEXT,
    "coordinate": r"^-?\d+\.\d+$|^0$",
}


def pack_schema(lang: str = "en") -> dict[str, object]:
    """JSON Schema (2020-12) of a pack as an object of tables, every cell a text.

    `x-` keys carry what JSON Schema has no word for: type, unit, meaning of an empty cell and of
    the cell `none`, vocabulary, codes and bounds of the values.
    """
    known = definition()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "masker_rules pack",
        "type": "object",
        "required": ["employees"],
        "additionalProperties": False,
        "properties": {name: _table(table, lang) for name, table in known.every.items()},
    }


def _table(table: TableDef, lang: str) -> dict[str, object]:
    row: dict[str, object] = {
        "type": "object",
        "required": [column.name for column in table.columns if column.required],
        "properties": {column.name: _column(column, lang) for column in table.columns},
    }
    rules = {
        "x-ranges": table.ranges,
        "x-together": table.together,
        "x-exactly-one": table.exactly_one,
        "x-at-least-one": table.at_least_one,
        "x-at-most-one": table.at_most_one,
    }
    row.update({key: [*rule] for key, rule in rules.items() if rule})
    return {"type": "array", "description": table.doc[lang], "items": row}


def _column(column: ColumnDef, lang: str) -> dict[str, object]:
    made: dict[str, object] = {"description": column.doc[lang], "x-type": column.type}
    if column.required == "value":
        made["type"] = "string"
        made["minLength"] = 1
    else:
        made["type"] = ["string", "null"]
    if column.type in _PATTERNS and column.letters != "any":
        pattern = _PATTERNS[column.type]
        nothing = f"^{NONE}$|" if column.may_be_none else ""
        may_be_blank = column.required != "value" and column.type != "text"
        made["pattern"] = f"^$|{nothing}{pattern}" if may_be_blank else pattern
    if column.words:
        blank = [] if column.required == "value" else ["", None]
        nothing_word = [NONE] if column.may_be_none else []
        made["enum"] = [*column.words, *nothing_word, *blank]
    if column.profile:
        made["x-vocabulary"] = column.profile
        made["examples"] = [*definition().vocabularies[column.profile]]
    if column.default:
        made["default"] = column.default
    if column.required != "value":
        made["x-empty"] = column.empty
    if column.may_be_none:
        made["x-none"] = column.none or NONE
    bounds = zip(("x-minimum", "x-maximum"), definition().bounds_of(column), strict=True)
    made.update({key: bound for key, bound in bounds if bound})
    codes = [*definition().doubts] if column.type == "codes" else []
    more = {"x-unit": column.unit, "x-whole": column.whole, "x-codes": codes}
    made.update({key: told for key, told in more.items() if told})
    return made
