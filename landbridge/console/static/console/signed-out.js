"use strict";
// Nobody is signed in: the page that a device kept for the worker before is not shown to the next.
// Scans that wait stay; only their worker sends them.
if ("caches" in window) caches.delete("landbridge-page");
localStorage.removeItem("landbridge-worker");
