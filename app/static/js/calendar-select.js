// Choosing many cards: Ctrl-click or X chooses one, Shift-click everything from the last one, Ctrl+A everything shown, Esc
// nothing. What is done with them stands in the bar, which is a plain form.
import { words } from "./calendar-board.js";
import { cardOf, say, TYPING } from "./calendar-move.js";

export default function calendarSelect(board) {
  const bar = document.getElementById("selection");
  if (!bar) return;
  const choice = new Choice(board, bar);
  board.addEventListener("click", (event) => choice.click(event), true);
  document.addEventListener("keydown", (event) => choice.key(event));
  board.addEventListener("board-read", () => choice.restore());
  board.addEventListener("live:refreshed", () => choice.restore());
  board.addEventListener("change", (event) => event.target.matches("[form=selection]") && choice.box(event.target));
  bar.querySelector("[data-selection-none]").addEventListener("click", () => choice.none());
  choice.adopt();
}

class Choice {
  constructor(board, bar) {
    this.board = board;
    this.bar = bar;
    this.chosen = new Set();
    this.last = null;
  }

  get cards() {
    return [...this.board.querySelectorAll(".chip[data-event]")];
  }

  click(event) {
    const card = event.target.closest(".chip[data-event]");
    if (!card || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey && this.last) this.range(card);
    else this.toggle(card);
  }

  key(event) {
    if (event.target.closest(TYPING) || document.body.dataset.moving) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a" && this.board.contains(document.activeElement)) {
      event.preventDefault();
      for (const card of this.cards) this.chosen.add(keyOf(card));
      this.show();
      say(`${this.chosen.size} ${words().chosen}`);
    }
    if (event.key === "Escape" && this.chosen.size) this.none();
    const card = event.key.toLowerCase() === "x" || event.key === " " ? cardOf(this.board, event) : null;
    if (!card || event.target.matches("input")) return;
    event.preventDefault();
    this.toggle(card);
  }

  // Boxes that were ticked before this script came, or that the Back button brought back.
  adopt() {
    for (const box of this.board.querySelectorAll("[form=selection]:checked")) {
      const card = box.closest(".chip[data-event]");
      if (card) this.chosen.add(keyOf(card));
    }
    this.show();
  }

  // A box of a list that works without script, too.
  box(input) {
    const card = input.closest(".chip[data-event]");
    if (!card) return;
    this.chosen[input.checked ? "add" : "delete"](keyOf(card));
    this.last = keyOf(card);
    this.show();
  }

  toggle(card) {
    const key = keyOf(card);
    const isChosen = !this.chosen.delete(key);
    if (isChosen) this.chosen.add(key);
    this.last = key;
    this.show();
    say(`${isChosen ? words().chosen : words().notChosen}. ${this.chosen.size} ${words().chosen}`);
  }

  range(card) {
    const cards = this.cards;
    const ends = [cards.findIndex((one) => keyOf(one) === this.last), cards.indexOf(card)].sort((a, b) => a - b);
    for (const one of cards.slice(Math.max(ends[0], 0), ends[1] + 1)) this.chosen.add(keyOf(one));
    this.show();
  }

  none() {
    this.chosen.clear();
    this.show();
  }

  // After the board was read again: what is gone is no longer chosen.
  restore() {
    const there = new Set(this.cards.map(keyOf));
    for (const key of this.chosen) if (!there.has(key)) this.chosen.delete(key);
    this.show();
  }

  show() {
    for (const old of this.bar.querySelectorAll("[data-chosen-card]")) old.remove();
    for (const card of this.cards) {
      const isChosen = this.chosen.has(keyOf(card));
      card.classList.toggle("is-chosen", isChosen);
      const box = card.querySelector("[form=selection]");
      if (box) box.checked = isChosen;
      else if (isChosen) this.bar.append(hidden(card));
    }
    this.bar.hidden = !this.chosen.size;
    this.bar.querySelector("[data-selection-none]").hidden = false;
    this.bar.querySelector("[data-selection-count]").textContent = `${this.chosen.size} ${words().chosen}`;
  }
}

const keyOf = ({ dataset }) => (dataset.schedule ? `schedule-${dataset.schedule}` : `event-${dataset.event}`);

// The version that was seen goes along: a card that somebody changed meanwhile is named, not overwritten.
function hidden({ dataset }) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.dataset.chosenCard = "";
  input.name = dataset.schedule ? "selected" : "event";
  input.value = dataset.schedule ? `${dataset.schedule}:${dataset.version}` : dataset.event;
  return input;
}
