/* Wheel, drag and keys on the map. Without this script the links beside it do the same. */
"use strict";

const floorMap = () => document.querySelector(".floor-map");
let resting = 0;
let held = null;

function ask(svg) {
  const box = svg.viewBox.baseVal;
  const at = [box.x * 10, -(box.y + box.height) * 10, box.width * 10, box.height * 10];
  const address = new URL(location.href);
  address.searchParams.set("at", at.map(Math.round).join(","));
  htmx.ajax("GET", address.pathname + address.search, {
    target: "#map", select: "#map", swap: "outerHTML",
  });
  history.replaceState(null, "", address);
}

function later(svg) {
  clearTimeout(resting);
  resting = setTimeout(() => ask(svg), 250);
}

function scaleOf(svg) {
  const box = svg.viewBox.baseVal;
  const seen = svg.getBoundingClientRect();
  return Math.max(box.width / seen.width, box.height / seen.height);
}

document.addEventListener("wheel", (event) => {
  const svg = event.target.closest?.(".floor-map");
  if (!svg || !(event.ctrlKey || event.metaKey || svg.contains(document.activeElement))) return;
  event.preventDefault();
  const point = new DOMPoint(event.clientX, event.clientY)
    .matrixTransform(svg.getScreenCTM().inverse());
  const by = event.deltaY < 0 ? 0.8 : 1.25;
  const box = svg.viewBox.baseVal;
  box.x = point.x - (point.x - box.x) * by;
  box.y = point.y - (point.y - box.y) * by;
  box.width *= by;
  box.height *= by;
  later(svg);
}, { passive: false });

document.addEventListener("pointerdown", (event) => {
  const svg = event.target.closest?.(".floor-map");
  if (!svg || event.button !== 0 || event.pointerType === "touch") return;
  svg.focus({ preventScroll: true });
  held = { svg, x: event.clientX, y: event.clientY, moved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.moved && Math.hypot(dx, dy) < 5) return;
  const scale = scaleOf(held.svg);
  held.moved = true;
  held.svg.classList.add("dragged");
  held.svg.viewBox.baseVal.x -= dx * scale;
  held.svg.viewBox.baseVal.y -= dy * scale;
  held.x = event.clientX;
  held.y = event.clientY;
});
document.addEventListener("pointerup", () => {
  if (held?.moved) {
    held.svg.classList.remove("dragged");
    const swallow = (event) => event.preventDefault();
    held.svg.addEventListener("click", swallow, { once: true, capture: true });
    later(held.svg);
  }
  held = null;
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".floor-map")) event.preventDefault();
});

const turns = { "+": "in", "=": "in", "-": "out", 0: "all", ArrowLeft: "left", ArrowRight: "right",
  ArrowUp: "up", ArrowDown: "down" };
document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  if (event.ctrlKey || event.metaKey || event.altKey || !floorMap()) return;
  if (at !== document.body && !at.closest(".floor-map, .map-tools, main:focus")) return;
  const link = document.querySelector(`[data-turn="${turns[event.key] || ""}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// Tasks and stock change while somebody looks; what is held in the hand is left alone.
const DRAWN_ANEW_MS = 15_000;
setInterval(() => {
  const svg = floorMap();
  if (!svg || held || document.hidden) return;
  const hadFocus = svg.contains(document.activeElement);
  htmx.ajax("GET", location.pathname + location.search, {
    target: "#map", select: "#map", swap: "outerHTML",
  }).then(() => hadFocus && floorMap()?.focus({ preventScroll: true }));
}, DRAWN_ANEW_MS);
