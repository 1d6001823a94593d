"""The page in Debian's Chromium: what a person sees and does."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

SAMPLES = ["whole", "half", "heavy", "text", "none"]
CONTRAST = """(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = numbers(colour).map(part);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return numbers(colour)[3] === 0 ? ground(element.parentElement) : colour;
  };
  const ratio = (element) => {
    const [low, high] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const shown = (element) => element.checkVisibility() && !element.closest("[aria-disabled=true], select, .unseen");
  return [...document.body.querySelectorAll("*")]
    .filter((element) => ownText(element) && shown(element) && ratio(element) < 4.5)
    .map((element) => `${element.tagName} ${element.className} ${element.textContent.trim()} ${ratio(element)}`);
})"""
TOPS = "((...all) => [...document.querySelectorAll('section, .panel')].map((one) => one.getBoundingClientRect().top))"


def drop(page, file):
    box = page.value("document.getElementById('drop').getBoundingClientRect().toJSON()")
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        page.command("Input.dispatchDragEvent", type=kind, **place, data=data)


def test_a_photo_is_dropped_and_its_video_plays(page, portrait):
    drop(page, portrait)
    page.until("!document.getElementById('preview').hidden")
    assert page.text("#photo-says") == "face.jpg, 62,707 bytes"
    assert page.send().startswith("200 in ")
    assert page.value("[video.muted, video.loop, video.hidden]") == [True, True, False]
    first = page.value("video.currentTime")
    assert page.until(f"video.currentTime > {first} && video.currentTime") > first
    assert '"video": "AAAA' in page.text("#envelope")
    assert len(page.text("#envelope")) < 1000
    assert "The call kept all rules; the canned engine made the video." in page.text("#facts")
    assert "22 credits documented billing page" in " ".join(page.text("#facts").split())


def test_a_photo_is_chosen_as_a_file(page, portrait):
    node = page.command("Runtime.evaluate", expression="document.getElementById('photo')")["result"]["objectId"]
    page.command("DOM.setFileInputFiles", files=[str(portrait)], objectId=node)
    page.until("!document.getElementById('preview').hidden")
    assert page.send().startswith("200 in ")


def test_the_request_is_shown_as_it_was_sent(page, bench):
    page.choose("whole")
    page.click("[name=type][value='1']")
    page.set("#key", "it's-mine")
    page.set("#prefer", "error=no_face")
    page.send()
    assert page.text("#request").splitlines() == [
        f"curl {bench.base_url}/api/portrait/effects/live-photo \\",
        "  -H 'ailabapi-api-key: it'\\''s-mine' \\",
        "  -H 'prefer: error=no_face' \\",
        "  -F type=1 \\",
        "  -F image_target=@portrait.jpg",
    ]
    [seen] = bench.http.get("/__admin/requests").json()["requests"]
    assert (seen["fields"], seen["photo"]["bytes"], seen["asked"]) == ({"type": "1"}, 62707, "error=no_face")


@pytest.mark.parametrize(
    ("sample", "key", "status", "rule", "basis"),
    [
        ("half", "workbench", 422, "image_undecodable", "documented"),
        ("heavy", "workbench", 413, "image_too_large", "documented"),
        ("text", "workbench", 415, "image_format_unsupported", "documented"),
        ("none", "workbench", 400, "image_missing", "assumed"),
        ("whole", "invalid-key", 401, "key_unknown", "assumed"),
        ("whole", "", 401, "key_missing", "assumed"),
    ],
)
def test_a_refusal_shows_the_rule_its_basis_and_its_source(page, bench, sample, key, status, rule, basis):
    page.click(f"[data-sample={sample}]")
    page.set("#key", key)
    [known] = [each for each in bench.http.get("/__admin/contract").json()["rules"] if each["name"] == rule]
    assert page.send().endswith(f"refused, {known['code']}.")
    assert page.text("#verdict").startswith(f"{status} in ")
    assert page.text("#facts code") == rule
    assert page.text("#facts .basis") == basis
    assert known["source"] in page.text("#facts")
    assert f"x-livephoto-rule: {rule}" in page.text("#headers")
    assert page.value("video.hidden") is True


def test_a_call_sent_at_once_takes_the_sample_just_chosen(page):
    page.choose("half")
    page.run("(() => { document.querySelector('[data-sample=whole]').click(); send.click(); })")
    page.until("document.getElementById('verdict').textContent.startsWith('200 in')")


def test_a_scenario_is_applied_to_the_call(page):
    page.choose("whole")
    page.set("#prefer", "scenario=fails-twice")
    said = [page.send()[:3] for _ in range(3)]
    assert said == ["503", "503", "200"]
    page.set("#prefer", "scenario=overloaded")
    page.send()
    assert "The scenario overloaded had a say in it." in page.text("#facts")
    assert page.text("#facts code") == "upstream_busy"
    assert "-H 'prefer: scenario=overloaded'" in page.text("#request")


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ("resets", "No answer: the connection broke"),
        ("resets-in-video", "200, then the connection broke inside the answer"),
        ("truncated-json", "the body is no JSON"),
        ("url-safe-base64", "not strict base64"),
        ("not-a-video", "base64 of bytes that are no video"),
        ("error-in-a-200", "refused, AI_SERVICE_ERROR"),
        ("gateway", "502 in "),
    ],
)
def test_a_fault_is_told_in_words(page, scenario, says):
    page.choose("whole")
    page.set("#prefer", f"scenario={scenario}")
    page.send()
    page.until(f"document.getElementById('verdict').textContent.includes({says!r})")
    assert page.value("[verdict.dataset.tone, video.hidden]") == ["bad", True]


def test_a_call_can_be_cancelled(page):
    page.choose("whole")
    page.set("#prefer", "scenario=never-answers")
    page.click("#send")
    page.until("document.getElementById('cancel').getAttribute('aria-disabled') === 'false'")
    page.click("#cancel")
    page.until("document.getElementById('verdict').textContent.startsWith('Cancelled')")
    page.until("document.querySelector('.row .status')?.textContent === 'client gone'")


def test_calls_of_other_programs_appear_in_the_journal_as_they_come(page, bench):
    bench.call(name="image")
    page.until("document.querySelectorAll('.row').length === 1")
    assert page.text(".row .says") == "you sent `image`, expected `image_target`"
    bench.call()
    page.until("document.querySelectorAll('.row').length === 2")
    assert page.value("[...document.querySelectorAll('.row')].map((row) => row.dataset.number)") == ["2", "1"]
    assert page.text(".row .status") == "200"


def test_what_a_call_says_is_shown_and_not_obeyed(page, bench):
    bench.http.get("/<img src=x onerror=alert(1)>", headers={"ailabapi-api-key": "k"})
    page.until("document.querySelector('.row')")
    assert "<img src=x" in page.text(".row .target").replace("%20", " ")
    assert page.value("document.querySelectorAll('#rows img').length") == 0


def test_reset_forgets_calls_and_what_was_spent(benches, tab):
    bench = benches(credits=100)
    tab.open(bench.base_url)
    tab.live()
    tab.choose("whole")
    tab.send()
    tab.until("document.querySelector('.mine td')?.textContent === '22'")
    assert tab.text(".mine td:last-child") == "78"
    tab.click("#reset")
    tab.until("document.querySelector('.mine td')?.textContent === '0'")
    assert tab.value("document.querySelectorAll('.row').length") == 0
    assert tab.text("#reset-says").startswith("forgotten: journal")
    tab.send()
    tab.until("document.querySelectorAll('.row').length === 1")


def test_the_audit_shows_what_was_paid_for_twice(page, bench):
    assert "Nothing found" in page.text("#audit")
    for _ in range(2):
        bench.call()
    page.click("#audit-reload")
    assert page.until("document.querySelector('.finding code')?.textContent") == "duplicate_billed"


def test_the_keyboard_alone_is_enough(page):
    page.press("Tab")
    assert page.focus() == "Skip to the call"
    page.press("Enter")
    assert page.focus() == "call"
    seen = []
    for _ in range(12):
        page.press("Tab")
        seen.append(page.focus())
        outlined = "getComputedStyle(document.activeElement.closest('.drop') ?? document.activeElement).outlineStyle"
        assert page.value(outlined) == "solid"
        if seen[-1] == "whole":
            page.press(" ")
    assert seen == ["photo", *SAMPLES, "type", "prefer", "key", "Other editions", "send", "cancel"]
    page.press("Tab", shift=True)
    page.press("Enter")
    page.until("document.getElementById('verdict').textContent.startsWith('200 in')")
    assert page.focus() == "send"


def test_everything_that_takes_input_has_a_name(page):
    tree = page.command("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "textbox", "combobox", "radio", "link", "region", "Video"}
    found = [node for node in tree if not node.get("ignored") and node["role"]["value"] in roles]
    assert len(found) > 20
    assert [node for node in found if not node.get("name", {}).get("value", "").strip()] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page, bench, scheme):
    page.view(1280, 900, scheme)
    bench.call(name="image")
    page.choose("half")
    page.send()
    page.until("document.querySelectorAll('.row').length === 2")
    ground = page.value("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(246, 247, 249)", "dark": "rgb(18, 22, 29)"}[scheme]
    assert page.run(CONTRAST) == []


@pytest.mark.parametrize("width", [360, 820, 1280])
def test_nothing_is_wider_than_the_window(page, width):
    page.view(width, 740)
    page.choose("whole")
    page.send()
    page.until("document.querySelector('.row')")
    assert page.value("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_an_answer_comes(page, width):
    page.view(width, 5000)
    page.choose("whole")
    before = page.run(TOPS)
    page.send()
    page.until("document.querySelector('.row')")
    page.set("#prefer", "error=image_missing")
    page.send()
    assert page.run(TOPS) == before


def test_a_reader_who_wants_no_motion_starts_the_video_alone(page):
    page.view(1280, 900, motion="reduce")
    page.choose("whole")
    page.send()
    page.until("video.readyState >= 2")
    assert page.value("[video.paused, video.controls]") == [True, True]


def test_nobody_else_is_asked_for_anything(page, bench):
    page.choose("whole")
    page.send()
    assert page.hosts() == {urlsplit(bench.base_url).netloc}


def test_from_another_machine_it_asks_for_the_token(benches, tab):
    bench = benches(admin_token="a-token-of-some-length")
    tab.command("Network.setExtraHTTPHeaders", headers={"x-forwarded-for": "203.0.113.5"})
    tab.open(bench.base_url)
    tab.set("#token", "another-token")
    tab.click("#token-form button")
    tab.until("document.getElementById('token-says').textContent")
    assert tab.text("#token-says") == "That is not the token."
    tab.set("#token", "a-token-of-some-length")
    tab.click("#token-form button")
    tab.until("document.getElementById('workbench')")
    tab.live()
    tab.choose("whole")
    assert tab.send().startswith("200 in ")
    tab.until("document.querySelector('.row')")
    tab.open(bench.base_url)
    tab.until("document.getElementById('workbench')")


def test_a_mock_that_goes_away_is_told_of(tab):
    from mock_server import Settings, create_app, running

    with running(create_app(Settings(engine="canned"))) as base_url:
        tab.open(base_url)
        tab.live()
    tab.until("document.getElementById('live').dataset.state === 'away'")
