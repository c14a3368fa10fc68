/* Keyboard and live parts. Everything here is a convenience: each page works without it. */
"use strict";

const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll("table.list tr[data-href]")];
let waitingForPlace = false;

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))] || all[0];
  all[at]?.classList.remove("here");
  next.classList.add("here");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a")?.focus({ preventScroll: true });
}

function goTo(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.href = link.href;
}

const keys = {
  "/": () => {
    const find = document.getElementById("find");
    find.focus();
    find.select();
  },
  "?": () => document.getElementById("help").showModal(),
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector('a[rel="next"]')?.click(),
  x: () => document.querySelector("tr.here input[type=checkbox]")?.click(),
  g: () => {
    waitingForPlace = true;
    setTimeout(() => {
      waitingForPlace = false;
    }, 1500);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
    return;
  if (event.key === "Escape" && event.target.id === "find") event.target.blur();
  if (typing(event.target)) return;
  if (waitingForPlace) {
    waitingForPlace = false;
    goTo(event.key);
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// A group of the menu that somebody closed stays closed, unless they are in it.
for (const part of document.querySelectorAll("details[data-keep]")) {
  const kept = localStorage.getItem(part.dataset.keep);
  if (kept === "closed" && !part.querySelector("[aria-current]")) part.open = false;
  part.addEventListener("toggle", () => {
    localStorage.setItem(part.dataset.keep, part.open ? "open" : "closed");
  });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, input, button, label") || getSelection().toString())
    return;
  if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener");
  else location.href = row.dataset.href;
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of event.target
    .closest("table")
    .querySelectorAll("tbody input[type=checkbox]")) {
    box.checked = event.target.checked;
  }
});

/* A part with data-live takes its content from a stream; when there is none, it is polled. */
function live(part) {
  let refused = 0;
  const stream = new EventSource(part.dataset.live);
  stream.addEventListener("part", (event) => {
    refused = 0;
    if (!part.contains(document.activeElement)) part.innerHTML = JSON.parse(event.data);
  });
  stream.addEventListener("error", () => {
    refused += 1;
    if (stream.readyState !== EventSource.CLOSED && refused < 4) return;
    stream.close();
    setInterval(
      () =>
        htmx.ajax("GET", location.href, {
          target: `#${part.id}`,
          select: `#${part.id}`,
          swap: "outerHTML",
        }),
      5000,
    );
  });
  addEventListener("pagehide", () => stream.close());
}

if (matchMedia("(max-width: 860px)").matches)
  document.querySelector("details.menu")?.removeAttribute("open");
if (matchMedia("(max-width: 640px)").matches)
  document.querySelector("details.filtering:not([data-filtered])")?.removeAttribute("open");
document.querySelectorAll("[data-live]").forEach(live);

// A form that was refused comes back as it was filled in: nobody types thirty bins twice.
const FILLED = "filled-form";
const FILLED_MS = 60_000;
const NOT_ASKED = ["hidden", "password", "file", "submit"];
const isAsked = (field) => field.name && !NOT_ASKED.includes(field.type);
const isBox = (field) => field.type === "checkbox" || field.type === "radio";

document.addEventListener("submit", ({ target: form }) => {
  if (form.method !== "post") return;
  const fields = [...form.elements].filter(isAsked);
  const values = fields.map((field) => (isBox(field) ? field.checked : field.value));
  const place = [...document.forms].indexOf(form);
  const said = { path: location.pathname, place, values, at: Date.now() };
  sessionStorage.setItem(FILLED, JSON.stringify(said));
});

const filled = JSON.parse(sessionStorage.getItem(FILLED) || "null");
sessionStorage.removeItem(FILLED);
if (filled && filled.path === location.pathname && Date.now() - filled.at < FILLED_MS
    && document.querySelector(".flash .tone-person")) {
  const form = document.forms[filled.place];
  const fields = [...(form?.elements || [])].filter(isAsked);
  if (fields.length === filled.values.length) {
    form?.closest("details")?.setAttribute("open", "");
    fields.forEach((field, at) => {
      if (isBox(field)) field.checked = filled.values[at];
      else field.value = filled.values[at];
    });
  }
}
