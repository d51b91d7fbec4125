// Checks licences in the browser: signed codes and tokens against keys and status lists that were
// fetched when there was a network. What needs the register goes to the server as a plain form.
import { parseCompact, parseToken, verifyCompact, verifyToken, verifyList, looksSelfContained } from "./signed.js";
import { readPhoto, watchCamera } from "./reading.js";

const STORE = "matou-check-1";
const words = JSON.parse(document.getElementById("check-words").textContent);
const tools = document.querySelector("[data-check]");
const answer = document.getElementById("answer");
const form = document.getElementById("check-form");

async function freshKit() {
  const store = await caches.open(STORE);
  try {
    const fetched = await fetch(words.kit_url, { cache: "no-cache" });
    if (fetched.ok) await store.put(words.kit_url, fetched.clone());
    return await fetched.json();
  } catch {
    const known = await store.match(words.kit_url);
    return known ? known.json() : null;
  }
}

// Everything that this page is drawn with, so that the very first visit is enough.
async function keepPage() {
  await navigator.serviceWorker.register(words.worker_url);
  await navigator.serviceWorker.ready;
  const store = await caches.open(STORE);
  const drawn = [...document.querySelectorAll("link[href][rel~=stylesheet], link[href][rel=icon], script[src], use[href]")]
    .map((element) => new URL(element.getAttribute("src") ?? element.getAttribute("href"), location).pathname);
  const modules = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname)
    .filter((path) => path.startsWith("/static/"));
  const wanted = [...new Set([words.page_url, tools.dataset.reader, ...drawn, ...modules])];
  await store.addAll(wanted);
}

async function check(text) {
  const told = insideAddress(text.trim());
  const kit = await freshKit();
  if (!globalThis.crypto?.subtle) return say("unknown", words.no_crypto);
  if (!kit) return say("unknown", words.no_kit);
  try {
    const found = told.includes("~")
      ? await verifyToken(parseToken(told), kit)
      : await verifyCompact(parseCompact(told), kit);
    await tell(found, kit);
  } catch {
    say("forged");
  }
}

async function tell(found, kit) {
  const listed = await verifyList(kit, found.list, found.index);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  let verdict = "valid";
  if (found.until && today > found.until) verdict = "expired";
  else if (today < found.from) verdict = "not-yet";
  if (listed.status === 1) verdict = "revoked";
  else if (listed.status === 2 && verdict !== "expired") verdict = "suspended";
  const [zh, en] = kit.types[found.letters.slice(0, 21)] ?? ["", ""];
  const notes = [];
  if (listed.status === null) notes.push(words.no_list);
  else notes.push(words.as_of.replace("{when}", local(listed.issued)));
  if (listed.stale) notes.push(words.stale);
  const lines = [
    [words.kind, words.language === "zh" ? zh : en],
    ...found.shown,
    [words.issuer_code, found.letters.slice(21, 39)],
    [words.valid, `${found.from} – ${found.until || words.no_end}`],
    [words.identifier, found.identifier],
  ];
  say(verdict, "", lines, notes);
}

const TONES = { valid: "good", "not-yet": "info", suspended: "warn", replaced: "warn" };

function say(verdict, text = "", lines = [], notes = []) {
  const [word, note] = words.verdicts[verdict];
  const tone = TONES[verdict] ?? "bad";
  const box = made("div", `check-answer tone-edge-${tone}`);
  box.append(made("p", "check-verdict", made("span", `badge tone-${tone}`, word)), made("p", "", text || note));
  if (lines.length) {
    const list = made("dl", "facts");
    for (const [name, value] of lines.filter((line) => line[1])) {
      const line = made("div", "fact", made("dt", "", name), made("dd", "", value));
      list.append(line);
    }
    box.append(list);
  }
  for (const one of notes) box.append(made("p", "quiet", one));
  box.dataset.verdict = verdict;
  answer.replaceChildren(box);
  answer.focus();
}

function made(tag, name, ...inside) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside);
  return element;
}

function insideAddress(text) {
  if (!text.includes("://")) return text;
  const url = URL.parse ? URL.parse(text) : new URL(text);
  return url ? decodeURIComponent(url.hash.slice(1)) || url.pathname.split("/").pop() : text;
}

const local = (seconds) =>
  new Date(seconds * 1000).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16) + " (UTC+8)";

// A read code is checked here where it carries its own signature, else it is sent like a typed one.
function take(text) {
  const told = insideAddress(text.trim());
  if (looksSelfContained(told)) return check(told);
  if (!navigator.onLine) return say("unknown", words.offline_code);
  form.elements.text.value = told;
  form.requestSubmit();
}

form.addEventListener("submit", (event) => {
  const told = insideAddress(form.elements.text.value.trim());
  if (form.elements.paper.files.length) return;
  if (looksSelfContained(told)) {
    event.preventDefault();
    check(told);
  } else if (!navigator.onLine) {
    event.preventDefault();
    say("unknown", words.offline_code);
  }
});

tools.querySelector("[data-photo]").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const text = await readPhoto(file, tools.dataset.reader);
  event.target.value = "";
  text ? take(text) : say("unknown", words.no_qr);
});

tools.querySelector("[data-camera]").addEventListener("click", async () => {
  try {
    take(await watchCamera(tools.querySelector("[data-video]"), tools.dataset.reader));
  } catch {
    say("unknown", words.no_camera);
  }
});

async function begin() {
  if (location.hash.length > 1) await take(decodeURIComponent(location.hash.slice(1)));
  if (!("serviceWorker" in navigator)) return;
  const kit = await freshKit();
  if (navigator.onLine) await keepPage();
  if (!kit) return;
  const line = tools.querySelector("[data-offline]");
  line.querySelector("span").textContent =
    `${words.ready} · ${words.as_of.replace("{when}", local(Date.parse(kit.as_of) / 1000))}`;
  line.hidden = false;
}

addEventListener("hashchange", () => location.hash.length > 1 && take(decodeURIComponent(location.hash.slice(1))));
begin();
