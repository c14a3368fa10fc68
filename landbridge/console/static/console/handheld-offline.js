"use strict";
// The handheld without network, for /floor/ alone: an empty page of it with its styles and scripts,
// and the one page of the task at hand. No other answer is kept.
//
// The version stands in the address this script was fetched by; another one keeps its own files and
// drops those of the versions before.
const VERSION = new URL(self.location).searchParams.get("v") || "0";
const SHELL = `landbridge-shell-${VERSION}`;
const PAGE = "landbridge-page";
const EMPTY = new URL("empty/", self.registration.scope).href;
const AWAY = [502, 503, 504]; // what stands before a server says when the server is gone

async function fill() {
  const answer = await fetch(EMPTY, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new TypeError("the empty page is not there");
  const html = await answer.clone().text();
  const named = html.matchAll(/(?:href|src)="(\/[^"]*\.(?:css|js)(?:\?[^"]*)?)"/g);
  const files = [...named].map((each) => each[1]);
  const cache = await caches.open(SHELL);
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
  await cache.put(EMPTY, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith("landbridge-shell-") && name !== SHELL) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("activate", (event) => event.waitUntil(tidy()));

const isTask = (url) =>
  url.origin === self.location.origin &&
  url.href.startsWith(self.registration.scope) &&
  url.href !== self.registration.scope &&
  url.href !== EMPTY;

// The page of the task takes the place of the one before; what is no task leaves none.
async function remember(answer, address) {
  const cache = await caches.open(PAGE);
  for (const old of await cache.keys()) await cache.delete(old);
  const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (!answer.ok || !html || !isTask(new URL(address))) return;
  const headers = new Headers(answer.headers);
  await cache.put(address, new Response(await answer.blob(), { headers }));
}

async function open(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    answer = null;
  }
  if (answer && !AWAY.includes(answer.status)) {
    await remember(answer.clone(), request.url);
    return answer;
  }
  const page = await (await caches.open(PAGE)).match(request.url);
  return page || (await (await caches.open(SHELL)).match(EMPTY)) || answer || Response.error();
}

async function send(request) {
  const answer = await fetch(request);
  if (answer.redirected || answer.ok) await remember(answer.clone(), answer.url);
  return answer;
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(SHELL)).match(request.url)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const inScope = url.href.startsWith(self.registration.scope);
  if (request.mode === "navigate") {
    if (request.method === "GET" && inScope) event.respondWith(open(request));
  } else if (request.method === "POST" && inScope) {
    event.respondWith(send(request));
  } else if (request.method === "GET" && /\.(css|js)$/.test(url.pathname)) {
    event.respondWith(file(request));
  }
});
