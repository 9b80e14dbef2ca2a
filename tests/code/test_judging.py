"""Codes: parents, derived variables, thresholds, one value or many, what is asked at all."""

from __future__ import annotations

from attache.code import Coded, Lexicon


def codes(lexicon: Lexicon, text: str, title: str = "") -> dict[tuple[str, str], Coded]:
    return {(code.variable, code.value): code for code in lexicon.code(title, text)}


def whys(lexicon: Lexicon, text: str) -> dict[str, str]:
    return {weighed.value: weighed.why for weighed in lexicon.explain("", text).weighed}


def test_a_child_brings_its_parent_with_its_spans(small: Lexicon) -> None:
    found = codes(small, "固态激光雷达")
    assert found["field", "sensing"].spans == found["field", "lidar"].spans
    assert found["field", "sensing"].confidence >= found["field", "lidar"].confidence


def test_crosswalks_add_up_to_one_best_value(small: Lexicon) -> None:
    plan = [code for code in small.code("", "激光雷达与汽车") if code.variable == "plan"]
    assert [code.value for code in plan] == ["b", "a"], "half of lidar and all of vehicle beat lidar alone"
    assert plan[0].confidence > plan[1].confidence
    plain = [code for code in small.code("", "激光雷达") if code.variable == "plan"]
    assert [code.value for code in plain] == ["a", "b"], "the first target is the main one, taken over from the parent"


def test_equal_topics_still_have_one_best(small: Lexicon) -> None:
    fields = [
        code for code in small.code("", "激光雷达，汽车雷达，测距，点云，苹果种植，汽车") if code.variable == "field"
    ]
    confidences = [code.confidence for code in fields]
    assert confidences == sorted(set(confidences), reverse=True)


def test_weak_terms_decide_only_where_there_is_nothing_else(small: Lexicon) -> None:
    assert ("field", "lidar") in codes(small, "测距与点云")
    assert codes(small, "测距与点云")["field", "lidar"].confidence <= 0.45
    assert ("field", "lidar") not in codes(small, "测距与汽车")
    assert whys(small, "测距与汽车")["lidar"] == "only weak terms, and another value has strong ones"


def test_the_title_counts_three_times(small: Lexicon) -> None:
    in_title = codes(small, "一种技术", title="汽车")["field", "vehicle"]
    in_text = codes(small, "汽车", title="一种技术")["field", "vehicle"]
    assert in_title.confidence > in_text.confidence


def test_different_terms_say_more_than_one_repeated(small: Lexicon) -> None:
    repeated = codes(small, "lidar lidar lidar")["field", "sensing"]
    different = codes(small, "lidar 雷达 5G芯片")["field", "sensing"]
    assert different.confidence > repeated.confidence


def test_a_passing_mention_in_a_long_text_stays_below_its_topic(small: Lexicon) -> None:
    short = codes(small, "激光雷达。汽车雷达。测距。点云。汽车。")
    assert short["field", "vehicle"].confidence < short["field", "lidar"].confidence
    assert ("field", "vehicle") in codes(small, "汽车。")
    long = codes(small, "激光雷达。汽车雷达。测距。点云。" + "其他内容。" * 2000 + "汽车。")
    assert ("field", "lidar") in long
    assert ("field", "vehicle") not in long


def test_a_variable_with_one_value_abstains_on_a_tie(small: Lexicon) -> None:
    assert ("direction", "offer") in codes(small, "在华推广，在华推广，技术需求")
    assert not [key for key in codes(small, "在华推广，技术需求") if key[0] == "direction"]
    assert whys(small, "在华推广，技术需求")["offer"] == "two values are equally likely, so none is given"


def test_the_highest_of_stated_values(small: Lexicon) -> None:
    stage = [key for key in codes(small, "实验室，小试，实验室；现已量产") if key[0] == "stage"]
    assert stage == [("stage", "market")]


def test_a_variable_is_not_asked_where_it_does_not_apply(small: Lexicon) -> None:
    assert ("mode", "jv") in codes(small, "合资"), "unknown direction: asked"
    assert ("mode", "jv") in codes(small, "在华推广，合资")
    assert ("mode", "jv") not in codes(small, "技术需求，合资")
    assert whys(small, "技术需求，合资")["jv"] == "not asked where direction is not offer"


def test_a_value_may_follow_from_others(small: Lexicon) -> None:
    found = codes(small, "激光雷达已量产")
    flag = found["flag", "on"]
    assert flag.confidence == min(found["field", "lidar"].confidence, found["stage", "market"].confidence)
    assert flag.reason == "follows from field lidar, stage market"
    assert ("flag", "on") not in codes(small, "激光雷达")


def test_nothing_said_is_no_code(small: Lexicon) -> None:
    assert small.code("", "") == []
    assert small.code("今日天气", "晴") == []
