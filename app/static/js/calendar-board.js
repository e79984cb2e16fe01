// Talks to the server for the calendar: asks the rules, saves, and reads the board again.
import { toast } from "./toasts.js";

const PATIENCE = 20000;
const RETRY = 5000;

export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail);
    this.violations = problem.violations ?? [];
    this.isStale = status === 412;
  }
}

// No answer came: what was sent may or may not have arrived, so the board has to be read before anything else.
export class NoAnswer extends Error {}

export const words = () => document.getElementById("board-words").dataset;

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new NoAnswer(words().noAnswer);
  }
  if (answer.redirected || answer.status === 401) {
    window.location.reload();
    throw new NoAnswer(words().signedOut);
  }
  return answer;
}

async function told(answer) {
  const found = await answer.json().catch(() => ({ detail: answer.statusText }));
  if (!answer.ok) throw new Refused(found, answer.status);
  return found;
}

export async function send(address, fields) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return told(await ask(address, { method: "POST", headers, body: new URLSearchParams(fields) }));
}

export async function read(address, fields) {
  return told(await ask(`${address}?${new URLSearchParams(fields)}`, { headers: { Accept: "application/json" } }));
}

// A piece of a page, as htmx would ask for it.
export async function piece(address) {
  const answer = await ask(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
  return answer.text();
}

// `mayNow` is asked once the answer is there: somebody may have taken a card in the meantime. Says whether it was read.
export async function readAgain(board, mayNow = () => true) {
  const fresh = await piece(window.location.href);
  if (!mayNow()) return false;
  const scrolled = board.querySelector(".week-scroll");
  const place = scrolled ? [scrolled.scrollLeft, scrolled.scrollTop] : [0, 0];
  const focused = board.contains(document.activeElement) ? placeOf(document.activeElement) : "";
  board.innerHTML = fresh;
  board.querySelector(".week-scroll")?.scrollTo(...place);
  const toasts = board.querySelector("[data-toasts]");
  if (toasts) showToasts(toasts);
  if (focused) focusOn(board.querySelector(focused));
  board.dispatchEvent(new CustomEvent("board-read"));
  return true;
}

// Two readings under way at once are both told what has just happened; it is said once.
function showToasts(fresh) {
  const area = document.getElementById("toasts");
  const mark = (box) => box.textContent + (box.querySelector("form")?.action ?? "");
  const shown = new Set([...area.children].map(mark));
  area.append(...[...fresh.children].filter((box) => !shown.has(mark(box))));
  fresh.remove(); // what was said already would stay on the board, unseen
}

// What is focused, in words that find it again on a board that was read anew.
function placeOf(element) {
  const { schedule, event } = element.closest(".chip")?.dataset ?? {};
  if (schedule) return `.chip[data-schedule="${schedule}"] :is(a, button)`;
  if (event) return `.chip[data-event="${event}"] :is(a, button)`;
  const [name] = ["href", "aria-label"].filter((one) => element.hasAttribute(one));
  return name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : "";
}

function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1; // an empty place has the focus only by the arrows
  element.focus({ preventScroll: true });
}

// The card of a schedule; of an event that was booked or taken back just now, the card it has there.
export function focusCard(board, { schedule, event }) {
  const card = board.querySelector(`.chip[data-schedule="${schedule}"]`) ?? board.querySelector(`.chip[data-event="${event}"]`);
  focusOn(card?.querySelector("a, button"));
}

export function tellError(error) {
  return toast("error", error.message);
}

// Says that the connection is gone and reads the board as soon as it is back: only then is it known what arrived.
export function waitForConnection(board, error) {
  const told = tellError(error);
  const again = async () => {
    try {
      await readAgain(board);
    } catch (still) {
      if (!(still instanceof NoAnswer)) throw still;
      setTimeout(again, RETRY);
      return;
    }
    told.remove();
    toast("info", words().backAgain);
  };
  setTimeout(again, RETRY);
}
