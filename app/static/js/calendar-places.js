// Where a card may go: a place is an element with data-place and data-day, with data-employee where the view has rows of
// people, and with data-from and data-to (minutes after midnight at its edges) where it is a line of time.
import { clock } from "./calendar-verdicts.js";

export const PLACES = "[data-place], [data-tray]";
export const SNAP = 15;

export function targetAt(card, x, y, grab = 0) {
  const element = document.elementFromPoint(x, y)?.closest(PLACES);
  return element ? targetIn(card, element, x - grab) : null;
}

export function targetIn(card, element, left) {
  if ("tray" in element.dataset) return { element, tray: true };
  const { day, employee, from, to } = element.dataset;
  const target = { element, tray: false, day, employee: employee ?? card.dataset.employee };
  if (from !== undefined) target.minutes = minutesAt(element, left, Number(from), Number(to));
  else if (card.dataset.start) target.minutes = minutesOf(card.dataset.start);
  return target;
}

function minutesAt(track, left, from, to) {
  const { left: edge, width } = track.getBoundingClientRect();
  const raw = from + ((left - edge) / width) * (to - from);
  return Math.min(Math.max(Math.round(raw / SNAP) * SNAP, from), to - SNAP);
}

export function minutesOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

// A card that is dropped where it is already.
export function isHome(card, target) {
  if (target.tray) return !card.dataset.schedule;
  const home = card.closest("[data-place]");
  const { day = home?.dataset.day, employee = home?.dataset.employee, start } = card.dataset;
  const sameTime = target.minutes === undefined || start === clock(target.minutes);
  return Boolean(card.dataset.schedule) && sameTime && target.day === day && (target.employee ?? employee) === employee;
}

const spoken = (options) => new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" });

// Ana Lopez, Tue, Mar 3, 9:45 AM
export function wordsOf(target, verdict) {
  const label = target.element.getAttribute("aria-label");
  const day = spoken({ weekday: "short", month: "short", day: "numeric" }).format(new Date(`${target.day}T00:00Z`));
  const minutes = target.minutes ?? verdict?.minutes;
  const time = minutes === undefined ? "" : spoken({ hour: "numeric", minute: "2-digit" }).format(minutes * 60000);
  return [label ?? day, time].filter(Boolean).join(", ");
}

// The next place in the direction of an arrow: in the same row or column as far as there is one.
export function neighbour(board, element, across, down) {
  const from = middle(element);
  let best = null;
  for (const other of board.querySelectorAll("[data-place]")) {
    const to = middle(other);
    const ahead = across ? (to.x - from.x) * across : (to.y - from.y) * down;
    const aside = Math.abs(across ? to.y - from.y : to.x - from.x);
    if (ahead < 2 || aside > (across ? from.height : from.width) / 2 || !to.width) continue;
    if (!best || ahead < best.ahead) best = { other, ahead };
  }
  return best?.other ?? null;
}

function middle(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2, width, height };
}
