// Ctrl+C on a card, a day or the week remembers it; Ctrl+V on another place copies the card there, on another day or week
// opens the preview of copying the pattern. Remembered in this tab only, so that it can be pasted in another week.
import { words } from "./calendar-board.js";
import { save } from "./calendar-booking.js";
import { say, TYPING } from "./calendar-move.js";
import { targetIn } from "./calendar-places.js";
import { askVerdicts } from "./calendar-verdicts.js";
import { toast } from "./toasts.js";

const KEY = "copied-days";

export default function calendarCopy(board) {
  if (!("editable" in board.dataset)) return;
  let card = null;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.target.closest(TYPING)) return;
    const key = event.key.toLowerCase();
    if (!["c", "v"].includes(key) || String(window.getSelection())) return;
    const here = event.target.closest(".chip[data-schedule]");
    const days = daysAt(board, event.target);
    if (key === "c" && here) remember(here);
    else if (key === "c" && days) rememberDays(days);
    else if (key === "v") paste(event.target, days);
    else return;
    event.preventDefault();
  });

  function remember(chosen) {
    sessionStorage.removeItem(KEY);
    card = chosen;
    say(words().copied);
  }

  function rememberDays(days) {
    card = null;
    sessionStorage.setItem(KEY, JSON.stringify(days));
    toast("info", words().copied);
  }

  async function paste(element, days) {
    const place = board.querySelector("[data-place]:hover") ?? element.closest("[data-place]");
    if (card && place) {
      const target = targetIn(card, place, place.getBoundingClientRect().left);
      const verdicts = await askVerdicts(board, card, true);
      return save(board, card, target, verdicts.at(target), true);
    }
    const copied = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (!copied || !days) return toast("info", words().nothingCopied);
    const target = copied.days === 7 ? board.dataset.first : days.first;
    const here = window.location.pathname + window.location.search;
    const asked = { ...copied, target, store: board.dataset.store, next: here };
    window.location.assign(`${board.dataset.schedules}copy?${new URLSearchParams(asked)}`);
  }
}

// The day whose head or place has the focus; the week when its heading has it.
function daysAt(board, element) {
  const week = element.closest("[data-copy-week]");
  if (week) return { first: week.dataset.copyWeek, days: 7 };
  const day = element.closest("[data-copy-day]")?.dataset.copyDay ?? element.closest("[data-place]")?.dataset.day;
  return day && (board.contains(element) || element.closest("[data-copy-day]")) ? { first: day, days: 1 } : null;
}
