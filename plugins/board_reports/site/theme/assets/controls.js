/*
 * Menu, search and colours for the keyboard: what Material does with labels, which no keyboard reaches, buttons do here.
 * A button with data-board-toggle opens or closes what Material's check box of that name stands for.
 */
(() => {
  "use strict";

  const byId = id => document.getElementById(id);
  const drawer = byId("__drawer"), search = byId("__search");
  const panel = byId("__board-search"), navigation = byId("__board-navigation");
  const query = panel && panel.querySelector("[data-md-component=search-query]");
  const opener = toggle => document.querySelector(`[data-board-toggle="${toggle.id}"][aria-expanded]`);

  const set = (toggle, on) => {
    if (toggle && toggle.checked !== on) toggle.click(); // Material listens for the change
  };

  const shown = element => Boolean(element && element.getClientRects().length);

  const focusOn = element => shown(element) && element.focus();

  // Where the box of the search is always to be seen, it keeps the focus when the search is closed. Material would open
  // the search again for it, a moment later.
  let resting = false;

  const open = toggle => {
    resting = false;
    set(toggle, true);
    focusOn(toggle === search ? query : navigation && navigation.querySelector("button, a"));
  };

  const close = toggle => {
    const button = opener(toggle);
    set(toggle, false);
    if (toggle === drawer || shown(button)) return focusOn(button);
    resting = true;
    query.focus();
  };

  for (const toggle of [drawer, search]) {
    if (!toggle) continue;
    const told = () => {
      if (toggle === search && search.checked && resting) { // and not by a click: one is under way
        search.checked = false;
        search.dispatchEvent(new Event("change"));
      }
      const button = opener(toggle);
      if (button) button.setAttribute("aria-expanded", String(toggle.checked));
    };
    for (const button of document.querySelectorAll(`[data-board-toggle="${toggle.id}"]`)) {
      button.addEventListener("click", () => (toggle.checked ? close(toggle) : open(toggle)));
    }
    toggle.addEventListener("change", told);
    addEventListener("pageshow", () => set(toggle, false)); // some browsers remember what was open
  }

  // The colours: each button chooses the other way, and the one that takes its place takes the focus too.
  for (const button of document.querySelectorAll("[data-board-option]")) {
    button.addEventListener("keydown", event => event.stopPropagation()); // Material would choose as well
    button.addEventListener("click", () => {
      byId(button.dataset.boardOption).click();
      focusOn(button.form.querySelector("button:not([hidden])"));
    });
  }

  const within = (place, target) => Boolean(place && target instanceof Node && place.contains(target));

  // Whoever leaves the menu or the search by keyboard has done with it.
  document.addEventListener("focusin", event => {
    if (!within(panel, event.target)) resting = false;
    if (search && search.checked && !within(panel, event.target)) set(search, false);
    if (drawer && drawer.checked && !within(navigation, event.target)) set(drawer, false);
  });

  const typing = target => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

  const inSearch = event => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      close(search);
    } else if (event.key === "ArrowDown" && !search.checked) {
      open(search);
    } else if (event.key === "Tab" || (event.target !== query && !/^Arrow(Up|Down)$/.test(event.key))) {
      event.stopImmediatePropagation(); // Material would close the search, or take the focus back to its box
    }
  };

  // Before Material, which listens to the window as well, but later on the event's way.
  addEventListener("keydown", event => {
    if (!event.key) return; // what fills in forms sends such events
    if (within(panel, event.target)) {
      inSearch(event);
    } else if (event.key === "Escape" && drawer && drawer.checked) {
      close(drawer);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      event.stopImmediatePropagation(); // single letters do nothing here: people speak them, or hit them by chance
    }
  }, true);

  if (query) {
    query.addEventListener("input", () => open(search));
    query.addEventListener("click", () => open(search));
    // Material takes its results out of the order of the Tab key.
    new MutationObserver(() => {
      for (const result of panel.querySelectorAll(".md-search-result__list [tabindex]")) result.removeAttribute("tabindex");
    }).observe(panel.querySelector(".md-search-result__list"), { childList: true, subtree: true });
  }

  // A table that is not wider than its place needs no stop of the Tab key.
  const tables = new Map();
  for (const place of document.querySelectorAll(".board-table[tabindex]")) {
    tables.set(place, ["tabindex", "role", "aria-label"].map(name => [name, place.getAttribute(name)]));
  }
  const measure = () => {
    for (const [place, attributes] of tables) {
      const scrolls = place.scrollWidth > place.clientWidth;
      for (const [name, value] of attributes) scrolls ? place.setAttribute(name, value) : place.removeAttribute(name);
    }
  };
  if (tables.size) {
    const watching = new ResizeObserver(measure);
    for (const place of tables.keys()) watching.observe(place);
  }
})();
