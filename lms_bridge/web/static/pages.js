// What forms gain from a script; every page works without it. No text lives here.
"use strict";

// A box that ticks all the others of its table.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-tick-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) {
    box.checked = all.checked;
  }
});

// A form is sent once, and a filter as soon as something is chosen; by keys, which pass over what
// lies between, by its button.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }, 8000);
});
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("form[data-send-on-change] select");
  if (chosen && !chosen.matches(":focus-visible")) chosen.form.requestSubmit();
});

// A part of a page asks for itself again after some seconds (0: once, when the page is there), and
// a form's answer is shown beside it while it is filled in, or its list while it is searched.
const ALIVE = "[data-live]";

async function part(address, place, isMeant = () => true) {
  const response = await fetch(address, { headers: { "Part-Of-Page": "yes" } });
  if (response.headers.has("Page-Anew")) location.reload();
  if (!response.ok || response.status === 204) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!isMeant()) return;
  const same = place.id && page.getElementById(place.id);
  const found = same ? [same] : [...page.body.children];
  if (same || place.matches(ALIVE)) place.replaceWith(...found);
  else place.replaceChildren(...found);
  for (const each of found) [each, ...each.querySelectorAll(ALIVE)].forEach(enliven);
  stackWideTables();
  return true;
}

// What was asked did not come: say so, rather than let an older answer stand for it.
function tellLost(place) {
  place.removeAttribute("aria-busy");
  place.replaceChildren(document.getElementById("lost").content.cloneNode(true));
}

// What a form asks; only its last question counts.
let latestAsked = 0;
async function answer(address, place) {
  const number = ++latestAsked;
  const isMeant = () => number === latestAsked;
  const isThere = await part(address, document.querySelector(place), isMeant).catch(() => false);
  if (!isThere && isMeant()) tellLost(document.querySelector(place));
}

function enliven(place) {
  if (!place.matches(ALIVE)) return;
  const seconds = Number(place.dataset.seconds);
  setTimeout(async () => {
    if (!place.isConnected) return;
    const is_done = await part(place.dataset.live, place).catch(() => false);
    if (!is_done && seconds) enliven(place);
  }, seconds * 1000);
}
document.querySelectorAll(ALIVE).forEach(enliven);

// On a phone a table that is wider than its place becomes a list, each cell with its column's name;
// also one that grows by its reader's own spacing of letters, or that was folded away.
const narrow = matchMedia("(max-width: 43.75em)");
const grown = new ResizeObserver(stackWideTables);
function stackWideTables() {
  if (!narrow.matches) return;
  for (const table of document.querySelectorAll(".scroll > table:not(.stack)")) {
    grown.observe(table);
    if (table.offsetWidth <= table.parentElement.clientWidth) continue;
    grown.unobserve(table);
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    const columns = heads.flatMap((head) => [...Array(head.colSpan - 1), head.textContent.trim()]);
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      if (row.cells.length !== columns.length) continue;
      for (const cell of row.querySelectorAll("td")) {
        if (columns[cell.cellIndex]) cell.dataset.label ??= columns[cell.cellIndex];
      }
    }
    table.classList.add("stack");
  }
}
stackWideTables();
narrow.addEventListener("change", stackWideTables);

const asked = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "csrf"));
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("change", () => answer(`${form.dataset.ask}?${asked(form)}`, form.dataset.into));
}
for (const form of document.querySelectorAll("form[data-find]")) {
  let wait;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const address = `${form.getAttribute("action") ?? location.pathname}?${asked(form)}`;
      await answer(address, form.dataset.find);
      history.replaceState(null, "", address);
    }, 400);
  });
}

// Who signs out leaves no sheets behind on the device; what is not sent yet stays for them alone.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/sign-out") window.caches?.delete("sheets");
  if (event.target.getAttribute("action") === "/sign-out") window.localStorage?.removeItem("kept");
});

// What was written when one was signed in no longer is kept on the device, for the same reader, for
// an hour, and put back into its form.
const LOST = document.querySelector("[data-wrote]")?.dataset;
const { reader } = document.body.dataset;
try {
  if (reader) sessionStorage.reader = reader;
  if (LOST && sessionStorage.reader) {
    const { wrote, wroteOn, for: action } = LOST;
    localStorage.kept = JSON.stringify({ reader: sessionStorage.reader, wrote: JSON.parse(wrote), wroteOn, action, at: Date.now() });
  }
  const kept = JSON.parse(localStorage.kept ?? "null");
  if (kept && ((reader && kept.reader !== reader) || Date.now() - kept.at > 3600e3)) delete localStorage.kept;
  else if (kept && reader) putBack(kept);
} catch {
  // a browser that keeps nothing: what was written stands on the page, to be copied
}

function putBack({ wrote, wroteOn, action }) {
  const told = document.getElementById("kept").content.cloneNode(true);
  const link = told.querySelector("a");
  link.href = wroteOn;
  const sentTo = (form) => new URL(form.getAttribute("action") || location.pathname, location).pathname;
  const isHere = new URL(wroteOn, location).href === location.href;
  const form = isHere && [...document.querySelectorAll("main form[method=post]")].find((each) => sentTo(each) === action);
  if (form) {
    link.remove();
    delete localStorage.kept;
    form.closest("details")?.setAttribute("open", "");
    const left = [...wrote];
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "submit"].includes(field.type)) continue;
      const ticks = ["checkbox", "radio"].includes(field.type);
      const at = left.findIndex(([name, text]) => name === field.name && (!ticks || text === field.value));
      const [[, text]] = at < 0 ? [["", ""]] : left.splice(at, 1);
      if (ticks) field.checked = at >= 0;
      else if (at >= 0) field.value = text;
    }
  }
  document.querySelector("main > .frame").prepend(told);
}

// Where one is stands in sight in a menu that is wider than the screen.
const menu = document.querySelector(".top nav");
const here = menu?.querySelector("[aria-current], .here");
if (here && menu.scrollWidth > menu.clientWidth) {
  menu.scrollLeft += here.getBoundingClientRect().left - menu.getBoundingClientRect().left - menu.clientWidth / 3;
}

// A menu that is unfolded folds when one goes elsewhere.
const more = document.querySelector(".top .more");
document.addEventListener("click", (event) => more?.contains(event.target) || more?.removeAttribute("open"));
more?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  more.removeAttribute("open");
  more.firstElementChild.focus();
});

// A slider says what it stands for.
document.addEventListener("input", (event) => {
  const { words } = event.target.dataset;
  if (!words) return;
  const said = words.split("|")[event.target.value];
  event.target.nextElementSibling.value = said;
  event.target.setAttribute("aria-valuetext", said);
});

// In a table the keys go up and down to the same column of another row, without passing its others.
const STEPS = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const cell = key in STEPS && target.matches("a, button, [type=checkbox], .rank") && target.closest(".scroll tbody :is(td, th)");
  if (!cell || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  const inRow = (row) => row.cells[cell.cellIndex]?.querySelector("a, button, input:not([type=hidden])");
  const alike = [...cell.closest("tbody").rows].filter(inRow);
  const at = alike.indexOf(cell.parentElement) + STEPS[key];
  inRow(alike[Math.min(Math.max(at, 0), alike.length - 1)]).focus();
  event.preventDefault();
});

// Names are dragged into their order; the places follow, and are kept by the form.
for (const table of document.querySelectorAll("table[data-ranked]")) {
  const body = table.tBodies[0];
  let held = null;
  body.addEventListener("pointerdown", (event) => {
    const name = event.target.closest("th");
    if (!name || event.button !== 0) return;
    held = name.parentElement;
    held.classList.add("held");
    name.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  body.addEventListener("pointermove", (event) => {
    if (!held) return;
    const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;
    const others = [...body.rows].filter((row) => row !== held);
    const next = others.find((row) => event.clientY < middle(row)) ?? null;
    if (next !== held.nextElementSibling) body.insertBefore(held, next);
  });
  const drop = () => {
    if (!held) return;
    held.classList.remove("held");
    held = null;
    [...body.rows].forEach((row, at) => (row.querySelector("input.rank").value = at + 1));
  };
  body.addEventListener("pointerup", drop);
  body.addEventListener("pointercancel", drop);
}

// The board begins where today is.
for (const board of document.querySelectorAll("[data-today]")) {
  const x = Number(board.dataset.today);
  if (board.scrollWidth > board.clientWidth) {
    const end = board.scrollWidth - board.clientWidth; // time runs from left to right everywhere
    board.scrollLeft = x - board.clientWidth / 3 - (document.dir === "rtl" ? end : 0);
  }
}
