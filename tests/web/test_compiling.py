"""Templates compiled for a language say what Jinja's own environment says."""

from __future__ import annotations

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError

from attache.web.compiling import PLAIN, Compiled
from attache.web.language import Language, text, texts
from attache.web.rendering import environment

SOURCE = """
{%- macro named(one, t, label) %}<b>{{ t('site.synthetic') }} {{ label(one.kind, group=one['group']) }}</b>{% endmacro -%}
{% for one in rows %}{{ named(one, t, label) }}{{ one.missing if one.missing is defined else one.items() | list }}
{{ t('record.kind_' ~ one.kind) if one.kind in ('need', 'event') else url('/x/' ~ one.kind, **more) }}
{{ label(*one.pair) }}{{ t('record.reference', key=one.group) }}{{ said(one.group) ~ one.group }}{% endfor %}
{% call(x) around('<i>') %}{{ x }}{{ t('site.comma') }}{% endcall %}
"""


def values(language: Language) -> dict[str, object]:
    return {
        "t": lambda key, /, **more: text(key, language, **more),
        "label": lambda by, group: f"{by}&{group}",
        "url": lambda path, **more: f"{path}?{sorted(more.items())}",
        "said": lambda words: words.upper(),
        "around": lambda words, caller: f"{words}{caller('<u>')}",
        "more": {"a": 1, "b": "<"},
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["need", "event", "other"]),
                "group": st.text(max_size=8),
                "pair": st.tuples(st.text(max_size=3), st.text(max_size=3)),
            },
            optional={"missing": st.text(max_size=3)},
        ),
        max_size=4,
    )
)
def test_the_same_is_said(language: Language, rows: list[dict[str, object]]) -> None:
    plain = Environment(autoescape=True, undefined=StrictUndefined)
    ours = Compiled(language, autoescape=True, undefined=StrictUndefined)
    told = [one.from_string(SOURCE).render(rows=rows, **values(language)) for one in (plain, ours)]
    assert told[0] == told[1]


def test_words_are_part_of_the_template_and_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(texts(), "site.odd", {"en": "a < {{b}} & 'c'", "zh": "甲 < 乙"})  # type: ignore[arg-type]
    for language, said in (("en", "a &lt; {b} &amp; &#39;c&#39;"), ("zh", "甲 &lt; 乙")):
        made = Compiled(language, autoescape=True).from_string("{{ t('site.odd') }}")  # type: ignore[arg-type]
        assert made.render() == said, "nothing is asked for when it is rendered"


@pytest.mark.parametrize(
    "source", ["{{ one.missing }}", "{{ one.missing.more }}", "{{ label('a', b) }}", "{{ url() }}"]
)
def test_what_is_missing_is_an_error(source: str) -> None:
    ours = Compiled("en", autoescape=True, undefined=StrictUndefined)
    with pytest.raises((UndefinedError, TypeError)):
        ours.from_string(source).render(one={}, **values("en"))


def test_every_template_compiles_in_both_languages() -> None:
    for language in ("en", "zh"):
        made = environment(language)  # type: ignore[arg-type]
        names = made.list_templates()
        assert len(names) > 40
        for name in names:
            assert isinstance(made.get_template(name), jinja2.Template)


def test_no_template_gives_those_names_to_anything_that_jinja_must_call() -> None:
    made = environment("en")
    for name in made.list_templates():
        tree = made.parse(made.loader.get_source(made, name)[0])  # type: ignore[union-attr]
        assert not {one.name for one in tree.find_all(jinja2.nodes.Macro)} & PLAIN, name
        imported = [one for found in tree.find_all(jinja2.nodes.FromImport) for one in found.names]
        assert not {one if isinstance(one, str) else one[1] for one in imported} & PLAIN, name
        assert "t" not in {one.name for one in tree.find_all(jinja2.nodes.Name) if one.ctx == "store"}, name
