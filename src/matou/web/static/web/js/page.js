// What every page does beyond plain HTML; each part only improves what already works without it.

const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

on("click", "[data-copy]", async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("is-copied");
});

on("click", "[data-print]", () => window.print());

on("click", "[data-dismiss]", (button) => button.closest(".toast-line").remove());

// A form sent once stays sent: a second press on a slow line must not post again.
on("submit", "form", (form, event) => {
  if (form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.setAttribute("aria-disabled", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
});

// Confirmation pages open as a dialog; where anything fails, the link simply works.
const dialog = document.getElementById("dialog");
on("click", "a[data-dialog]", async (link, event) => {
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "X-Dialog": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    dialog.innerHTML = await answer.text();
    dialog.showModal();
  } catch {
    window.location.assign(link.href);
  }
});
on("click", "[data-close]", (link, event) => {
  if (dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
});

// Menus close when the reader goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});

for (const target of document.querySelectorAll("[data-upload]")) {
  const box = target.querySelector(".upload-target");
  const input = target.querySelector("input[type=file]");
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("is-over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    input.files = event.dataTransfer.files;
  });
}

// A menu that scrolls sideways on a phone shows where one stands.
for (const here of document.querySelectorAll(".console-menu [aria-current], .main-menu [aria-current], .tabs [aria-current]")) {
  const menu = here.closest(".console-menu, .main-menu ul, .tabs");
  menu.scrollLeft += here.getBoundingClientRect().left - menu.getBoundingClientRect().left - 16;
}

document.querySelector("[data-focus]")?.focus();
