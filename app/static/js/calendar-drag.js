// Dragging a card to another time, day or person in any view, out of the open events, or back to them, which cancels it.
// Sortable lifts the card; where it may go is known from the moment the drag begins, and it stays where it was until the
// server has said yes.
import { NoAnswer, Refused, tellError, words } from "./calendar-board.js";
import { save } from "./calendar-booking.js";
import { carry, mark, paint, wipe } from "./calendar-feedback.js";
import { isHome, targetAt } from "./calendar-places.js";
import { askVerdicts } from "./calendar-verdicts.js";

const OPTIONS = {
  group: { name: "cards", put: false },
  draggable: ".chip[data-event]",
  sort: false,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  delay: 250,
  delayOnTouchOnly: true,
  ghostClass: "chip-lifted",
  scroll: true,
};

export default function calendarDrag(board) {
  if (!("editable" in board.dataset) || typeof window.Sortable === "undefined") return;
  const lists = new WeakSet();
  let drag = null;
  // A list of cards becomes draggable when the first card in it is touched: a board has thousands of cells.
  const prepare = (event) => {
    const list = event.target.closest(".chip[data-event]")?.parentElement;
    if (!list || lists.has(list)) return;
    lists.add(list);
    window.Sortable.create(list, {
      ...OPTIONS,
      onStart: ({ item, originalEvent }) => {
        drag = new Drag(board, item, originalEvent);
      },
      onEnd: ({ originalEvent }) => {
        for (const next of ["pointerdown", "keydown"])
          document.addEventListener(next, useUpClick, { capture: true, once: true });
        drag.end(originalEvent);
        drag = null;
      },
    });
  };
  board.addEventListener("pointerdown", prepare, true);
  document.addEventListener("pointermove", (event) => drag?.over(event), true);
  document.addEventListener("keyup", (event) => drag?.over(event), true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return drag?.over(event);
    if (!drag) return;
    drag.escaped = true;
    document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  });
}

// Sortable swallows the click that follows a drop. A card that left its place has none, and what is pressed next, perhaps
// Undo, would be lost instead.
function useUpClick() {
  document.body.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

class Drag {
  constructor(board, card, event) {
    this.board = board;
    this.card = card;
    this.escaped = false;
    this.verdicts = null;
    this.copies = false;
    this.grab = point(event).x - card.getBoundingClientRect().left;
    this.where = point(event);
    document.body.dataset.moving = "yes";
    board.classList.add("is-dragging");
    board.classList.toggle("is-dragging-schedule", "schedule" in card.dataset);
    this.ask();
  }

  async ask() {
    const copies = this.copies;
    this.verdicts = null;
    try {
      const verdicts = await askVerdicts(this.board, this.card, copies);
      if (copies !== this.copies) return;
      this.verdicts = verdicts;
    } catch (error) {
      if (error instanceof Refused) tellError(error);
      else if (!(error instanceof NoAnswer)) throw error;
      return; // without an answer the drop itself asks, and says that the connection is lost
    }
    if (!this.board.classList.contains("is-dragging")) return;
    paint(this.board, this.card, this.verdicts);
    this.show();
  }

  over(event) {
    if (event.clientX !== undefined) this.where = point(event);
    const copies = "schedule" in this.card.dataset && (event.ctrlKey || event.metaKey || event.altKey);
    if (copies !== this.copies) {
      this.copies = copies;
      wipe(this.board);
      this.ask();
    }
    this.show();
  }

  get target() {
    const target = targetAt(this.card, this.where.x, this.where.y, this.grab);
    return target?.tray && (this.copies || !("schedule" in this.card.dataset)) ? null : target;
  }

  show() {
    const target = this.target;
    mark(this.board, target);
    const verdict = target && !target.tray ? this.verdicts?.at(target) : null;
    carry(target, verdict, this.where.x, this.where.y, this.copies ? words().copy : "");
  }

  end(event) {
    this.where = point(event) ?? this.where;
    const target = this.target;
    delete document.body.dataset.moving;
    this.board.classList.remove("is-dragging", "is-dragging-schedule");
    wipe(this.board);
    if (this.escaped || !target || isHome(this.card, target)) return;
    const verdict = target.tray ? null : (this.verdicts?.at(target) ?? null);
    if (this.copies) save(this.board, this.card, target, verdict, true);
    else drop(this.board, this.card, target, verdict);
  }
}

function point(event) {
  const { clientX, clientY } = event.changedTouches?.[0] ?? event;
  return { x: clientX, y: clientY };
}

// The card is shown in its new place at once; a refused one goes back where it was.
async function drop(board, card, target, verdict) {
  const home = { list: card.parentElement, next: card.nextSibling };
  const list = target.element.matches("ul, ol, [data-from]") ? target.element : target.element.querySelector("ul, ol");
  if (verdict?.level === "clear" || target.tray) list?.append(card);
  if (!(await save(board, card, target, verdict)) && home.list.isConnected) home.list.insertBefore(card, home.next);
}
