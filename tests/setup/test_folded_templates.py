"""Templates with their constants worked out say what Django's own say."""

import pytest
from django.template import Context, Engine, Library
from django.template.base import TextNode
from django.utils import translation

from newsroom.folded_templates.constants import same_each_time

register = Library()


@register.simple_tag
@same_each_time
def twice(words):
    return words * 2


TEMPLATES = {
    "base": "{% load i18n %}<title>{% block title %}{% translate 'Search' %}{% endblock %}</title>"
    "{% block main %}{% endblock %}",
    "page": "{% extends 'base' %}{% load i18n %}{% block main %}{% translate 'Topics' %}{{ block.super }}"
    "{% include 'part' %}{% endblock %}",
    "part": "{% load i18n %}<i>{% translate 'Home' %}</i>",
    "naming": "{% url 'search' as there %}<a href='{{ there }}'>",
    "itself": "{% if depth %}{{ depth }}{% with depth=depth|slice:'1:' %}{% include 'itself' %}{% endwith %}"
    "{% endif %}",
    "words": "{% load i18n static own %}{# a #}{% translate 'Search' %}, {% url 'search' %},"
    " {% static 'css/site.css' %}, {% twice 'ab' %}{% include 'part' %}{% comment %}b{% endcomment %}",
    "named": "{% load i18n static own %}{% translate 'Search' as a %}{% url 'search' as b %}{% static 'x.css' as c %}"
    "{% twice 'ab' as d %}{% get_current_language as e %}{% get_current_language_bidi as f %}{{ a }}{{ b }}{{ c }}"
    "{{ d }}{{ e }}{{ f }}",
    "within": "{{ there }}{% include 'naming' %}[{{ there }}]",
    "given": "{% include 'shown' with words=raw %}{% include 'shown' with words='x' only %}[{{ words }}]",
    "shown": "{{ words }}|{{ raw }}",
    "kinds": "{{ raw }}{{ safe }}{{ number }}{{ missing }}{{ lazy }}{% autoescape off %}{{ raw }}{% endautoescape %}",
    "filters": "{% load i18n %}{% translate raw %}{% translate 'Search'|upper %}{% url name %}{% url 'topic' slug %}",
    "branches": "{% load i18n %}{% if number %}{% translate 'Home' %}{% else %}{% include 'none such' %}{% endif %}"
    "{% for one in many %}{% translate 'Home' %}{{ one }}{% empty %}{% translate 'Topics' %}{% endfor %}",
    "another language": "{% load i18n %}{% language 'de' %}{% translate 'Search' %}{% include 'part' %}"
    "{% endlanguage %}",
    "names": "{{ deep.a.b }}{{ deep.keys|length }}{{ many.0 }}{{ number.real }}{{ missing.x }}{{ deep.c.x }}{{ call }}"
    "{{ deep.call }}{{ use_tz }}{% if missing or deep.a and many.1 == '<y>' %}y{% endif %}"
    "{% for key, value in deep.a.items %}{{ key }}{{ value|default:raw }}{% endfor %}{% firstof missing deep.a.b %}",
    "cycle": "{% for one in many %}{% include 'cycling' %}{% endfor %}",
    "cycling": "{% cycle 'a' 'b' %}",
}


def engine(*loaders):
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", TEMPLATES)]) for loader in loaders],
        libraries={
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
            "own": __name__,
        },
    )


FOLDED = engine("newsroom.folded_templates.loader.Loader")
PLAIN = engine("django.template.loaders.cached.Loader")


def rendered(by, name):
    values = {
        "raw": "<a & 'b'>",
        "safe": translation.gettext_lazy("Search"),
        "number": 1234,
        "lazy": translation.gettext_lazy("Home"),
        "name": "search",
        "slug": "bridges",
        "many": ["x", "<y>"],
        "depth": "abc",
        "deep": {"a": {"b": "<b>"}, "c": None, "call": lambda: "<called>"},
        "call": lambda: "<called>",
    }
    return by.get_template(name).render(Context(values))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_folded_template_says_what_it_says_unfolded(name, language):
    with translation.override(language):
        assert rendered(FOLDED, name) == rendered(PLAIN, name)


def test_of_a_template_without_variables_one_text_is_left():
    nodes = FOLDED.get_template("words").nodelist
    assert [type(node) for node in nodes] == [TextNode]


def test_each_language_has_its_own_words_whichever_came_first():
    said = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            said.append(rendered(FOLDED, "part"))
    assert said == ["<i>Home</i>", "<i>Startseite</i>", "<i>Home</i>"]
