// Saves a form while it is being filled in: POST of the same fields to data-autosave, which answers
// {version, saved_at, conflict, message}. What cannot be saved is kept in this browser and offered again.
import { forget, keep, keptFor } from "./kept.js";
import { moment, say } from "./words.js";

const IDLE = 2000;
const RETRY = 15000;
const LEAVING_LIMIT = 60000; // browsers let at most 64 KiB outlive the page that sends it
const SERVICE = ["csrf_token", "seen"];
const forms = new WeakMap();

// Resolves when no save of this form is on its way, so that two never cross.
export const settled = (form) => forms.get(form)?.sending ?? Promise.resolve();
// The answers on the page are saved (a row was added by the server, say).
export const markSaved = (form) => forms.get(form)?.clean();

const fieldsOf = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");
const answersOf = (form) => fieldsOf(form).filter(([name]) => !SERVICE.includes(name));

export function startAutosave(form) {
  forms.set(form, new Autosave(form));
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.seen = form.elements.namedItem("seen");
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.dirty = this.stopped = this.leaving = false;
    this.sending = null;
    this.offer();
    form.addEventListener("input", (event) => event.target.type !== "file" && this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.dirty && this.save());
    addEventListener("beforeunload", (event) => this.unkept && !this.leaving && event.preventDefault());
  }

  get version() {
    return this.seen?.value ?? "";
  }

  tell(state, words) {
    if (!this.status) return;
    this.status.dataset.state = state;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  clean() {
    this.dirty = this.unkept = false;
    clearTimeout(this.timer);
    forget(this.url);
  }

  changed() {
    this.dirty = true;
    if (this.stopped) return void this.keep();
    if (this.status?.dataset.state === "offline") this.keep(); // it says so: let it be true of every letter
    else this.tell("changed", say("changed"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE);
  }

  keep(submitted = false) {
    this.unkept = !keep(this.url, this.version, answersOf(this.form), submitted);
    return !this.unkept;
  }

  save() {
    clearTimeout(this.timer);
    this.sending ??= this.send().finally(() => {
      this.sending = null;
      if (this.dirty && !this.stopped && !this.leaving) this.timer = setTimeout(() => this.save(), this.pause);
    });
    return this.sending;
  }

  async send() {
    this.pause = IDLE;
    this.dirty = false;
    this.tell("saving", say("saving"));
    const body = new URLSearchParams(fieldsOf(this.form));
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": this.form.elements.namedItem("csrf_token")?.value ?? "" };
    const keepalive = body.toString().length < LEAVING_LIMIT;
    let answer;
    try {
      answer = await fetch(this.url, { method: "POST", body, headers, keepalive, redirect: "manual" });
    } catch {
      this.dirty = true;
      this.pause = RETRY;
      return this.keep() ? this.tell("offline", say("offline")) : this.tell("offline", say("lost"));
    }
    return this.read(answer, await answer.json().catch(() => ({})));
  }

  read(answer, { version, saved_at: at, conflict, message }) {
    if (conflict || answer.status === 409) return this.stop("conflict", message || say("conflict"));
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.stop("ended", message || say("ended"));
    if (answer.status >= 500) {
      this.dirty = true;
      this.pause = RETRY;
      return this.keep() ? this.tell("offline", say("offline")) : this.tell("offline", say("lost"));
    }
    if (!answer.ok) return this.stop("refused", message || say("refused"));
    if (version !== undefined && this.seen) this.seen.value = version;
    forget(this.url);
    this.unkept = false;
    return this.dirty ? undefined : this.tell("saved", message || say("saved", at ?? ""));
  }

  // No further attempt would help: keep the text and say what to do.
  stop(state, words) {
    this.stopped = this.dirty = true;
    this.tell(state, this.keep() ? words : `${words} ${say("lost")}`);
    if (state !== "ended" || !this.status) return;
    const link = Object.assign(document.createElement("a"), { href: location.href, textContent: say("again") });
    this.status.append(" ", link);
  }

  leave() {
    if (!this.dirty || this.leaving) return;
    this.keep();
    if (!this.stopped) void this.save();
  }

  // A save on its way would make the version sent with the form look old: wait for it, then send.
  submit(event) {
    if (this.sending) {
      event.preventDefault();
      const button = event.submitter;
      void this.sending.finally(() => this.form.requestSubmit(button));
      return;
    }
    clearTimeout(this.timer);
    if (this.dirty) this.keep(!this.stopped);
    this.leaving = true;
    setTimeout(() => (this.leaving = false), 5000); // the page stayed: the submission did not arrive
  }

  offer() {
    const now = JSON.stringify(answersOf(this.form));
    for (const kept of keptFor(this.url)) {
      const taken = kept.submitted && kept.version !== this.version;
      if (taken || JSON.stringify(kept.fields) === now) forget(this.url, kept.version);
    }
    const [kept] = keptFor(this.url);
    if (kept) this.form.prepend(this.offerOf(kept));
  }

  offerOf(kept) {
    const box = Object.assign(document.createElement("div"), { className: "notice notice-warning kept" });
    box.setAttribute("role", "status");
    const body = Object.assign(document.createElement("div"), { className: "notice-body" });
    const line = (text, parent = body) => parent.append(Object.assign(document.createElement("p"), { textContent: text }));
    const button = (text, act, kind) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: `button ${kind}` });
      made.addEventListener("click", act);
      return made;
    };
    line(say("found", moment(kept.at)));
    if (kept.version !== this.version) line(say("older"));
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(
      button(say("restore"), () => this.restore(kept, body, line), "button-second"),
      button(say("discard"), () => (forget(this.url), box.remove(), document.getElementById("main")?.focus()), "button-quiet"),
    );
    body.append(actions);
    box.append(body);
    return box;
  }

  restore(kept, body, line) {
    const unplaced = place(this.form, kept.fields);
    if (this.seen) this.seen.value = kept.version; // an old version makes the server show both texts
    body.replaceChildren();
    line(say("restored"));
    if (unplaced.length) line(say("unplaced"));
    for (const text of unplaced) {
      const words = Object.assign(document.createElement("p"), { textContent: text, className: "as-typed conflict-text" });
      body.append(words);
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    for (const box of this.form.querySelectorAll("textarea")) box.dispatchEvent(new Event("input"));
  }
}

// Puts answers back in their inputs; gives back those that have none.
function place(form, fields) {
  const unplaced = [];
  const used = new Map();
  for (const tick of form.querySelectorAll("input[type=checkbox], input[type=radio]")) tick.checked = false;
  for (const [name, value] of fields) {
    const inputs = [...form.elements].filter((e) => e.name === name && !["submit", "file"].includes(e.type));
    const tick = inputs.find((e) => ["checkbox", "radio"].includes(e.type) && e.value === value);
    const box = inputs.filter((e) => !["checkbox", "radio"].includes(e.type))[used.get(name) ?? 0];
    if (tick) tick.checked = true;
    else if (box) {
      box.value = value;
      used.set(name, (used.get(name) ?? 0) + 1);
    } else if (value.trim()) unplaced.push(value);
  }
  return unplaced;
}
