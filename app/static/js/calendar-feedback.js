// Shows what may be done while a card is in the air: each place is tinted with a pattern, and the pointer carries the
// first reason in words. Colour is never the only sign.
import { words } from "./calendar-board.js";
import { targetIn, wordsOf } from "./calendar-places.js";

export function paint(board, card, verdicts) {
  for (const element of board.querySelectorAll("[data-place]")) {
    const { left } = element.dataset.from === undefined ? {} : card.getBoundingClientRect();
    const verdict = verdicts.at(targetIn(card, element, left));
    if (verdict) element.dataset.verdict = verdict.level;
  }
}

export function wipe(board) {
  for (const element of board.querySelectorAll("[data-verdict]")) delete element.dataset.verdict;
  unmark(board);
  const bubble = document.getElementById("drag-verdict");
  bubble.hidden = true;
}

export function mark(board, target) {
  unmark(board);
  target?.element.classList.add("is-target");
}

function unmark(board) {
  board.querySelector(".is-target")?.classList.remove("is-target");
}

// The sentence of a place: where it is, and what stands against it.
export function sentence(target, verdict) {
  if (target.tray) return words().cancels;
  if (!verdict) return `${wordsOf(target)}. ${words().asking}`;
  const said = verdict.level === "clear" ? words().clear : `${words()[verdict.level]}: ${verdict.reason}`;
  return `${wordsOf(target, verdict)}. ${said}`;
}

export function carry(target, verdict, x, y, note = "") {
  const bubble = document.getElementById("drag-verdict");
  bubble.hidden = !target;
  if (!target) return;
  bubble.dataset.level = target.tray ? "soft" : (verdict?.level ?? "asking");
  bubble.textContent = [note, sentence(target, verdict)].filter(Boolean).join(" ");
  const { width, height } = bubble.getBoundingClientRect();
  const left = Math.min(x + 16, window.innerWidth - width - 8);
  const top = y + 20 + height > window.innerHeight ? y - height - 12 : y + 20;
  bubble.style.transform = `translate(${Math.max(left, 8)}px, ${Math.max(top, 8)}px)`;
}
