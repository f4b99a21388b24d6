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

if (body.classList.contains("govuk-frontend-supported")) {
  await begin("gt-govuk");
  if (document.querySelector("[data-module^='moj-']")) {
    await begin("gt-moj");
  }
}

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
