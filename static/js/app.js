// Progressive enhancement only: every page works without this file.
import { startDragging } from "./agenda.js";
import { startAutosave } from "./autosave.js";
import { startRows } from "./rows.js";
import { say } from "./words.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Answers have an end: say how much is left, as the server counts it (characters or words).
function startCounters(root = document) {
  for (const counter of all("[data-counter]", root)) {
    const input = document.getElementById(counter.dataset.counter);
    if (!input) continue;
    const limit = Number(counter.dataset.limit);
    const spoken = Object.assign(document.createElement("span"), { className: "vh" });
    spoken.setAttribute("aria-live", "polite");
    counter.after(spoken);
    let later;
    const show = (speak) => {
      const text = input.value.trim();
      const used = "words" in counter.dataset ? text.split(/\s+/).filter(Boolean).length : [...text].length;
      const left = limit - used;
      const words = (left < 0 ? counter.dataset.over : counter.dataset.left).replace("%n", Math.abs(left));
      counter.textContent = words;
      counter.classList.toggle("counter-over", left < 0);
      clearTimeout(later);
      if (speak && left < limit / 10) later = setTimeout(() => (spoken.textContent = words), 1000);
    };
    input.addEventListener("input", () => show(true));
    show(false);
  }
}

// The summary takes the focus; its links lead to the first thing one can type in or tick.
function startErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const control = "input:not([type=hidden]), select, textarea";
    const focus = target.matches(control) ? target : target.querySelector(control) ?? target;
    event.preventDefault();
    (target.closest(".question") ?? target).scrollIntoView();
    focus.focus({ preventScroll: true });
  });
}

// Beside the question there is room: guides stand open until a person closes one.
function startGuides() {
  const guides = all("details[data-guide]");
  if (!guides.length) return;
  const closed = () => localStorage.getItem("approval:guide") === "closed";
  const wide = matchMedia("(min-width: 62rem)").matches;
  for (const guide of guides) {
    if (wide && !closed()) guide.open = true;
    guide.querySelector("summary").addEventListener("click", () => {
      if (wide) localStorage.setItem("approval:guide", guide.open ? "closed" : "open");
    });
  }
}

// A file that is too large is not sent in vain: the server would read it to its end and refuse it.
function startFileLimits() {
  document.addEventListener("change", ({ target: input }) => {
    const most = Number(input.dataset?.mostBytes);
    if (!most) return;
    input.parentElement.querySelector("[data-too-large]")?.remove();
    const large = [...input.files].filter((file) => file.size > most);
    if (!large.length) return;
    const box = Object.assign(document.createElement("div"), { className: "errors" });
    box.setAttribute("role", "alert");
    box.dataset.tooLarge = "";
    for (const { name } of large) {
      const words = say("large", name, most / 1024 ** 2);
      box.append(Object.assign(document.createElement("p"), { className: "error", textContent: words }));
    }
    const kept = new DataTransfer();
    for (const file of input.files) if (file.size <= most) kept.items.add(file);
    input.files = kept.files;
    input.before(box);
  });
}

function startMenus() {
  const close = (menu) => menu.open && ((menu.open = false), true);
  document.addEventListener("click", (event) => {
    all("details.menu").filter((menu) => !menu.contains(event.target)).forEach(close);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details.menu")) if (close(menu)) menu.querySelector("summary").focus();
  });
}

function startPrinting() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

// What changed, for those who listen: all of the place, or only the words that it names as news.
function announcer(place) {
  if (!place.querySelector("[data-news]")) {
    place.setAttribute("aria-live", "polite");
    return () => undefined;
  }
  const spoken = Object.assign(document.createElement("p"), { className: "vh" });
  spoken.setAttribute("role", "status");
  place.after(spoken);
  let known = place.querySelector("[data-news]").dataset.news;
  return () => {
    const news = place.querySelector("[data-news]")?.dataset.news ?? "";
    if (news !== known) spoken.textContent = known = news;
  };
}

// A document being made: ask again, slower each time, until the answer holds an element with data-done.
function startPolling() {
  for (const place of all("[data-poll]")) {
    const announce = announcer(place);
    let wait = 2000;
    let failures = 0;
    const ask = async () => {
      if (document.hidden) return setTimeout(ask, wait);
      try {
        const answer = await fetch(place.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const fragment = new DOMParser().parseFromString(await answer.text(), "text/html").body;
        const done = fragment.querySelector("[data-done]") !== null;
        if (fragment.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...fragment.childNodes);
        announce();
        if (done) return place.removeAttribute("data-poll");
        failures = 0;
      } catch {
        failures += 1;
        if (failures === 5) return undefined;
      }
      wait = Math.min(wait * 1.3, 15000);
      return setTimeout(ask, wait);
    };
    setTimeout(ask, wait);
  }
}

startCounters();
startErrorSummary();
startFileLimits();
startDragging();
startMenus();
startPrinting();
startPolling();
for (const form of all("form[data-autosave]")) startAutosave(form);
startRows(startCounters);
try {
  startGuides();
} catch {
  // A browser that forbids local storage keeps the guides as they are.
}
