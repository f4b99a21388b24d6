// Judging by keyboard. The page works without this file: arrows and the space bar choose, too.
// While an answer of a sentence has focus, its number chooses it and the next sentence has focus;
// an answer that needs words opens them and waits there.
const sentences = [...document.querySelectorAll("[data-sentence]")];
const answers = (sentence) => [...sentence.querySelectorAll("input[type=radio]")];

function goOn(from) {
  const next = sentences[sentences.indexOf(from) + 1];
  const place = next ? answers(next)[0] : document.querySelector("[data-judged]");
  place?.focus();
}

for (const sentence of sentences) {
  const words = sentence.querySelector("details");
  sentence.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      words.open = event.target.value !== "ACCEPTED";
    }
  });
  sentence.addEventListener("keydown", (event) => {
    const chosen = answers(sentence)[Number(event.key) - 1];
    if (event.target.type !== "radio" || !chosen || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    chosen.click();
    if (words.open) {
      words.querySelector(chosen.value === "REJECTED" ? "input" : "textarea").focus();
    } else {
      goOn(sentence);
    }
  });
}
