// Keys of the clerk's desk. Without scripts the same links have access keys, listed on the page.
// Single keys can be switched off (WCAG 2.1.4); whoever types in a field types.
const KEPT = "matou-desk-keys";
const help = document.querySelector("[data-keys-help]");
const chosen = document.querySelector("[data-keys-on]");
const rows = [...document.querySelectorAll("[data-key-row]")];

const isOn = () => localStorage.getItem(KEPT) !== "off";
const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]");

if (chosen) {
  chosen.closest("label").hidden = false;
  chosen.checked = isOn();
  chosen.addEventListener("change", () => {
    localStorage.setItem(KEPT, chosen.checked ? "on" : "off");
  });
}

const at = () => rows.findIndex((row) => row.contains(document.activeElement));

const go = (step) => {
  const next = Math.min(rows.length - 1, Math.max(0, at() + step));
  rows[next]?.querySelector("a")?.focus();
};

const follow = (key) => {
  const row = rows[at()];
  const link = (row ?? document).querySelector(`[data-key="${key}"]`);
  if (link) link.click();
};

const deeds = {
  j: () => (rows.length ? go(1) : follow("j")),
  k: () => (rows.length ? go(at() < 0 ? 1 : -1) : follow("k")),
  o: () => (rows.length && at() >= 0 ? follow("o") : undefined),
  a: () => (rows.length && at() < 0 ? undefined : follow("a")),
  q: () => follow("q"),
  w: () => follow("w"),
  "?": () => {
    if (!help) return;
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const deed = deeds[event.key];
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
  if (!deed || !isPlain || isTyping(event.target)) return;
  if (event.key !== "?" && !isOn()) return;
  event.preventDefault();
  deed();
});
