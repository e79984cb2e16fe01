// A second click on "Save" while the first is under way sends nothing. Bound once, to the whole page: a form that bound it
// again would see its own first click as a second one.
export default function guardSubmits(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
  });
  // Coming back with the Back button shows the page as it was left: open the forms again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      form.removeAttribute("aria-busy");
    }
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) delete form.dataset.sending;
  });
}
