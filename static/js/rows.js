// Add and remove rows without leaving the place: the same button is sent, and only its rows are replaced.
import { markSaved, settled } from "./autosave.js";
import { say } from "./words.js";

export function startRows(refreshed) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-row-button]");
    const form = button?.form;
    const rows = button?.closest("fieldset[data-rows]");
    if (!form || !rows || form.querySelector("input[type=file]")?.files.length) return;
    event.preventDefault();
    // Whatever else the server has to say (a conflict, an ended session), it says to the plain submission.
    change(form, rows, button).then(refreshed, () => form.requestSubmit(button));
  });
}

async function change(form, rows, button) {
  await settled(form);
  const place = [...rows.querySelectorAll("button[value^='remove:']")].indexOf(button);
  const body = new FormData(form, button);
  rows.disabled = true; // nothing can be typed into rows that are about to be replaced
  try {
    const answer = await fetch(form.getAttribute("action") ?? location.href, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[data-rows="${CSS.escape(rows.dataset.rows)}"]`);
    if (!answer.ok || !fresh) throw new Error(answer.status);
    rows.replaceWith(fresh);
    for (const hidden of ["seen", "csrf_token"]) {
      const [mine, theirs] = [form, page.getElementById(form.getAttribute("id"))].map((f) => f?.elements.namedItem(hidden));
      if (mine && theirs) mine.value = theirs.value;
    }
    markSaved(form);
    focusRow(fresh, place);
    return fresh;
  } finally {
    rows.disabled = false;
  }
}

function focusRow(rows, removed) {
  const inputs = [...rows.querySelectorAll(":is(.row, .line)")].map((row) =>
    row.querySelector("input:not([type=hidden]), select, textarea"),
  );
  const target = removed < 0 ? inputs.at(-1) : inputs[Math.min(removed, inputs.length - 1)];
  (target ?? rows).focus();
  const status = document.querySelector("[data-autosave-status]");
  if (status) status.textContent = say(removed < 0 ? "added" : "removed");
}
