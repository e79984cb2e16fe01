// Ctrl+Z takes the last change of this person back, Ctrl+Shift+Z or Ctrl+Y makes it again. The toast has the same button.
import { NoAnswer, readAgain, Refused, send, tellError, waitForConnection } from "./calendar-board.js";
import { TYPING } from "./calendar-move.js";
import { toast } from "./toasts.js";

export default function calendarUndo(board) {
  let isBusy = false;
  document.addEventListener("keydown", async (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest(TYPING)) return;
    const key = event.key.toLowerCase();
    const step = key === "y" || (key === "z" && event.shiftKey) ? "redo-last" : key === "z" ? "undo-last" : "";
    if (!step || isBusy || document.body.dataset.moving) return;
    event.preventDefault();
    isBusy = true;
    await take(board, step);
    isBusy = false;
  });
}

async function take(board, step) {
  try {
    const { message } = await send(`/changes/${step}`, {});
    await readAgain(board);
    toast("success", message);
  } catch (error) {
    if (error instanceof NoAnswer) waitForConnection(board, error);
    else if (error instanceof Refused) tellError(error);
    else throw error;
  }
}
