"""Whether pages can be read: size of the text, length of its lines, contrast, focus, and paper."""

import pytest

from browser.test_site import KINDS, address, report_with_all
from browser.watching import DARK, LIGHT

LINES = """() => [...document.querySelectorAll(".board-body > p, .board-body > ul > li")].flatMap(block => {
  const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), lines = [];
  const range = document.createRange();
  let top = null, count = 0;
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (node.parentElement.closest("sup")) continue;
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i); range.setEnd(node, i + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.width) continue;
      if (top !== null && box.top > top + 8) { lines.push(count); count = 0; }
      top = box.top; count++;
    }
  }
  return lines;  // without the last line of each paragraph, which is short by chance
})"""

CONTRASTS = """() => {
  const parsed = text => {
    const numbers = (text.match(/[\\d.]+/g) || ["0", "0", "0", "0"]).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map(n => n * scale), numbers.length > 3 ? numbers[3] : 1];
  };
  const over = (front, back) => [0, 1, 2].map(i => front[i] * front[3] + back[i] * (1 - front[3]));
  const light = colour => {
    const [r, g, b] = colour.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parsed(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const seen = new Map();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    if (!size) continue;
    const back = ground(e);
    let opacity = 1;
    for (let up = e; up; up = up.parentElement) opacity *= parseFloat(getComputedStyle(up).opacity);
    const colour = parsed(style.color);
    const front = over([...colour.slice(0, 3), colour[3] * opacity], back);
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) seen.set(`${e.localName}.${e.className}`,
      `${ratio.toFixed(2)} ${style.color} on rgb(${back.map(Math.round)}) "${node.data.trim().slice(0, 30)}"`);
  }
  return Object.fromEntries(seen);
}"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
  const clear = !/rgba.*, 0\\)$|transparent/.test(style.outlineColor);
  const box = e.getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return [`${e.localName}.${e.className} "${(e.textContent || "").trim().slice(0, 24)}"`, drawn && clear, inside];
}"""


@pytest.mark.parametrize("width", [1280, 375])
def test_text_is_large_enough(opens, own, width):
    watched = opens(width=width)
    for kind in ("home", "report", "leaflet", "listing"):
        watched.go(own.url(address(own, kind)))
        sizes = watched.page.locator("article p, article li, article dd").evaluate_all(
            "all => all.filter(e => !e.closest('.board-detail, .board-label, .board-feed, .board-up, .board-count, "
            ".footnote, figcaption, .admonition')).map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert sizes
        assert min(sizes) >= 16
        small = watched.page.locator("article :is(p, li, dd, dt, td, th, figcaption, span)").evaluate_all(
            "all => all.filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 13.5)"
            ".map(e => `${e.localName}.${e.className} in ${e.parentElement.className || e.parentElement.localName}`)"
        )
        assert sorted(set(small)) == []


def test_lines_are_not_too_long(watched, own):
    watched.go(own.url(f"/reports/{report_with_all(own).slug}/"))
    lines = sorted(watched.page.evaluate(LINES))
    assert len(lines) > 40
    typical = lines[len(lines) // 2]
    assert 45 <= typical <= 80, f"a typical line has {typical} characters"


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("kind", KINDS)
def test_all_text_stands_out_from_what_is_behind_it(opens, own, kind, scheme):
    watched = opens(scheme=scheme)
    watched.go(own.url(address(own, kind)))
    assert watched.page.evaluate(CONTRASTS) == {}
    watched.page.set_viewport_size({"width": 375, "height": 800})
    assert watched.page.evaluate(CONTRASTS) == {}


def test_contrast_that_is_too_low_is_noticed(opens, own):
    watched = opens(bypass_csp=True)  # the page's policy would not let the test bring its style
    watched.go(own.url("/"))
    watched.page.add_style_tag(content=".md-typeset .board-urgent { color: #888; background: #eee }")
    assert list(watched.page.evaluate(CONTRASTS)) == ["p.board-urgent"]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_mark_of_a_preview_stands_out(opens, own_preview, scheme):
    watched = opens(scheme=scheme)
    watched.go(own_preview.url("/reports/"))
    assert watched.page.evaluate(CONTRASTS) == {}


@pytest.mark.parametrize("kind", ["listing", "report"])
def test_what_has_the_focus_is_shown(watched, own, kind):
    watched.go(own.url(address(own, kind)))
    reached, wrong = [], []
    for _ in range(16):
        watched.page.keyboard.press("Tab")
        focused = watched.page.evaluate(FOCUSED)
        if focused:
            name, drawn, inside = focused
            reached.append(name)
            if not (drawn and inside):
                wrong.append(name)
    assert len(set(reached)) >= 8
    assert wrong == []


def test_links_in_text_are_not_told_by_colour_alone(watched, own):
    watched.go(own.url(address(own, "report")))
    lines = watched.page.locator(".board-body p a:not(.footnote-ref, .footnote-backref)").evaluate_all(
        "all => all.map(e => getComputedStyle(e).textDecorationLine)"
    )
    assert lines
    assert set(lines) == {"underline"}


def test_on_paper_there_is_the_report_and_no_header(watched, own):
    watched.go(own.url(address(own, "report")))
    assert watched.page.locator(".md-header").is_visible()
    watched.page.emulate_media(media="print")
    assert not watched.page.locator(".md-header").is_visible()
    assert not watched.page.locator(".md-sidebar--primary").is_visible()
    assert not watched.page.locator(".board-footer").is_visible()
    assert watched.page.locator("h1").is_visible()
    assert watched.page.locator(".board-strip").is_visible()
    assert watched.page.locator(".board-body").is_visible()
    assert watched.page.evaluate(CONTRASTS) == {}
