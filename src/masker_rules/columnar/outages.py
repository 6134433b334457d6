"""Declared outages of one device: they concern those of whom a punch names it.

Outages of a unit or of everybody are told by the plans: :mod:`masker_rules.columnar.pages`.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.columnar.pages import DeviceSpan
from masker_rules.columnar.people import People, cell_of
from masker_rules.columnar.tables import Frame, beside, expanded, flag, kept

__all__ = ["DeviceOutages"]

_FLAGS = ("outage_in", "outage_out", "outage")


class DeviceOutages:
    """Who met which outage of a device, by the day.

    Args:
        settings: Reach of an outage.
        spans: The outages.
        punches: The canonical frame.
        people: Person-months.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        spans: Sequence[DeviceSpan],
        punches: Frame,
        people: People,
    ) -> None:
        self._settings = settings
        schema = {
            "device": nw.String,
            "only": nw.String,
            "from_": nw.Int64,
            "until": nw.Int64,
        }
        table = beside(people.rows, spans, schema)
        devices = sorted({device for device, *_ in spans})
        named = punches.filter(nw.col("device").is_in(devices)).select("nip", "device").unique()
        months = people.people.select("pm", "nip", "first", "last")
        met = named.join(table, on="device", how="inner").join(months, on="nip", how="inner")
        reach = settings.outage_reach
        # A shift may begin before its date and end a day after it.
        begin = (nw.col("from_") - reach) // DAY - 2
        end = (nw.col("until") + reach) // DAY + 1
        met = met.with_columns(
            begin=nw.max_horizontal(begin, nw.col("first")),
            end=nw.min_horizontal(end, nw.col("last")),
        )
        met = expanded(met)
        cell = cell_of(nw.col("pm"), nw.col("ordinal"), nw.col("first"))
        self._met = kept(met.select("ordinal", "only", "from_", "until", cell=cell))
        self._units = people.rows.select("row", unit=nw.coalesce(nw.col("unit"), nw.lit("")))

    def over(self, rows: Frame, first: str, last: str, key: Sequence[str]) -> Frame:
        """`rows` with the flags of these outages beside their own.

        Args:
            rows: `cell`, `row` (of the employees table), the flags `outage_in`, `outage_out` and,
                of days, `outage`.
            first: Column of the second at which an in is required.
            last: Likewise of an out.
            key: Columns that tell the rows apart, `cell` among them.
        """
        names = rows.collect_schema().names()
        flags = [name for name in _FLAGS if name in names]
        found = rows.select(*key, "row", in_=first, out_=last)
        found = found.join(self._met, on="cell", how="inner")
        found = found.join(self._units, on="row", how="left")
        found = found.filter((nw.col("only") == "") | (nw.col("only") == nw.col("unit")))
        midnight = nw.col("ordinal") * DAY
        found = found.with_columns(
            midnight=midnight, in_=midnight + nw.col("in_"), out_=midnight + nw.col("out_")
        )
        reach = self._settings.outage_reach
        cancels_in = _overlap(nw.col("in_") - reach, nw.col("in_") + reach)
        cancels_out = _overlap(nw.col("out_") - reach, nw.col("out_") + reach)
        touched = _overlap(nw.col("in_") - reach, nw.col("out_") + reach)
        if self._settings.outage_whole_day:
            whole = _overlap(
                nw.col("midnight"), nw.max_horizontal(nw.col("midnight") + DAY, nw.col("out_"))
            )
            cancels_in, cancels_out, touched = (
                whole | cancels_in,
                whole | cancels_out,
                whole | touched,
            )
        made = dict(zip(_FLAGS, (cancels_in, cancels_out, touched), strict=True))
        found = found.select(*key, **{f"{name}_": flag(made[name]) for name in flags})
        found = found.group_by(*key).agg(*(nw.col(f"{name}_").max() for name in flags))
        joined = rows.join(found, on=list(key), how="left")
        met = {name: (nw.col(f"{name}_") == 1).fill_null(value=False) for name in flags}
        joined = joined.with_columns(**{name: nw.col(name) | met[name] for name in flags})
        return joined.select(*names)


def _overlap(first: nw.Expr, last: nw.Expr) -> nw.Expr:
    return (nw.col("from_") < last) & (nw.col("until") > first)
