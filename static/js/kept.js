// Text that could not be saved, kept in this browser: one entry for each form and version of its answers.
const PREFIX = "approval:text:";
const WEEK = 7 * 24 * 3600 * 1000;

const keyOf = (url, version) => `${PREFIX}${url}#${version}`;

function entries() {
  const found = [];
  try {
    for (const key of Object.keys(localStorage).filter((k) => k.startsWith(PREFIX))) {
      const entry = JSON.parse(localStorage.getItem(key));
      if (Date.now() - entry.at > WEEK) localStorage.removeItem(key);
      else found.push({ key, ...entry });
    }
  } catch {
    // No storage, or not ours: nothing is kept.
  }
  return found;
}

// Whether the browser could keep it.
export function keep(url, version, fields, submitted = false) {
  try {
    localStorage.setItem(keyOf(url, version), JSON.stringify({ url, version, at: Date.now(), fields, submitted }));
    return true;
  } catch {
    return false;
  }
}

export function forget(url, version) {
  try {
    for (const { key, version: kept } of keptFor(url)) {
      if (version === undefined || kept === version) localStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}

// The newest first.
export const keptFor = (url) => entries().filter((e) => e.url === url).sort((a, b) => b.at - a.at);
