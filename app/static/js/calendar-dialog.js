// Links with data-dialog open their page in the dialog. Without this script they are plain links.
import { piece } from "./calendar-board.js";

export default function calendarDialog(board) {
  const dialog = document.querySelector("[data-calendar-dialog]");
  const body = dialog.querySelector("[data-dialog-body]");
  const title = dialog.querySelector("h2");
  let opener = null;

  board.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    body.innerHTML = await piece(link.href);
    title.textContent = link.dataset.title ?? link.querySelector(".chip-name")?.textContent ?? link.textContent;
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => opener?.focus());
}
