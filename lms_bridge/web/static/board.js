// Moving runs on the board by arrow keys and by dragging, with the planner's answer at once. It is
// the quick way; each run's page with its form does the same. No text lives here: it comes from the
// server. Nothing is kept before the form of the answer is sent.
"use strict";

const panel = document.getElementById("moving");
let latest = 0;

// Put the server's answer into the live region; only the last question counts.
async function ask(address) {
  const number = ++latest;
  panel.setAttribute("aria-busy", "true");
  let response, text;
  try {
    response = await fetch(address, { headers: { Accept: "text/html" } });
    text = await response.text();
  } catch {
    if (number === latest) tellLost(panel);
    return false;
  }
  if (number !== latest) return false;
  panel.removeAttribute("aria-busy");
  if (!response.ok) {
    const fault = new DOMParser().parseFromString(text, "text/html").querySelector("main .fault");
    if (fault && response.status >= 429) panel.replaceChildren(fault); // one tries again in a moment
    else location.reload();
    return false;
  }
  panel.innerHTML = text;
  return true;
}

// The form of a run's page: asked anew as soon as something is chosen.
const form = document.querySelector("form[data-check]");
form?.addEventListener("change", async () => {
  const said = new URLSearchParams(new FormData(form));
  for (const name of ["csrf", "seen", "giving_way"]) said.delete(name);
  if (await ask(`${form.dataset.check}?${said}`)) {
    form.elements.giving_way.value = panel.querySelector("[data-giving-way]").dataset.givingWay;
  }
});

const board = document.querySelector("[data-move]");
if (board) watch(board, Number(board.dataset.day));

function watch(board, day) {
  let moved = null; // {bar, row: where it was, before: the bar after it, days}
  const [lane, padding, least] = ["lane", "padding", "least"].map((name) => Number(board.dataset[name]));

  const rows = () => [...board.querySelectorAll("svg[data-row]")];
  const row = (bar) => bar.closest("svg");

  function begin(bar) {
    if (moved?.bar === bar) return;
    takeBack();
    moved = { bar, row: row(bar), before: bar.nextSibling, days: 0 };
    bar.classList.add("moved");
  }

  function takeBack() {
    if (!moved) return;
    const { bar, row: home, before } = moved;
    moved = null;
    latest++;
    const left = row(bar);
    home.insertBefore(bar, before);
    for (const same of alike(bar)) same.removeAttribute("transform");
    if (left !== home) pack(left);
    alike(bar).forEach((same) => pack(row(same)));
    bar.classList.remove("moved");
    panel.replaceChildren();
    panel.removeAttribute("aria-busy");
    bar.focus();
  }

  function place(days, venueRow) {
    const { bar } = moved;
    const left = row(bar);
    moved.days = days;
    if (left !== venueRow && venueRow.dataset.venue) {
      venueRow.append(bar);
      bar.focus();
      pack(left);
    }
    alike(bar).forEach((same) => pack(row(same)));
  }

  // A run stands in the row of each of its trainers, and of each member with seats.
  function alike(bar) {
    return [...board.querySelectorAll(`a[data-run="${CSS.escape(bar.dataset.run)}"]`)];
  }

  // Bars of a row whose labels would touch go into lanes one under another, as the server draws them.
  function pack(home) {
    const bars = [...home.querySelectorAll("a[data-run]")].map((bar) => {
      const reach = bar.querySelector(".reach");
      const aside = bar.dataset.run === moved?.bar.dataset.run ? moved.days * day : 0;
      const left = Number(reach.getAttribute("x")) + aside;
      const right = left + Number(reach.getAttribute("width"));
      return { bar, aside, left, right, top: Number(reach.getAttribute("y")) - 2 };
    });
    const taken = [];
    for (const each of bars.sort((one, other) => one.left - other.left)) {
      let at = taken.findIndex((end) => end <= each.left);
      if (at < 0) at = taken.length;
      taken[at] = each.right;
      const down = at * lane - each.top;
      if (each.aside || down) each.bar.setAttribute("transform", `translate(${each.aside} ${down})`);
      else each.bar.removeAttribute("transform");
    }
    const height = Math.max(taken.length * lane + padding, least);
    home.setAttribute("height", height);
    for (const closed of home.querySelectorAll(".closed")) closed.setAttribute("height", height);
    const today = home.querySelector(":scope > .today");
    today?.setAttribute("d", today.getAttribute("d").replace(/v.*/, `v${height}`));
  }

  async function question() {
    const { bar, days } = moved;
    const start = new Date(`${bar.dataset.start}T00:00:00Z`);
    start.setUTCDate(start.getUTCDate() + days);
    const said = new URLSearchParams({
      start: start.toISOString().slice(0, 10),
      venue: row(bar).dataset.venue ?? bar.dataset.at,
      panel: "yes",
    });
    await ask(`${board.dataset.move}${bar.dataset.run}/move/check?${said}`);
    if (moved?.bar === bar) bar.scrollIntoView({ block: "nearest", inline: "nearest" }); // above the answer
  }

  const days = { ArrowLeft: -1, ArrowRight: 1 };
  const steps = { ArrowUp: -1, ArrowDown: 1 };
  board.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("a[data-run]");
    if (!bar || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && moved) {
      takeBack();
    } else if (event.key === "Enter" && moved?.bar === bar) {
      panel.querySelector("[data-keep]")?.click();
    } else if (event.key in days) {
      begin(bar);
      place(moved.days + days[event.key] * (event.shiftKey ? 7 : 1), row(bar));
      question();
    } else if (event.key in steps && row(bar).dataset.venue) {
      begin(bar);
      const all = rows();
      const next = all[all.indexOf(row(bar)) + steps[event.key]];
      if (next) place(moved.days, next);
      question();
    } else {
      return;
    }
    event.preventDefault();
  });

  // Dragging: it begins after some pixels, so that a click stays a click.
  let grip = null;
  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("a[data-run]");
    if (!bar || event.button !== 0) return;
    const already = moved?.bar === bar ? moved.days : 0;
    grip = { bar, x: event.clientX, y: event.clientY, already, dragged: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const far = Math.hypot(event.clientX - grip.x, event.clientY - grip.y);
    if (!grip.dragged && far < 5) return;
    grip.dragged = true;
    begin(grip.bar);
    const under = rows().find((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      return event.clientY >= top && event.clientY < bottom;
    });
    const away = Math.round((event.clientX - grip.x) / day);
    place(grip.already + away, under ?? row(grip.bar));
  });
  document.addEventListener("pointerup", () => {
    const was = grip;
    grip = null;
    if (!was?.dragged) return;
    question();
    // the click that ends a drag is none
    const stop = (event) => event.preventDefault();
    board.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => board.removeEventListener("click", stop, { capture: true }));
  });
  document.addEventListener("pointercancel", () => {
    grip = null;
    takeBack();
  });

  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-take-back]")) takeBack();
  });

  // What was just kept is at hand for the next key.
  const kept = new URLSearchParams(location.hash.slice(1)).get("run");
  if (kept) board.querySelector(`a[data-run="${CSS.escape(kept)}"]`)?.focus();
}
