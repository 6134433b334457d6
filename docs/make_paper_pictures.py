"""Writes the pictures of papers: `python docs/make_paper_pictures.py` (LibreOffice, pdftoppm).

They show the example month of Banggai Kepulauan, the unit Badan Data Contoh: pages of the PDF, and
the calculation sheet of the workbook as LibreOffice prints it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ASSETS = DOCS / "assets"
PACK = DOCS.parent / "examples" / "banggai-kepulauan-2026-03" / "pack"
OFFICE = """\
letterhead: [PEMERINTAH KABUPATEN BANGGAI KEPULAUAN, BADAN DATA CONTOH]
place: Salakan
pay_month: 2026-04
date: 2026-04-10
numbers: {cover: 900/12/BDC/IV/2026, sptjm: 900/13/BDC/IV/2026}
codes: {productivity: 5.1.01.02.01.0005, discipline: 5.1.01.02.01.0001}
"""
UNIT = "Badan Data Contoh"
NAME = "tpp-2026-03-badan-data-contoh-pns-konsep"
#: Kinds of papers that have a picture: the name of the picture, and the page of it.
PAGES = {"recap": 1, "sheet": 1, "nominative": 1, "cover": 1, "slips": 2}
#: LibreOffice has the font of the PDF: a picture looks alike on every machine.
FONTS = """\
<fontconfig><dir>{fonts}</dir><cachedir>{folder}/cache</cachedir>
<alias binding="same"><family>Times New Roman</family>
<prefer><family>Liberation Serif</family></prefer></alias></fontconfig>
"""
#: Dots per inch: a picture of folio landscape is some 1,000 wide.
DENSITY = "80"


def papers(lang: str, kind: str, format: str, folder: Path) -> Path:
    """One paper of the unit as a file."""
    (folder / "office.yaml").write_text(OFFICE, "utf-8")
    command = [
        sys.executable, "-m", "masker_rules.cli", "--lang", lang, "--quiet", "papers", str(PACK),
        "--profile", "id/kab-banggai-kepulauan", "--period", "2026-03", "--unit", UNIT,
        "--kind", kind, "--format", format, "--office", str(folder / "office.yaml"),
        "--out", str(folder),
    ]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own command)
    end = "-slip.pdf" if kind == "slips" else f".{format}"
    return folder / f"{NAME}{end}"


def picture(pdf: Path, page: int, target: Path) -> None:
    """One page as a picture of few greys."""
    asked = ["-png", "-gray", "-r", DENSITY, "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(  # noqa: S603  (arguments of our own)
        ["pdftoppm", *asked, str(pdf), str(target.with_suffix(""))],  # noqa: S607
        check=True,
    )


def main() -> None:
    """Write all pictures in both languages."""
    for lang, end in (("id", ".id.png"), ("en", ".png")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for kind, page in PAGES.items():
                picture(papers(lang, kind, "pdf", folder), page, ASSETS / f"paper-{kind}{end}")
            book = papers(lang, "sheet", "xlsx", folder)
            fonts = DOCS.parent / "src" / "masker_rules" / "papers" / "fonts"
            (folder / "fonts.conf").write_text(FONTS.format(fonts=fonts, folder=folder), "utf-8")
            subprocess.run(  # noqa: S603  (arguments of our own)
                ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",  # noqa: S607
                 "--convert-to", "pdf", "--outdir", str(folder / "printed"), str(book)],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
            )  # fmt: skip
            printed = folder / "printed" / f"{NAME}.pdf"
            picture(printed, 1, ASSETS / f"paper-workbook{end}")


if __name__ == "__main__":
    main()
