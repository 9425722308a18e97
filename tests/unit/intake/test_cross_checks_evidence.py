"""Lines of a PMSI file as the checks take them."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from cross_tables import IGG, RITUXIMAB, evidence, initiations, reference

from caqes_eval.intake.cross_checks import cross_check, located_pmsi
from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.pmsi.reader import PmsiFile


def read(**columns) -> PmsiFile:
    table = pa.table(columns)
    return PmsiFile(table=table, layout=None, name=read_name("a.med"), lines=len(table), sha256="", findings=())


def coded(*values):
    return pa.array(values, type=pa.string()).dictionary_encode()


def test_the_day_is_that_of_administration_else_of_discharge():
    file = read(
        line=[1, 2, 3],
        finess=coded("060785011", "060785011", None),
        ucd=coded(IGG, RITUXIMAB, None),
        indication=coded("I999999", None, "I000001"),
        administered=pa.array([date(2025, 9, 3), None, None], type=pa.date32()),
        discharged=pa.array([date(2025, 10, 1), date(2025, 10, 1), None], type=pa.date32()),
    )
    frame = located_pmsi(file, "a.med").frame
    assert frame["source_row"].tolist() == [1, 2, 3]
    assert frame["day"].tolist() == [pd.Timestamp(2025, 9, 3), pd.Timestamp(2025, 10, 1), pd.NaT]
    assert len(evidence(pmsi=located_pmsi(file, "a.med")).lines()) == 2


def test_a_file_that_was_not_read_is_not_compared():
    file = PmsiFile(table=None, layout=None, name=read_name("a.med"), lines=0, sha256="", findings=())
    with pytest.raises(ValueError, match=r"a\.med"):
        located_pmsi(file, "a.med")


def test_a_real_layout_goes_through_every_check(tmp_path):
    def line(ucd, code, day):
        record = f"06078501106{'':20}{day}{ucd:<15}{1000:010d}{100000:010d}1{code:<7}"
        return record.ljust(105) + "\r\n"

    path = tmp_path / "060785011.2025.12.med.txt"
    lines = (
        line("9210029", "I999999", "03092025"),
        line("9303009", "I000009", "04092025"),
        line("9303009", "I000001", "05092025"),
    )
    path.write_text("".join(lines), encoding="ascii", newline="")
    pmsi = located_pmsi(read_pmsi(path), path.name)
    known = reference({("9210029", "I999997"): (True,), ("9303009", "I000001"): (True,)}, names={})
    found = cross_check(evidence(pmsi=pmsi, initiations=initiations(), reference=known))
    assert [(finding.code, finding.line) for finding in found] == [
        ("i999_sans_recueil", 1),
        ("amm_miroir_non_separee", 1),
        ("couple_absent", 2),
    ]
