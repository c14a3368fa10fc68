"use strict";
// Scans made without network: kept in the browser, sent in order when it is back, each told of.
//
// The server answers a key it knows with the screen it answered first, so that a scan whose answer
// was lost is sent again without harm. What followed on one screen is applied where the scan before
// it led; after a refusal the rest of that screen is not applied, but shown.
window.landbridgeQueue = ({ show, beep }) => {
  const PLACE = "landbridge-queue";
  const WORKER = "landbridge-worker";
  const PICTURES = "landbridge-pictures";
  const RETRY_MS = 4000;
  let sending = false;
  let timer = 0;

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) || "{}");
      return { waiting: kept.waiting || [], told: kept.told || [] };
    } catch {
      return { waiting: [], told: [] };
    }
  }

  function write(kept) {
    localStorage.setItem(PLACE, JSON.stringify(kept));
    draw();
  }

  // The empty page does not know who holds the device: the last one who was signed in.
  function actor() {
    const here = document.body.dataset.actor;
    if (here === undefined) return localStorage.getItem(WORKER) || "";
    localStorage.setItem(WORKER, here);
    return here;
  }

  const mine = (list) => list.filter((each) => each.actor === actor());

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  }

  // Pictures are too large for the list: they lie beside it, by the key of their scan.
  function pictures(work) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open(PICTURES, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("pictures");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const moving = database.transaction("pictures", "readwrite");
        const asked = work(moving.objectStore("pictures"));
        moving.oncomplete = () => {
          database.close();
          resolve(asked.result);
        };
        moving.onerror = moving.onabort = () => {
          database.close();
          reject(moving.error);
        };
      };
    });
  }

  // The picture is safe before the list names it.
  async function add(scan, picture) {
    if (picture) await pictures((store) => store.put(picture, scan.key));
    const kept = read();
    kept.waiting.push({ ...scan, actor: actor(), ...(picture ? { picture: picture.name } : {}) });
    write(kept);
  }

  function forget(scans) {
    const gone = scans.filter((each) => each.picture !== undefined).map((each) => each.key);
    if (gone.length) {
      pictures((store) => gone.map((key) => store.delete(key))[0]).catch(() => {});
    }
  }

  function element(name, words, kind) {
    const made = document.createElement(name);
    made.textContent = words;
    if (kind) made.className = kind;
    return made;
  }

  // The question of the screen is answered by what waits; what follows is the next one's answer.
  function ask(waiting) {
    const form = document.querySelector("form.ask");
    const label = form?.querySelector("label");
    if (!label) return;
    label.dataset.asked ??= label.textContent;
    const answered = waiting.some((scan) => scan.page === form.action);
    label.textContent = answered ? document.body.dataset.next : label.dataset.asked;
  }

  // What waits, and what became of the rest, below the screen's own sentence.
  function draw() {
    document.querySelector(".away")?.remove();
    const kept = read();
    const waiting = mine(kept.waiting);
    ask(waiting);
    const told = mine(kept.told);
    const main = document.querySelector("main");
    if (!main || (!waiting.length && !told.length)) return;
    const words = document.body.dataset;
    const box = element("section", "", "away");
    box.setAttribute("role", "status");
    if (waiting.length) {
      box.append(element("h2", `${words.waiting}: ${waiting.length}`));
      const list = box.appendChild(document.createElement("ol"));
      for (const scan of waiting) list.append(element("li", scan.words));
    }
    if (told.length) {
      box.append(element("h2", words.back));
      const list = box.appendChild(document.createElement("ul"));
      for (const each of told) {
        const line = element("li", "", each.beep);
        line.append(element("b", each.words), element("span", ` ${sentence(each, words)}`));
        list.append(line);
      }
      const seen = element("button", words.seen);
      seen.type = "button";
      seen.addEventListener("click", () => {
        const now = read();
        write({ ...now, told: now.told.filter((each) => each.actor !== actor()) });
        document.getElementById("code")?.focus();
      });
      box.append(seen);
    }
    main.querySelector(".bar").after(box);
  }

  function sentence(each, words) {
    if (each.unsent) return words.unsent;
    return each.beep === "wrong" ? `${words.refused}: ${each.say}` : each.say || "✓";
  }

  async function post(scan, address) {
    const body = new FormData();
    const proof = document.querySelector("[name=csrfmiddlewaretoken]");
    body.set("csrfmiddlewaretoken", proof ? proof.value : "");
    body.set("key", scan.key);
    if (scan.picture !== undefined) {
      const picture = await pictures((store) => store.get(scan.key));
      if (picture) body.set("photo", picture, scan.picture || "picture.jpg");
    } else if (scan.choice) body.set("choice", scan.choice);
    else body.set("code", scan.code || "");
    return fetch(address, { method: "POST", body, redirect: "follow" });
  }

  // One step of the queue. False: it goes on later.
  async function sendFirst() {
    const scan = mine(read().waiting)[0];
    const answer = await post(scan, scan.at || scan.page);
    if (answer.status >= 500) return false;
    const html = await answer.text();
    const main = new DOMParser().parseFromString(html, "text/html").querySelector("main.flow");
    if (!main && (answer.status === 403 || answer.url.includes("/sign-in/"))) {
      const say = document.querySelector(".say");
      if (say) say.textContent = document.body.dataset.signIn;
      return false;
    }
    const said = main ? main.querySelector(".say").textContent.trim() : `${answer.status}`;
    const tone = main ? main.dataset.beep : "wrong";
    settle(scan, { said, tone, url: answer.url });
    // The screen is shown where the worker still is in that flow.
    const here = document.querySelector("main.flow") ? window.location.pathname : "";
    if (main && new URL(answer.url).pathname === here) show(html, answer.url);
    draw();
    return true;
  }

  // The scan leaves the queue and its outcome is kept in one writing: neither is lost alone.
  function settle(scan, { said, tone, url }) {
    const kept = read();
    const told = { actor: scan.actor, words: scan.words, say: said, beep: tone };
    kept.waiting = kept.waiting.filter((each) => each.key !== scan.key);
    kept.told.push(told);
    forget([scan]);
    const rest = kept.waiting.filter((each) => each.page === scan.page);
    if (tone === "wrong") {
      kept.waiting = kept.waiting.filter((each) => each.page !== scan.page);
      forget(rest);
      for (const each of rest) {
        kept.told.push({ actor: each.actor, words: each.words, beep: "wrong", unsent: true });
      }
    } else {
      for (const each of rest) each.at = url;
    }
    write(kept);
  }

  async function drain() {
    if (document.body.dataset.actor === undefined) return; // the empty page sends nothing
    while (mine(read().waiting).length) {
      if (!(await sendFirst())) return;
    }
  }

  async function send() {
    clearTimeout(timer);
    if (sending || !mine(read().waiting).length) return;
    sending = true;
    try {
      // One page at a time, where the browser can say so.
      if (navigator.locks) await navigator.locks.request(PLACE, drain);
      else await drain();
    } catch {
      /* still without network */
    } finally {
      sending = false;
    }
    if (mine(read().waiting).length) timer = setTimeout(send, RETRY_MS);
    else beep(mine(read().told).some((each) => each.beep === "wrong") ? "wrong" : "done");
  }

  window.addEventListener("online", send);
  document.addEventListener("DOMContentLoaded", () => {
    draw();
    send();
  });
  // A page that was kept and opened again has the key of a scan that was made on it.
  const isUsed = (key) => read().waiting.some((each) => each.key === key);
  const waiting = () => mine(read().waiting).length > 0;
  return { add, draw, isUsed, newKey, send, waiting };
};
