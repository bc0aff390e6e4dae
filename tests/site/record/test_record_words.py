from django.utils import translation

from comity.site.record.templatetags.record_words import act_words, class_words, role_words


def test_filters_speak_the_language_of_the_page():
    assert act_words("record.begin") == "Record begun"
    assert role_words("server/operator") == "Operator of the server"
    assert class_words("members") == "for members"
    with translation.override("fr"):
        assert act_words("unknown.act") == "unknown.act"
