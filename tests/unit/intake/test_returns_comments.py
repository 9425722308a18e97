"""The comments of a sheet and their drawing: read, written, and what else the drawing holds kept."""

import pytest
from openpyxl import Workbook
from returned_files import RELATIONS, SHEET, comments, finding, hospital_workbook, parts, reopened, saved, with_parts

from caqes_eval.intake.returns import annotate
from caqes_eval.intake.returns.markup import UnannotatableError
from caqes_eval.intake.returns.notes import MAIN, Note, read_notes, written_boxes, written_notes
from caqes_eval.intake.returns.wording import END_OF_NOTE, NOTE_LENGTH, note_text, original_note

CONTROL = b'<v:shape id="_x0000_s2050" type="#_x0000_t201"><x:ClientData ObjectType="Checkbox"><x:Row>1</x:Row></x:ClientData></v:shape>'
NAMES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def test_comments_are_read_back_equal():
    notes = [Note("A1", "un\ndeux  <&>\u202f!", "Dr É"), Note("B2", "trois", ""), Note("C3", "", "Dr É")]
    assert read_notes(written_notes(notes)) == notes


def test_runs_of_a_comment_are_one_text():
    xml = (
        f'<c:comments xmlns:c="{MAIN}"><c:authors><c:author>Dr A</c:author></c:authors><c:commentList>'
        '<c:comment ref="B2" authorId="0"><c:text><c:r><c:rPr><c:b/></c:rPr><c:t>Dr A :</c:t></c:r><c:r><c:t> à voir</c:t></c:r>'
        '<c:rPh sb="0" eb="1"><c:t>phon</c:t></c:rPh></c:text></c:comment></c:commentList></c:comments>'
    )
    assert read_notes(xml.encode()) == [Note("B2", "Dr A : à voir", "Dr A")]


@pytest.mark.parametrize("xml", [b"", b"<comments>", b"<!DOCTYPE a><comments/>", b'<c><comment authorId="x"/></c>'])
def test_damaged_comments_are_refused(xml):
    with pytest.raises(UnannotatableError):
        read_notes(xml)


def test_tick_boxes_of_the_drawing_stay():
    note = b'<v:shape id="_x0000_s2049"><x:ClientData ObjectType="Note"></x:ClientData></v:shape>'
    drawing = b"<xml " + NAMES + b">" + note + CONTROL + b"</xml>"
    written = written_boxes(drawing, [((3, 2), Note("B3", "a"))])
    assert CONTROL in written
    assert b"_x0000_s2049" not in written
    assert b'id="_x0000_s2051"' in written
    assert b"<x:Row>2</x:Row><x:Column>1</x:Column>" in written


def test_a_drawing_that_cannot_be_kept_is_refused():
    other = b'<xml xmlns:a="urn:schemas-microsoft-com:vml"><a:shape id="x"/></xml>'
    with pytest.raises(UnannotatableError):
        written_boxes(other, [((3, 2), Note("B3", "a"))])


def test_a_discussion_becomes_a_comment():
    original = hospital_workbook()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    thread = (
        f'<Relationship Id="t" Type="{THREADED}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    changed = {
        relations: parts(original)[relations].replace(b"</Relationships>", thread.encode()),
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
    }
    copy = annotate(with_parts(original, changed), [finding(cell="B3")], shown_name="mo.xlsx")
    assert not any("threaded" in name for name in parts(copy))
    assert b"threaded" not in parts(copy)[relations]
    assert comments(reopened(copy)[SHEET])["B3"].endswith("Vu avec le DIM")


def test_a_sheet_without_comment_gets_the_parts_it_needs():
    workbook = Workbook()
    workbook.active.title = SHEET
    copy = parts(annotate(saved(workbook), [finding(cell="B3")], shown_name="mo.xlsx"))
    assert (
        f'{RELATIONS}/comments" Target="/xl/commentsCaqes1.xml"'.encode() in copy["xl/worksheets/_rels/sheet1.xml.rels"]
    )
    assert b'Extension="vml"' in copy["[Content_Types].xml"]


@pytest.mark.parametrize("before", ["", "Vu", "Vu\n\navec le DIM", "[bloquant] à la main"])
def test_our_part_of_a_comment_comes_off(before):
    first = note_text([finding(cell="B4")], before=before)
    assert original_note(first) == before
    assert original_note(note_text([finding(cell="B4")], before=original_note(first))) == before


def test_a_long_comment_is_cut_and_keeps_its_end():
    text = note_text([finding(cell="B4", why="x" * 5_000)], before="Vu")
    ours, _, rest = text.partition(END_OF_NOTE)
    assert len(ours) <= NOTE_LENGTH + 1
    assert "la suite est dans la liste" in ours
    assert rest.strip() == "Vu"
