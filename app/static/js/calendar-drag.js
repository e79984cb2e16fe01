// Dragging a chip or an open event onto a person and day, or a chip back to the open events, which cancels it. The
// rules are asked before anything is saved; the server has the last word, and a refused chip goes back where it was.
import { readAgain, Refused, send, tellError } from "./calendar-board.js";
import { askAboutRules } from "./calendar-drop-dialog.js";

const OPTIONS = {
  group: "chips",
  draggable: ".chip",
  sort: false,
  animation: 120,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  delay: 250,
  delayOnTouchOnly: true,
  ghostClass: "chip-lifted",
  scroll: true,
};
const PLACES = ".chips[data-employee], [data-tray]";
let escaped = false;

export default function calendarDrag(board) {
  if (!("editable" in board.dataset) || typeof window.Sortable === "undefined") return;
  const start = () => makeDraggable(board);
  board.addEventListener("board-read", start);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !window.Sortable.dragged) return;
    escaped = true;
    document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  });
  start();
}

function makeDraggable(board) {
  for (const cell of board.querySelectorAll(PLACES))
    window.Sortable.create(cell, {
      ...OPTIONS,
      group: { name: "chips", put: (to, from, item) => !isTray(to) || "schedule" in item.dataset },
      onStart: ({ item }) => {
        escaped = false;
        board.classList.toggle("is-dragging-schedule", "schedule" in item.dataset);
      },
      onMove: (event) => mark(board, event.to),
      onEnd: (event) => {
        mark(board, null);
        board.classList.remove("is-dragging-schedule");
        const place = placeUnder(event);
        if (escaped || place === event.from) putBack(event);
        else drop(board, event, place);
      },
    });
}

const isTray = (place) => "tray" in (place.el ?? place).dataset;

function mark(board, target) {
  board.querySelector(".is-target")?.classList.remove("is-target");
  target?.classList.add("is-target");
}

// Sortable looks under the pointer twenty times a second; a quick hand lets go in between.
function placeUnder({ originalEvent, to }) {
  const { clientX, clientY } = originalEvent.changedTouches?.[0] ?? originalEvent;
  return document.elementFromPoint(clientX, clientY)?.closest(PLACES) ?? to;
}

function putBack({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] ?? null);
}

async function drop(board, event, place) {
  const { item } = event;
  if (item.parentElement !== place) place.append(item);
  item.classList.add("chip-waiting");
  try {
    const saved = isTray(place) ? await cancel(board, item) : await book(board, item, place.dataset);
    if (saved) await readAgain(board);
    else putBack(event);
  } catch (error) {
    putBack(event);
    if (!(error instanceof Refused) || !error.violations.length) tellError(error);
    else await askAboutRules(error.violations, false);
  } finally {
    item.classList.remove("chip-waiting");
  }
}

async function cancel(board, item) {
  await send(`${board.dataset.schedules}${item.dataset.schedule}/cancel`, { version: item.dataset.version });
  return true;
}

function waysOut(board, asked, start) {
  const place = { event: asked.event_id, employee: asked.employee_id, date: asked.date, start };
  if (asked.schedule_id) place.schedule = asked.schedule_id;
  return `${board.dataset.schedules}ways-out?${new URLSearchParams(place)}`;
}

// True when saved, false when the manager put it back.
async function book(board, item, place) {
  const moved = item.dataset.schedule;
  const wanted = { event_id: item.dataset.event, employee_id: place.employee, date: place.day };
  const asked = moved ? { ...wanted, schedule_id: moved, start_time: item.dataset.start } : wanted;
  const { start_time, violations } = await send(board.dataset.check, asked);
  let reason = "";
  if (violations.length) {
    reason = await askAboutRules(violations, "mayOverride" in board.dataset, waysOut(board, asked, start_time));
    if (!reason) return false;
  }
  const fields = { ...wanted, start_time, override_reason: reason };
  if (moved) await send(`${board.dataset.schedules}${moved}/move`, { ...fields, version: item.dataset.version });
  else await send(board.dataset.new, { ...fields, form_key: crypto.randomUUID() });
  return true;
}
