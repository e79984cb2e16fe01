// Who may take a card and when: asked once when a drag or a keyboard move begins, read at every step of it.
import { read } from "./calendar-board.js";

const LEVELS = ["clear", "soft", "hard"];

export class Verdicts {
  constructor({ version, reasons, places }) {
    this.version = version;
    this.reasons = reasons;
    this.places = places;
  }

  // What stands against a place; nothing is known about a person or day that is not shown.
  at({ employee, day, minutes }) {
    if (employee === undefined) return this.best(day);
    const runs = this.places[employee]?.[day];
    if (!runs?.length) return null;
    return this.told(minutes === undefined ? runs[0] : (runs.findLast(([start]) => start <= minutes) ?? runs[0]), minutes);
  }

  // The day of a month has no person: the best verdict of anybody.
  best(day) {
    const first = Object.values(this.places).flatMap((days) => days[day]?.slice(0, 1) ?? []);
    if (!first.length) return null;
    return this.told(first.reduce((one, other) => (other[1] < one[1] ? other : one)), undefined);
  }

  told([start, level, reason], minutes) {
    return { minutes: minutes ?? start, level: LEVELS[level], reason: this.reasons[reason] ?? "" };
  }
}

export async function askVerdicts(board, card, copies = false) {
  const { first, last, schedules } = board.dataset;
  const asked = { event_id: card.dataset.event, first, last };
  if (card.dataset.schedule) asked.schedule_id = card.dataset.schedule;
  if (copies) asked.copies = "yes";
  const track = board.querySelector("[data-place][data-from]");
  if (track) Object.assign(asked, { from_time: clock(track.dataset.from), to_time: clock(track.dataset.to) });
  return new Verdicts(await read(`${schedules}verdicts`, asked));
}

export function clock(minutes) {
  const within = Math.min(minutes, 24 * 60 - 1);
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}
