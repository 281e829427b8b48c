// Within an LMS: keep a secret in its frame where cookies are not kept, go on, and close. No text
// lives here; every page goes on by its button, too. (LTI Client Side postMessages, 1EdTech.)
"use strict";

const PATIENCE_MILLISECONDS = 1500;
const page = document.querySelector("[data-lti]");
const opener_or_parent = window.opener || window.parent;

// Ask the frame that the LMS named; an LMS that does not answer is not waited for.
function ask(subject, key, value) {
  const { storage, origin } = page.dataset;
  const id = crypto.randomUUID();
  const target = storage === "_parent" ? opener_or_parent : opener_or_parent.frames[storage];
  return new Promise((resolve) => {
    const done = (answer) => {
      window.removeEventListener("message", listen);
      resolve(answer);
    };
    const listen = (event) => {
      if (event.origin !== origin || event.data?.message_id !== id) return;
      if (event.data.subject === `${subject}.response`) done(event.data.value ?? "");
    };
    window.addEventListener("message", listen);
    setTimeout(() => done(""), PATIENCE_MILLISECONDS);
    const message = { subject, message_id: id, key };
    (target || opener_or_parent).postMessage(value ? { ...message, value } : message, origin);
  });
}

async function begin() {
  await ask("lti.put_data", page.dataset.key, page.dataset.value);
  window.location.replace(page.dataset.address);
}

async function comeBack() {
  const form = page.querySelector("form");
  form.elements.browser.value = await ask("lti.get_data", page.dataset.key);
  form.submit();
}

if (page?.dataset.lti === "begin") begin();
if (page?.dataset.lti === "back") comeBack();
if (page?.dataset.lti === "send") page.querySelector("form").submit();
if (page?.dataset.lti === "close") {
  document.querySelector("[data-close]")?.addEventListener("click", () => {
    opener_or_parent.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
  });
}
