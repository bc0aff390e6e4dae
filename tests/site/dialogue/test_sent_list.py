from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from comity.site.dialogue.sent_list import sent_list

DATA = b"statement,text,language\n1,Plus vite.,fr\n"


def posted(**files):
    return RequestFactory().post("/", files)


def test_what_was_typed_comes_before_what_the_file_holds():
    found = sent_list(posted(list=SimpleUploadedFile("s.csv", DATA)))
    assert found.after("Every net.", "en") == "Every net.\n[fr] Plus vite."
    assert found.after("", "fr") == "Plus vite."


def test_without_a_file_it_is_what_was_typed():
    assert sent_list(posted()).after("Every net.", "en") == "Every net."
