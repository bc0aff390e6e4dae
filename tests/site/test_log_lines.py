import json
import logging
import sys

from comity.site.log_lines import JsonLines


def line(name, message, *values, **extra):
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, values, None)
    record.__dict__.update(extra)
    return JsonLines().format(record)


def test_a_line_says_when_where_and_what():
    said = json.loads(line("comity.site", "sequenced %s entries", 3))
    assert said["what"] == "sequenced 3 entries"
    assert (said["level"], said["where"]) == ("warning", "comity.site")
    assert said["at"].endswith("+00:00")


def test_what_somebody_looked_for_is_not_written_down():
    said = line("django.request", "Not Found: %s", "/en/record/find/?q=secret", status_code=404)
    assert "secret" not in said
    assert "404" in said


def test_an_exception_is_named_without_its_message():
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "x", (), None)
    try:
        int("what somebody typed")
    except ValueError:
        record.exc_info = sys.exc_info()
    said = JsonLines().format(record)
    assert "typed" not in said
    assert json.loads(said)["error"] == "ValueError"
    assert "test_log_lines.py" in said
