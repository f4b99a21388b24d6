// Every page works without this file. It switches on what GOV.UK and MoJ components add.
// The addresses of the two libraries carry a content hash, so they come from the page itself.
const body = document.body;
const address = (id) => document.getElementById(id)?.href;

async function begin(id) {
  const source = address(id);
  if (source) {
    const library = await import(source);
    library.initAll({ scope: body });
  }
}

async function beginBoth() {
  await begin("gt-govuk");
  if (document.querySelector("[data-module^='moj-']")) {
    await begin("gt-moj");
  }
}

// Nothing below waits for them: on a slow line they are seconds away, and somebody types already.
const begun = body.classList.contains("govuk-frontend-supported") ? beginBoth() : null;

// What htmx swaps in needs its components switched on too.
body.addEventListener("htmx:afterSettle", async (event) => {
  const source = address("gt-govuk");
  if (source) {
    const library = await import(source);
    library.initAll({ scope: event.detail.elt });
  }
});

// What is typed at the plan desk is kept every ten seconds while it changes. Without this file,
// and without htmx, the Save button does it.
const KEEP_EVERY = 10_000;
for (const form of document.querySelectorAll("form[data-autosave]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  setInterval(() => {
    if (changed) {
      changed = false;
      form.dispatchEvent(new CustomEvent("gt:autosave"));
    }
  }, KEEP_EVERY);
}

// What a family types is kept on the server while they type, for them alone: a lost signal, a
// closed page or a sign-out loses no more than the last ten seconds. Nothing is kept in the browser,
// which others may use. Before a form is sent its words are kept once more; if that does not
// arrive, the page stays as it is and says so.
const ANSWER_WITHIN = 8_000;

function keptAsTyped(form) {
  const told = form.querySelector("[data-kept-status]");
  const words = told?.dataset ?? {};
  let changed = false;
  let busy = false;
  let lost = false;

  async function post() {
    const typed = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) typed.delete(field.name);
    typed.set("act", "keep");
    return fetch(location.href, {
      method: "POST", body: typed, redirect: "manual", headers: { "X-Kept": "quietly" },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
  }

  // After signing in again in another tab the form's key is an old one. Take the new one, but only
  // where the same person signed in: somebody else must neither read nor send these words.
  async function sameReader() {
    const page = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (page.status !== 200) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html")
      .querySelector("form[data-kept-as-typed]");
    if (fresh?.dataset.keptAsTyped !== form.dataset.keptAsTyped) {
      form.reset();
      location.reload();
      return false;
    }
    form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
    return true;
  }

  async function keep() {
    try {
      let answer = await post();
      if (answer.status !== 204 && await sameReader()) answer = await post();
      return answer.status === 204 ? "kept" : "signedOut";
    } catch {
      return "noSignal";
    }
  }

  function say(state) {
    if (!told || (state === "kept" && !lost)) return;
    lost = state !== "kept";
    told.textContent = words[state];
    told.classList.add("govuk-inset-text");
  }

  async function keepIfChanged() {
    if (!changed || busy) return;
    changed = false;
    const state = await keep();
    changed ||= state !== "kept";
    say(state);
  }

  form.addEventListener("input", () => { changed = true; });
  window.addEventListener("online", keepIfChanged);
  document.addEventListener("visibilitychange", keepIfChanged);
  setInterval(keepIfChanged, KEEP_EVERY);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sending) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const state = await keep();
    busy = false;
    say(state);
    if (state === "kept") {
      form.dataset.sending = "yes";
      form.requestSubmit(event.submitter);
    } else {
      changed = true;
      told?.focus();
    }
  });
}

for (const form of document.querySelectorAll("form[data-kept-as-typed]")) keptAsTyped(form);
// A page brought back from before it was sent may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

// A film that is too large is told of at once, before an hour of sending it.
for (const field of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  field.addEventListener("change", () => {
    const large = [...field.files].some((file) => file.size > Number(field.dataset.mostBytes));
    const place = field.closest(".govuk-form-group");
    place.querySelector(".gt-too-large")?.remove();
    place.classList.toggle("govuk-form-group--error", large);
    if (large) {
      const said = document.createElement("p");
      said.className = "govuk-error-message gt-too-large";
      said.setAttribute("role", "alert");
      said.textContent = field.dataset.tooLarge;
      field.before(said);
      field.value = "";
    }
  });
}

await begun; // what goes wrong in them is told in the console, as before
