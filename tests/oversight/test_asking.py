from comity.canonical import decode
from comity.oversight import Asked, Source, encode_asked
from tests.canaries import CANARIES


def asked(*texts):
    sources = tuple(Source(str(n), "en", text) for n, text in enumerate(texts))
    return Asked("en", "members", {"participants": "30"}, sources)


def test_a_request_holds_figures_and_sources_and_who_may_know_them():
    told = decode(encode_asked(asked("Good.")))
    assert told["figures"] == [{"id": "participants", "text": "30"}]
    assert told["sources"] == [{"id": "0", "language": "en", "text": "Good.", "finding": ""}]
    assert (told["task"], told["information"], told["v"]) == ("summary", "members", 1)


def test_threat_T11_a_hundred_canaries_stand_among_the_sources_and_nowhere_else():
    plain, hostile = (decode(encode_asked(asked(*texts))) for texts in (["Good."] * 100, CANARIES))
    assert [one["text"] for one in hostile.pop("sources")] == list(CANARIES)
    plain.pop("sources")
    assert hostile == plain
