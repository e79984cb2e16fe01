// Talks to the server for the calendar: asks the rules, saves, and reads the board again.
import { toast } from "./toasts.js";

export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.violations = problem.violations ?? [];
  }
}

export async function send(address, fields) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(fields),
  });
  const told = await answer.json().catch(() => ({ detail: answer.statusText }));
  if (!answer.ok) throw new Refused(told);
  return told;
}

// A piece of a page, as htmx would ask for it.
export async function piece(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
  if (answer.redirected || answer.status === 401) {
    window.location.reload();
    return "";
  }
  return answer.text();
}

export async function readAgain(board) {
  const scrolled = board.querySelector(".week-scroll");
  const place = scrolled ? [scrolled.scrollLeft, scrolled.scrollTop] : [0, 0];
  board.innerHTML = await piece(window.location.href);
  board.querySelector(".week-scroll")?.scrollTo(...place);
  const told = board.querySelector("[data-toasts]");
  if (told) document.getElementById("toasts").append(...told.children);
  board.dispatchEvent(new CustomEvent("board-read"));
}

export function tellError(error) {
  toast("error", error.message);
}
