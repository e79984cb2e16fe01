// Binds behaviour to the page: data-module="name" loads ./name.js and calls its default export with the element.
import guardSubmits from "./submit-once.js";

const bound = new WeakSet();

export async function bind(root) {
  const found = [...root.querySelectorAll("[data-module]")];
  if (root instanceof Element && root.matches("[data-module]")) found.push(root);
  for (const element of found) {
    if (bound.has(element)) continue;
    bound.add(element);
    for (const name of element.dataset.module.split(/\s+/)) {
      if (!/^[a-z0-9-]+$/.test(name)) continue;
      const module = await import(`./${name}.js`);
      module.default(element);
    }
  }
}

guardSubmits(document);
bind(document);

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
