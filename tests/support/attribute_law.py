"""A law that reads the table `attributes`, and what both engines pay by it in July 2026.

The month has 23 working days. The amount is Rp 1,000,000, or by class Rp 2,300,000, so that one
working day is Rp 100,000.
"""

from __future__ import annotations

from regulations import paying_a_share

import masker_rules as mr

NIP = "198501012010011001"
PERIOD = "2026-07"
LAW = paying_a_share("id/coba/atribut")
#: Nobody is late and nobody is absent: the law reads no punch.
TABLES = {
    "employees": [{"nip": NIP, "category": "PNS", "job_class": "8"}],
    "amounts": [{"component": "tpp", "amount": "1000000", "nip": NIP}],
    "punches": [{"nip": NIP, "time": "2026-07-01 07:00"}],
}
FLAG = {"from": "attributes.sertifikat", "type": "flag"}
WORD = {"from": "attributes.agama", "type": "word", "words": ["islam", "kristen", "hindu"]}
DATE = {"from": "attributes.lapor_lhkpn", "type": "date"}
NUMBER = {"from": "attributes.nilai", "type": "number", "range": "0..100"}
BY_FLAG = "if tahu then 100% else 50%"


def law(formula, entry, **more):
    """A law that pays a share of the amount by a formula over the attribute `tahu`."""
    paid = {"paid": {"is": formula, "source": "perbup"}}
    return {**LAW, "quantities": paid, "inputs": {"tahu": entry}, **more}


def rows(*said, key="sertifikat"):
    """Rows of the person: a value, or a value with from and until."""
    return [
        {"nip": NIP, "key": key, "value": value, "valid_from": first, "valid_until": last}
        for value, first, last in (
            one if isinstance(one, tuple) else (one, "", "") for one in said
        )
    ]


def results(document, attributes, period=PERIOD, **more):
    """Of both engines, which say the same."""
    given = {**TABLES, **more}
    if attributes is not None:
        given["attributes"] = attributes
    profile = mr.load_profile(document)
    found = [mr.compute(profile, given, period, engine=name) for name in ("reference", "columns")]
    assert found[0].to_json() == found[1].to_json()
    return found[0]


def result_of(document, attributes, **more):
    return results(document, attributes, **more)[NIP]


def paid(document, attributes, **more):
    result = result_of(document, attributes, **more)
    bounds = result.bounds
    return result.net, bounds and (bounds.lowest, bounds.highest, bounds.missing)
