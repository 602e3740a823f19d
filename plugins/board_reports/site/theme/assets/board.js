/*
 * Search that never shows a report which is no longer public.
 *
 * The theme reads the search index once, when a page loads, and searches it in a worker. This script stands between the
 * two: before each search it asks the server whether the index is still the same, gives the worker a new one if not,
 * and lets no result of a report through that is not in an index which has just been looked at. It is loaded before the
 * theme's own script. Where something is not as expected, the list of results stays hidden (see board.css).
 */
(() => {
  "use strict";

  const FRESH = 2000; // milliseconds for which a look at the index counts
  const PATIENCE = 8000; // milliseconds to wait for the server
  const QUIET = 500; // milliseconds without typing, after which a screen reader is told
  const SAID = 2; // of what is shown instead of results, the paragraphs that a screen reader says unasked
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3; // the theme's messages
  const DIGITS = "bcdfghjklmnpqrstvxz"; // of the places in a small index: for 1, 2, 3 and so on
  const OF_REPORT = /(?:^|\/)reports\/[^/?#]/;

  const root = document.documentElement;
  const form = document.forms.namedItem("search");
  const words = document.getElementById("board-search");
  const settings = document.getElementById("__config");
  const NativeWorker = window.Worker;
  if (!form || !words || !settings || !NativeWorker) return;
  const config = JSON.parse(settings.textContent);
  const base = new URL(config.base, location.href);
  const program = new URL(config.search, location.href).href;
  const address = new URL("search/search_index.json", base).href;

  /* What is searched for ------------------------------------------------------------------------------------------- */

  const folded = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const number = (_, before, digits, year) =>
    `${/[\s\-–—]/.test(before) ? " " : before} ${digits.padStart(2, "0")}/${year} `;

  /* The words that a reader has typed, as the index has them; site/search.py writes the other side of it. A number and
     a year, however they are written, are one word; a word with accents may be written without them. Nothing else that
     is typed has a meaning of its own: the theme would take a colon, a hyphen or a quotation mark for one. */
  const understood = (typed, separator) => typed
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(/(^|[^\p{L}\p{N}/.])0*(\d{1,3})\s?[\s/.\-–—]\s?((?:19|20)\d\d)(?![\p{L}\p{N}])/gu, number)
    .replace(/([\p{L}\p{N}])&(?=[\p{L}\p{N}])/gu, "$1")
    .replace(/[*~^+\\]/g, " ")
    .split(new RegExp(separator))
    .filter(word => /[\p{L}\p{N}]/u.test(word || ""))
    .flatMap(word => (/^\d+\/\d*$/.test(word) ? word : word.split("/").filter(Boolean)))
    .flatMap(word => (folded(word) === word.toLowerCase() ? word : [word, folded(word)]))
    .join(" ");

  /* The pages that have every word, not only one of them, as the theme would have it. */
  const having = groups => groups.filter(group => {
    const found = new Map();
    for (const item of group)
      for (const [word, there] of Object.entries(item.terms))
        found.set(folded(word), found.get(folded(word)) || there);
    for (const item of group) // what stands elsewhere on the page is not missing
      item.terms = Object.fromEntries(Object.entries(item.terms).filter(([, there]) => there));
    return [...found.values()].every(Boolean);
  });

  /* What the reader is told ---------------------------------------------------------------------------------------- */

  const given = words.content.cloneNode(true);
  const limits = given.querySelector("[data-board-small]"); // what a small index leaves out
  const panel = document.createElement("div");
  panel.className = "board-search md-typeset";
  const told = document.createElement("p");
  told.className = "board-search__status";
  told.setAttribute("role", "status");
  const result = document.querySelector("[data-md-component=search-result]");
  const search = document.querySelector("[data-md-component=search]");
  const toggle = document.getElementById("__search");
  if (!limits || !result || !search || !toggle) return;
  result.firstElementChild.after(limits);
  panel.append(given);
  result.after(panel);
  panel.after(told);
  const pieces = [...panel.querySelectorAll("[data-board-when]")];
  let waiting = 0;

  const tell = state => {
    for (const piece of pieces) piece.hidden = piece.dataset.boardWhen !== state;
    const shown = pieces.find(piece => !piece.hidden);
    const count = result.firstElementChild;
    const spoken = count.closest("[aria-live], [role=status]") ? [] : [count.textContent];
    if (shown) spoken.push(...[...shown.children].slice(0, SAID).map(one => one.textContent));
    if (state === "nothing" && !limits.hidden) spoken.push(limits.firstElementChild.textContent);
    limits.lastElementChild.hidden = Boolean(shown); // it leads where the way below leads
    const text = state === "" ? "" : spoken.join(" ").replace(/\s+/g, " ").trim();
    clearTimeout(waiting);
    waiting = setTimeout(() => { told.textContent = text; }, QUIET);
  };
  tell("");

  // Whoever comes to the box is told that it does not know every word.
  const nothing = panel.querySelector("[data-board-otherwise]"); // that no page has the words, a small index cannot say
  const every = nothing.textContent;
  const limit = small => {
    const box = search.querySelector("[data-md-component=search-query]");
    limits.hidden = !small;
    nothing.textContent = small ? nothing.dataset.boardOtherwise : every;
    if (small) box.setAttribute("aria-describedby", limits.firstElementChild.id);
    else box.removeAttribute("aria-describedby");
  };

  // The theme closes the search at the Tab key: here it leads on to the links, and closes behind the last of them.
  const isOffering = () => pieces.some(piece => !piece.hidden);
  document.addEventListener("keydown", event => {
    if (event.key === "Tab" && isOffering() && search.contains(document.activeElement)) event.stopPropagation();
  }, true);
  search.addEventListener("focusout", event => {
    if (isOffering() && toggle.checked && event.relatedTarget && !search.contains(event.relatedTarget)) toggle.click();
  });

  /* The index ------------------------------------------------------------------------------------------------------ */

  const contents = index => JSON.stringify([index.config.words, index.docs]);

  const isIndex = index => Array.isArray(index.docs) && typeof index.config.separator === "string"
    && index.docs.every(entry => typeof entry.location === "string");

  /* The index as the theme knows it: in a small one, the words that find an entry stand apart, each once, with the steps
     from each of its entries to the next; site/small_index.py writes them, the last letter of each step a capital. */
  const whole = index => {
    const { words: apart, ...config } = index.config;
    if (!apart) return index;
    const docs = index.docs.map(entry => ({ ...entry }));
    for (const [word, steps] of Object.entries(apart)) {
      let place = -1, step = 0;
      for (const letter of steps) {
        step = step * DIGITS.length + DIGITS.indexOf(letter.toLowerCase()) + 1;
        if (DIGITS.includes(letter)) continue;
        place += step;
        step = 0;
        const entry = docs[place];
        if (entry) entry.also = `${entry.also || ""} ${word}`;
      }
    }
    return { ...index, config, docs };
  };

  async function fetched() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { cache: "no-cache", signal: stop.signal });
      if (!answer.ok) throw new Error("no index");
      return await answer.text();
    } finally {
      clearTimeout(timer);
    }
  }

  /* The worker ----------------------------------------------------------------------------------------------------- */

  let again = () => {};

  class GuardedWorker extends NativeWorker {
    constructor(...given) {
      super(...given);
      if (new URL(given[0], location.href).href !== program) return;
      const post = message => super.postMessage(message);
      const passed = new WeakSet(); // the messages that the theme may see
      const asked = []; // what the worker has not answered yet: words, and whether the index had just been looked at
      let first, separator, known, looking, latest = "", looked = -Infinity, ready = false;

      const give = data => {
        const event = new MessageEvent("message", { data });
        passed.add(event);
        this.dispatchEvent(event);
      };

      const begin = index => {
        limit(Boolean(index.config.words));
        post({ type: SETUP, data: whole(index) });
      };

      const look = async () => {
        const begun = Date.now();
        const text = await fetched();
        if (text !== known) {
          const index = JSON.parse(text);
          if (!isIndex(index)) throw new Error("no index");
          if (known !== undefined || contents(index) !== contents(first)) begin({ ...first, ...index });
          ({ separator } = index.config);
          known = text;
        }
        looked = begun;
      };

      const isFresh = () => Math.abs(Date.now() - looked) < FRESH; // a clock set back makes it stale as well

      const ask = async typed => {
        latest = typed;
        if (!typed.trim()) {
          asked.push({ typed, fresh: true });
          return post({ type: QUERY, data: "" });
        }
        if (!isFresh()) {
          delete root.dataset.boardSearch;
          looking = looking || look().finally(() => { looking = undefined; });
          await looking.catch(() => {});
          if (latest !== typed) return undefined; // typed on meanwhile: that is asked for
        }
        asked.push({ typed, fresh: isFresh() });
        return post({ type: QUERY, data: understood(typed, separator) });
      };

      const answered = ({ items, suggest }) => {
        const { typed, fresh } = asked.shift();
        if (typed !== latest) return;
        const found = having(items);
        const shown = fresh ? found : found.filter(group => !group.some(item => OF_REPORT.test(item.location)));
        give({ type: RESULT, data: { items: shown, suggest: (fresh && suggest) || [] } });
        root.dataset.boardSearch = fresh ? "checked" : "without-reports";
        if (!typed.trim()) tell("");
        else if (!fresh) tell("unchecked");
        else tell(shown.length ? "found" : "nothing");
      };

      this.postMessage = message => {
        if (message.type === SETUP) {
          first = message.data;
          ({ separator } = first.config);
          begin(first);
        } else if (message.type === QUERY) {
          ask(String(message.data));
        }
      };

      // The first listener: none of the theme's hears what this one keeps back.
      this.addEventListener("message", event => {
        if (passed.has(event)) return;
        event.stopImmediatePropagation();
        try {
          const { type, data } = event.data;
          if (type === READY && !ready) {
            ready = true;
            give(event.data);
          } else if (type === RESULT) {
            answered(data);
          }
        } catch (error) {
          delete root.dataset.boardSearch; // not the theme that this script knows
          throw error;
        }
      });

      again = () => {
        looked = -Infinity;
        if (latest.trim()) ask(latest);
      };
    }
  }
  window.Worker = GuardedWorker;

  // A page that comes back, from the browser's memory or from behind other tabs, may be hours old.
  addEventListener("pageshow", event => { if (event.persisted) again(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
})();
