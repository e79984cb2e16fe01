// Moving by keyboard: M on a card, arrows over the places, the verdict in words at each, Enter drops, Esc cancels. C does
// the same with a copy; U takes the booking back, P pins it.
import { focusCard, NoAnswer, readAgain, Refused, send, tellError, waitForConnection, words } from "./calendar-board.js";
import { save } from "./calendar-booking.js";
import { carry, mark, paint, sentence, wipe } from "./calendar-feedback.js";
import { minutesOf, neighbour, SNAP, targetIn } from "./calendar-places.js";
import { askVerdicts } from "./calendar-verdicts.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
export const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog";

export function say(text) {
  document.getElementById("board-voice").textContent = text;
}

export default function calendarMove(board) {
  if (!("editable" in board.dataset)) return;
  let move = null;
  document.addEventListener(
    "keydown",
    (event) => {
      if (move) move = move.key(event) ? move : null;
      else move = begin(board, event);
    },
    true,
  );
  board.addEventListener("board-read", () => (move = null));
}

function begin(board, event) {
  const card = cardOf(board, event);
  if (!card) return null;
  const key = event.key.toLowerCase();
  const isBooked = "schedule" in card.dataset;
  if (!"mcup".includes(key) || (key !== "m" && !isBooked)) return null;
  event.preventDefault();
  const { schedule, version, pinned } = card.dataset;
  const address = `${board.dataset.schedules}${schedule}`;
  if (key === "u") write(board, card, `${address}/cancel`, { version });
  else if (key === "p") write(board, card, `${address}/pin`, { version, pinned: pinned === undefined ? "yes" : "no" });
  else if (board.querySelectorAll("[data-place]").length > 1) return new Move(board, card, key === "c");
  else if (isBooked) window.location.assign(`${address}/${key === "m" ? "move" : "copy"}`);
  return null;
}

// The card that has the focus, unless somebody is typing or another key is held.
export function cardOf(board, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return null;
  const card = event.target.closest(".chip[data-event]");
  return card && board.contains(card) ? card : null;
}

async function write(board, card, address, fields) {
  try {
    await send(address, fields);
    await readAgain(board);
    focusCard(board, card.dataset);
  } catch (error) {
    if (error instanceof NoAnswer) waitForConnection(board, error);
    else if (error instanceof Refused) tellError(error);
    else throw error;
  }
}

class Move {
  constructor(board, card, copies) {
    this.board = board;
    this.card = card;
    this.copies = copies;
    this.verdicts = null;
    this.target = this.start();
    document.body.dataset.moving = "yes";
    board.classList.add("is-dragging");
    say(`${copies ? words().copying : words().moving} ${words().how}`);
    this.ask();
  }

  start() {
    const element = this.card.closest("[data-place]") ?? this.board.querySelector("[data-place]");
    const target = targetIn(this.card, element, this.card.getBoundingClientRect().left);
    if (target.minutes !== undefined && this.card.dataset.start) target.minutes = minutesOf(this.card.dataset.start);
    return target;
  }

  async ask() {
    try {
      this.verdicts = await askVerdicts(this.board, this.card, this.copies);
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
      tellError(error);
      return;
    }
    if (document.body.dataset.moving) {
      paint(this.board, this.card, this.verdicts);
      this.show();
    }
  }

  // False when the move is over.
  key(event) {
    const step = ARROWS[event.key];
    if (!step && !["Enter", "Escape", "Tab"].includes(event.key)) return true;
    event.stopImmediatePropagation();
    if (event.key !== "Tab") event.preventDefault();
    if (step) this.step(step, event.shiftKey);
    else this.end(event.key === "Enter");
    return Boolean(step);
  }

  step([across, down], far) {
    const { element, minutes } = this.target;
    if (across && element.dataset.from !== undefined) {
      const moved = minutes + across * (far ? 4 * SNAP : SNAP);
      this.target.minutes = Math.min(Math.max(moved, Number(element.dataset.from)), Number(element.dataset.to) - SNAP);
    } else {
      const next = neighbour(this.board, element, across, down);
      if (!next) return say(words().edge);
      this.target = { ...targetIn(this.card, next, 0), minutes };
    }
    this.show();
  }

  get verdict() {
    return this.verdicts?.at(this.target) ?? null;
  }

  show() {
    const { element } = this.target;
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, bottom } = element.getBoundingClientRect();
    mark(this.board, this.target);
    carry(this.target, this.verdict, left, bottom - 16, this.copies ? words().copy : "");
    say(sentence(this.target, this.verdict));
  }

  async end(drops) {
    delete document.body.dataset.moving;
    this.board.classList.remove("is-dragging");
    wipe(this.board);
    if (!drops) {
      say(words().stopped);
      return;
    }
    if (await save(this.board, this.card, this.target, this.verdict, this.copies)) say(words().done);
  }
}
