"""Tables that only papers read: they stand in a pack, and change nothing of what it says."""

import pytest

import masker_rules as mr
from masker_rules.facts import read_pack

NIP = "198501012010011001"
TABLES = {
    "employees": f"nip,name,category,unit\n{NIP},Sitti,PNS,DINAS KESEHATAN\n",
    "punches": f"nip,time\n{NIP},2026-03-02 07:20\n",
}
PAPERS = {
    "accounts": f"nip,bank,account\n{NIP},Bank Sulteng,0012345\n199001012015011001,Bank X,1\n",
    "officials": "unit,role,name,nip,grade,acting\n"
    "DINAS KESEHATAN,head,Dr. Andi,197001011995031001,Pembina,plt\nX,chief,Bud,,,\n",
}


def written(folder, tables):
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def test_tables_for_papers_when_read_then_their_rows_are_there(tmp_path):
    pack = read_pack(written(tmp_path / "pack", TABLES | PAPERS))
    (account,) = pack.rows("accounts")
    (official,) = pack.rows("officials")
    assert (account.nip, account.account) == (NIP, "0012345")
    assert (official.role, official.acting, official.name) == ("head", "plt", "Dr. Andi")
    # A stranger has no account here, but may sign; a role that is none signs nothing.
    aside = [(one.table, one.line, one.code) for one in pack.set_aside_of_papers]
    assert aside == [("accounts", 3, "unknown-nip"), ("officials", 3, "unknown-word")]


def test_tables_for_papers_when_there_then_the_pack_says_the_same(tmp_path):
    plain = read_pack(written(tmp_path / "plain", TABLES))
    whole = read_pack(written(tmp_path / "whole", TABLES | PAPERS))
    assert whole.digest == plain.digest
    assert whole.counts() == plain.counts()
    assert (whole.set_aside, whole.warnings) == (plain.set_aside, plain.warnings) == ((), ())


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_tables_for_papers_when_computed_then_no_json_has_them(tmp_path, engine):
    plain, whole = (
        mr.compute("id/kab-banggai-kepulauan", folder, "2026-03", engine=engine).to_json()
        for folder in (
            written(tmp_path / "plain", TABLES),
            written(tmp_path / "whole", TABLES | PAPERS),
        )
    )
    assert whole == plain
    assert "0012345" not in whole
