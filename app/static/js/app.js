// Binds behaviour to the page: data-module="name" loads ./name.js and calls its default export with the element.
import guardSubmits from "./submit-once.js";

const bound = new WeakSet();

export function bind(root) {
  const found = [...root.querySelectorAll("[data-module]")];
  if (root instanceof Element && root.matches("[data-module]")) found.push(root);
  return Promise.all(found.filter((element) => !bound.has(element)).map(bindOne));
}

// All scripts of an element are fetched at once, and begin in the order in which they are named.
async function bindOne(element) {
  bound.add(element);
  const names = element.dataset.module.split(/\s+/).filter((name) => /^[a-z0-9-]+$/.test(name));
  const modules = await Promise.all(names.map((name) => import(`./${name}.js`)));
  for (const module of modules) module.default(element);
}

guardSubmits(document);
// On a phone the tabs are a row to push: the one that is open stands in it.
document.querySelector(".nav-tabs .active")?.scrollIntoView({ block: "nearest", inline: "center" });

// Keys that were pressed meanwhile are waiting (keys-early.js), also when a script could not be fetched.
bind(document).finally(() => document.dispatchEvent(new Event("modules-bound")));

// htmx brings pieces later, and its writes carry the token of this page.
new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes) if (node instanceof Element) bind(node);
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  const headers = event.detail?.ctx?.request?.headers;
  if (token && headers) headers["X-CSRFToken"] = token;
});
