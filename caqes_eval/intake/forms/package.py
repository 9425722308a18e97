"""A workbook as bytes that depend on its content alone: neither clock nor machine."""

import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def packed(workbook: Workbook, *, dated: datetime) -> bytes:
    """Return the file of a workbook; same workbook and date, same bytes.

    Args:
        workbook: what to write.
        dated: when it says it was made and changed (openpyxl would write the present time).
    """
    workbook.properties.created = dated
    saved = io.BytesIO()
    workbook.save(saved)
    stamp = f"{dated:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # the system that wrote the archive is part of it
            entry.create_system = 0
            target.writestr(entry, content)
    return out.getvalue()
