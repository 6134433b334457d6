"""Formulas of the calculation sheet: they lead to what the engine says, cell by cell."""

from fractions import Fraction
from functools import partial
from types import SimpleNamespace

import pytest
from papers_world import SHAPES, evaluated, months, papers_of, results_of
from recalculated import POISON, cells_of, formulas_of, recalculated

import masker_rules as mr
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.language.plan import MONTH, Const, Fact, Pick, Product, Rounded, Sum
from masker_rules.papers import Office, Wish, pdf_of, slips_of, workbook_of
from masker_rules.papers.layout import Kind
from masker_rules.papers.live import EXACT, Live, NoFormula
from masker_rules.papers.words import Say
from masker_rules.profiles.registry import index
from masker_rules.units import Step, Type, Unit
from masker_rules.units.rounding import Mode

SHEET = Wish(kinds=("sheet",))
MONEY, PERCENT = Type(Unit.MONEY), Type(Unit.PERCENT, 2)


def rows_of(bundle):
    """Each row of the calculation sheet as cells by column."""
    if bundle.sheet is None:
        return
    (table,) = bundle.papers[0].tables
    for row in table.rows:
        yield {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def wrong_cells(bundle):
    found = []
    for row in rows_of(bundle):
        values = {
            key: Fraction(cell.value)
            for key, cell in row.items()
            if isinstance(cell.value, int | Fraction)
        }
        for key, cell in row.items():
            if cell.formula and evaluated(cell.formula, values) != cell.value:
                found.append((row["nip"].value, key, cell))
    return found


# ------------------------------------------------------------------ by hand
@pytest.fixture(scope="module")
def demo():
    return mr.compute(PROFILE, pack_path(), PERIOD)


def test_sheet_when_made_then_a_person_can_redo_it(demo):
    (bundle,) = [
        one for one in papers_of(demo, SHEET) if one.name.endswith("badan-data-contoh-pns")
    ]
    row = next(row for row in rows_of(bundle) if row["name"].value == "Contoh Ulin")
    # 60 % of 4,500,000 at 100 %, and 40 % of it less the 1.25 % of lateness: 2,700,000 and
    # 1,800,000 × 98.75 % = 1,777,500.
    told = {key: (cell.value, cell.formula) for key, cell in row.items() if cell.formula}
    assert row["tpp"].value == 4_500_000
    assert row["rules.clock.points"].value == Fraction(125, 10_000)
    assert told["productivity.full"] == (2_700_000, "{tpp}*3/5")
    assert told["discipline.full"] == (1_800_000, "{tpp}*2/5")
    assert told["discipline.left"] == (
        Fraction(9_875, 10_000), "MAX(10000-ROUND({discipline.points}*10000,0),0)/10000",
    )  # fmt: skip
    assert told["discipline.paid"][0] == 1_777_500
    assert told["gross"] == (4_477_500, "{productivity.paid}+{discipline.paid}")
    assert told["net"] == (4_477_500, "{gross}")


def test_sheet_when_made_then_parts_and_rules_of_the_regulation_are_its_columns(demo):
    (table,) = papers_of(demo, SHEET)[0].papers[0].tables
    groups = list(dict.fromkeys(column.group for column in table.columns if column.group))
    assert groups == ["Besaran TPP", "Produktivitas kerja", "Disiplin kerja"]
    titles = [column.title for column in table.columns if column.group == "Disiplin kerja"]
    assert titles == [
        "Besaran",
        "Keterlambatan (TL) atau pulang sebelum waktunya (PSW)",
        "Tidak melakukan presensi masuk atau pulang",
        "Tidak masuk kerja tanpa keterangan",
        "Jumlah pengurangan",
        "Diperhitungkan",
        "Jumlah",
    ]


# ------------------------------------------------------------------ single formulas
def live_of(expr, **facts):
    """A month with one quantity, whose facts have cells."""
    plan = SimpleNamespace(by_name={"asked": SimpleNamespace(expr=expr, grain=MONTH)})
    values = SimpleNamespace(computation=SimpleNamespace(plan=plan))

    def of(one, _=None):
        match one:
            case Const(value=value):
                return Fraction(value, 10**one.type.scale)
            case Fact(name=name):
                return facts[name]
            case Product(args=args):
                return of(args[0]) * of(args[1])
            case Rounded(arg=arg, step=step):
                unit = Fraction(step.size, 10**step.scale)
                count = of(arg) / unit
                return round_by(count, step.mode) * unit
            case Sum(args=args, minus=minus):
                return sum(-of(a) if m else of(a) for a, m in zip(args, minus, strict=True))
            case Pick(args=args):
                return min(map(of, args))
        raise AssertionError(one)

    values.of = of
    values.quantity = lambda _: of(expr)
    return Live(values, dict.fromkeys(facts, 0)).formula("asked")


def round_by(count, mode):
    half = Fraction(1, 2)
    by_mode = {
        Mode.HALF_UP: (count + half).__floor__,
        Mode.HALF_EVEN: partial(round, count),
        Mode.DOWN: count.__trunc__,
        Mode.UP: count.__ceil__,
        Mode.FLOOR: count.__floor__,
        Mode.CEIL: count.__ceil__,
    }
    return Fraction(by_mode[mode]())


def percent_of_amount(mode, size=1):
    share = Product(MONEY, (Fact(MONEY, MONTH, "tpp"), Const(PERCENT, 25)))
    return Rounded(MONEY, share, Step(Unit.MONEY, size, 0, mode))


@pytest.mark.parametrize(
    ("mode", "formula"),
    [
        (Mode.HALF_UP, "ROUND({tpp}/4,0)"),
        (Mode.DOWN, "ROUNDDOWN({tpp}/4,0)"),
        (Mode.UP, "ROUNDUP({tpp}/4,0)"),
        (Mode.FLOOR, "INT({tpp}/4)"),
        (Mode.CEIL, "-INT(-({tpp}/4))"),
    ],
)
def test_rounding_when_written_then_as_the_law_rounds(mode, formula):
    assert live_of(percent_of_amount(mode), tpp=Fraction(1_000_002)) == formula


def test_rounding_to_a_thousand_when_written_then_of_whole_numbers():
    expr = percent_of_amount(Mode.HALF_UP, 1000)
    assert live_of(expr, tpp=Fraction(1_000_002)) == "ROUND({tpp}/4000,0)*1000"


def test_half_even_when_it_decides_then_no_formula_gives_it():
    with pytest.raises(NoFormula) as caught:
        live_of(percent_of_amount(Mode.HALF_EVEN), tpp=Fraction(1_000_002))
    assert caught.value.why == "half_even"


def test_numbers_when_larger_than_a_spreadsheet_keeps_then_no_formula():
    with pytest.raises(NoFormula) as caught:
        live_of(percent_of_amount(Mode.HALF_UP), tpp=Fraction(EXACT))
    assert caught.value.why == "size"


def test_difference_when_subtracted_then_in_brackets():
    tpp, cut = Fact(MONEY, MONTH, "tpp"), Fact(MONEY, MONTH, "cut")
    inner = Sum(MONEY, (tpp, cut), (False, True))
    expr = Sum(MONEY, (tpp, inner, Const(MONEY, 0)), (False, True, False))
    formula = live_of(expr, tpp=Fraction(10), cut=Fraction(4))
    assert formula == "{tpp}-({tpp}-{cut})"


def test_limit_when_written_then_the_smallest():
    expr = Pick(MONEY, "min", (Fact(MONEY, MONTH, "tpp"), Const(MONEY, 500)))
    assert live_of(expr, tpp=Fraction(900)) == "MIN({tpp},500)"


# ------------------------------------------------------------------ columns
def test_percent_when_an_amount_is_multiplied_by_it_then_a_cell_that_can_be_changed():
    # Bulukumba pays a percent of the TPP that the pack says of each person.
    made = papers_of(results_of("id/kab-bulukumba", 1, people=8), SHEET)
    (table,) = made[0].papers[0].tables
    keys = [column.key for column in table.columns]
    assert table.columns[keys.index("payment_percent")].kind is Kind.PERCENT
    formulas = {row.cells[keys.index("total.full")].formula for row in table.rows}
    assert all("{tpp}" in one and "{payment_percent}" in one for one in formulas if one)
    assert any(formulas)


# ------------------------------------------------------------------ random months
@pytest.mark.parametrize("ref", SHAPES)
def test_formulas_of_a_random_month_when_computed_exactly_then_the_engines(ref):
    made = papers_of(results_of(ref, 1, people=20), SHEET)
    assert not [cell for bundle in made for cell in wrong_cells(bundle)]


#: The ids that stand for the newest of each regulation.
EVERY = [ref for ref, told in index().items() if "points_to" in told]


@pytest.mark.slow
@pytest.mark.parametrize("ref", EVERY)
def test_papers_when_of_any_shipped_regulation_then_set_and_its_formulas_exact(ref):
    results = results_of(ref, 5, people=12)
    assert not [cell for bundle in papers_of(results, SHEET) for cell in wrong_cells(bundle)]
    for lang in ("id", "en"):
        for bundle in papers_of(results, Wish(lang=lang)):
            slips = slips_of(bundle.group, Say(lang), Office(), draft=True)
            assert pdf_of([*bundle.papers, *slips], bundle.month.last)
            assert workbook_of(bundle.papers)


def test_sheet_when_a_quantity_has_the_name_of_a_column_of_its_own_then_both_stand():
    """Deli Serdang takes a contribution of its `gross`, which is no sum of the lines."""
    made = papers_of(results_of("id/kab-deli-serdang", 5, people=12), SHEET)
    for bundle in made:
        for paper in bundle.papers:
            keys = [column.key for column in paper.tables[0].columns]
            assert len(keys) == len(set(keys))
            assert {"gross", "=gross"} <= set(keys)
            assert all(len(row.cells) == len(keys) for row in paper.tables[0].rows)
    assert not [cell for bundle in made for cell in wrong_cells(bundle)]


def test_formulas_when_a_percent_changed_within_the_month_then_a_value_and_no_formula():
    # Somebody of this month has another payment percent from some day on, and no pay at its end:
    # rounded is what the cells say at the end, not what all days come to.
    made = papers_of(results_of("id/kab-bulukumba", 4), SHEET)
    assert not [cell for bundle in made for cell in wrong_cells(bundle)]


#: Of a hundred cells so many hold formulas at least; the others begin in the middle of a month,
#: are cancelled by a gate, or have longer numbers than a spreadsheet keeps.
LIVE = dict(zip(SHAPES, (97, 85, 90, 98, 90, 80), strict=True))


@pytest.mark.slow
@pytest.mark.needs_office
@pytest.mark.parametrize("ref", SHAPES)
def test_sheets_of_two_hundred_people_when_recalculated_by_libreoffice_then_equal(ref, tmp_path):
    books, live, given = {}, 0, 0
    for number, results in enumerate(months(ref, 200)):
        for bundle in papers_of(results, SHEET):
            if bundle.sheet is not None:
                books[f"{number}-{bundle.name}"] = workbook_of(bundle.papers)
                live += bundle.sheet.live
                given += bundle.sheet.given
    assert_same_by_libreoffice(books, tmp_path)
    share = 100 * live // (live + given)
    assert share >= LIVE[ref], f"{given} of {live + given} cells are values"


@pytest.mark.slow
@pytest.mark.needs_office
def test_whole_workbook_when_recalculated_by_libreoffice_then_equal(demo, tmp_path):
    bundle = next(one for one in papers_of(demo) if one.group.paid)
    assert_same_by_libreoffice({"book": workbook_of(bundle.papers)}, tmp_path)


def assert_same_by_libreoffice(books, tmp_path):
    anew = recalculated(books, tmp_path)
    for name, raw in books.items():
        cached = cells_of(raw)
        for at, formula in formulas_of(raw).items():
            found = anew[name][at]
            assert found != POISON, f"{name} {at} was not computed anew"
            # LibreOffice writes 15 digits: whole rupiah have fewer, what has no end has more.
            least = 0 if cached[at] == int(cached[at]) else abs(cached[at]) * 1e-13
            assert abs(found - cached[at]) <= least, f"{name} {at} {formula}"
