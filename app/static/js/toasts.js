// Toasts stay until they are read: successes close after a while (not while hovered or focused), errors by hand.
const READING_TIME = 12000;

// Of the blank ones that the page brings along, with their sign and the word on their button.
export function toast(kind, message) {
  const blank = document.querySelector(`template[data-toast="${kind}"]`);
  const box = blank.content.firstElementChild.cloneNode(true);
  box.querySelector(".app-toast-text").textContent = message;
  document.getElementById("toasts").append(box);
  return box;
}

function fadeLater(box) {
  if (!box.classList.contains("toast-success")) return;
  setTimeout(function close() {
    if (box.matches(":hover, :focus-within")) setTimeout(close, READING_TIME);
    else box.remove();
  }, READING_TIME);
}

export default function toasts(area) {
  area.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss-toast]")) event.target.closest(".app-toast").remove();
  });
  for (const box of area.children) fadeLater(box);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) fadeLater(node);
  }).observe(area, { childList: true });
}
