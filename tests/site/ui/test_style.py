from comity.render import stylesheet
from comity.site.ui.style import style_bytes, style_path


def test_the_style_is_that_of_reports_and_then_that_of_the_frame():
    assert style_bytes().decode().startswith(stylesheet())
    assert b"@layer frame" in style_bytes()


def test_the_style_may_be_kept_for_ever_under_its_own_address_only(client):
    kept = client.get(style_path())
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Content-Type"] == "text/css; charset=utf-8"
    assert client.get("/style/00000000.css").headers["Cache-Control"] == "no-cache"


def test_what_is_asked_to_be_compressed_is(client):
    packed = client.get(style_path(), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
