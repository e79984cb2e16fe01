// Keys of the calendar. Each only does what a button, link or field with that `data-key` does, so that nothing is
// reachable by key alone; the arrows go from card to card and from day to day, and say where they are.
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export default function planKeys(board) {
  const help = document.querySelector("dialog[data-keys]");
  const asks = document.querySelector("[data-help]");
  asks.hidden = false;
  asks.addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => {
    if (event.target === help || event.target.closest("[data-close]")) help.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    if (event.key in STEPS) {
      if (goTo(board, event.target, STEPS[event.key])) event.preventDefault();
      return;
    }
    const does = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!does) return;
    event.preventDefault();
    if (does.matches(TYPING)) does.focus();
    else does.click();
  });
}

// While somebody types, a dialog is open or a card is being moved, the keys belong there.
function isBusy(target) {
  return target.closest?.(TYPING) || document.querySelector("dialog[open]") || "moving" in document.body.dataset;
}

function goTo(board, from, [down, right]) {
  if (!board.contains(from) && from !== document.body) return false;
  const here = from.closest(".chip, [data-place], td");
  const next = here ? neighbour(board, here, down, right) : board.querySelector(".chip > a, .chip .day-what > a");
  if (!next) return false;
  visit(next);
  return true;
}

function neighbour(board, here, down, right) {
  const cell = here.closest("td");
  if (!cell) return alongList(board, here, down || right);
  const card = here.closest(".chip");
  const inside = cell.querySelector(".track") ? right : down;
  const beside = inside && card ? besideIn(cell, card, inside) : null;
  if (beside) return beside;
  if (cell.querySelector(".track") && right) return null;
  const target = right ? sideways(cell, right) : upOrDown(cell, down);
  return target && entry(target, down < 0);
}

function besideIn(cell, card, step) {
  const cards = [...cell.querySelectorAll(".chip")];
  return cards[cards.indexOf(card) + step];
}

function sideways(cell, step) {
  const next = step > 0 ? cell.nextElementSibling : cell.previousElementSibling;
  return next?.matches("td") ? next : null;
}

function upOrDown(cell, step) {
  let row = cell.parentElement;
  do row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  while (row && !row.querySelector("td"));
  return row?.children[cell.cellIndex];
}

// Its first card, or its last when coming from below; an empty one itself.
function entry(cell, fromBelow) {
  const cards = cell.querySelectorAll(".chip");
  return cards[fromBelow ? cards.length - 1 : 0] ?? cell.querySelector("[data-place]") ?? cell;
}

function alongList(board, here, step) {
  const cards = [...board.querySelectorAll(".chip")].filter((card) => !card.closest("td"));
  return cards[cards.indexOf(here.closest(".chip")) + step];
}

function visit(element) {
  const link = element.matches(".chip") ? element.querySelector("a") : null;
  if (link) {
    link.focus();
    return;
  }
  element.tabIndex = -1; // an empty place is no stop of the Tab key, only of the arrows
  element.focus();
  const voice = document.getElementById("board-voice");
  if (voice) voice.textContent = element.getAttribute("aria-label") ?? "";
}
