// An attendance sheet where the line may be lost: what is ticked is kept on the device, shown as not
// sent yet, and sent once the line is back. Sending the same again changes nothing, and what somebody
// else has noted meanwhile is shown by the server with both. The sheets of the run's days are kept
// too, so that they open without a line until one signs out. No text lives here.
"use strict";

const RETRY_MILLISECONDS = 15000;
let timer = 0;

const sheet = () => document.querySelector("form[data-sheet]");
const kept = (key) => JSON.parse(localStorage.getItem(key) ?? '{"entries":{},"sending":false}');

function keep(key, held) {
  if (Object.keys(held.entries).length) localStorage.setItem(key, JSON.stringify(held));
  else localStorage.removeItem(key);
  show();
}

// Put what is kept into the sheet, and say how much of it is not sent.
function show() {
  const form = sheet();
  const { entries, sending } = kept(form.dataset.sheet);
  const names = Object.keys(entries).filter((name) => form.elements[name]);
  for (const row of form.querySelectorAll("[data-entry]")) {
    const value = entries[row.dataset.entry];
    row.querySelector(".unsent").hidden = value === undefined;
    if (value !== undefined) row.querySelector(`input[type="radio"][value="${value}"]`).checked = true;
  }
  const unsent = form.querySelector("[data-unsent]");
  unsent.hidden = !names.length;
  unsent.querySelector("[data-count]").textContent = names.length;
  unsent.querySelector("[data-waiting]").hidden = !sending;
}

async function send() {
  clearTimeout(timer);
  const form = sheet();
  const key = form.dataset.sheet;
  keep(key, { ...kept(key), sending: true });
  const said = new URLSearchParams(new FormData(form));
  const response = await fetch(form.action, { method: "POST", body: said }).catch(() => null);
  if (!response || response.status >= 429) { // no line, or too busy to answer
    timer = setTimeout(send, RETRY_MILLISECONDS);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("form[data-sheet]")) { // such as a session that is over: what is kept stays
    keep(key, { ...kept(key), sending: response.status === 401 || response.status === 403 });
    location.assign(location.href);
    return;
  }
  const later = Object.entries(kept(key).entries).filter(([name, value]) => said.get(name) !== value);
  const { name, value } = document.activeElement;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  keep(key, { entries: Object.fromEntries(later), sending: false });
  begin();
  const held = name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]` : "button";
  sheet().querySelector(held)?.focus({ preventScroll: true });
  if (sheet().dataset.offline) keepPages([location.href]).catch(() => {});
  (document.querySelector(".fault, .notice") ?? sheet()).scrollIntoView({ block: "nearest" });
}

// Keep pages and what they are made of; one that would need a new sign-in is none.
async function keepPages(addresses) {
  const held = await caches.open("sheets");
  for (const address of new Set(addresses)) {
    const response = await fetch(address);
    if (response.ok && !response.redirected) await held.put(address, response);
  }
}

// Have the sheets of all days open without a line; where the browser cannot, they need one.
async function stayWithoutLine() {
  const { offline } = sheet().dataset;
  if (!offline || !navigator.serviceWorker || !navigator.onLine) return;
  await navigator.serviceWorker.register(offline, { scope: "/programmes/" });
  const found = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], .tabs a");
  await keepPages([location.href, ...[...found].map((each) => each.href ?? each.src)]);
}

function begin() {
  const form = sheet();
  const key = form.dataset.sheet;
  show();
  form.addEventListener("change", (event) => {
    const held = kept(key);
    keep(key, { ...held, entries: { ...held.entries, [event.target.name]: event.target.value } });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  if (kept(key).sending) send();
}

if (sheet()) {
  begin();
  stayWithoutLine().catch(() => {});
  window.addEventListener("online", () => kept(sheet().dataset.sheet).sending && send());
}
