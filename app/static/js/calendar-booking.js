// Saves what a drag or a keyboard move wants. A legal place is saved at once; where a rule stands against it the manager
// is asked; the server has the last word. A copy leaves the card where it is and books another event of its type. True
// when something was saved.
import { focusCard, NoAnswer, readAgain, Refused, send, tellError, waitForConnection } from "./calendar-board.js";
import { askAboutRules, askAboutVersions } from "./calendar-drop-dialog.js";
import { clock } from "./calendar-verdicts.js";

export async function save(board, card, target, verdict, copies = false) {
  card.classList.add("chip-waiting");
  const act = copies ? copy : target.tray ? cancel : place;
  try {
    if (!(await act(board, card, target, verdict))) return false;
    await readAgain(board);
    focusCard(board, card.dataset);
    return true;
  } catch (error) {
    await tell(board, card, target, error);
    return false;
  } finally {
    card.classList.remove("chip-waiting");
  }
}

async function tell(board, card, target, error) {
  if (error instanceof NoAnswer) waitForConnection(board, error);
  else if (!(error instanceof Refused)) throw error;
  else if (error.isStale) await showBothVersions(board, card, target, error);
  else tellError(error);
}

// Somebody else was quicker: the board shows what they did, the dialog what was wanted here; nothing is overwritten
// unless it is asked for.
async function showBothVersions(board, card, target, error) {
  await readAgain(board);
  const now = board.querySelector(`.chip[data-schedule="${card.dataset.schedule}"]`);
  if (!now) tellError(error);
  else if (await askAboutVersions(error.message)) await save(board, now, target, null);
}

async function cancel(board, card) {
  await send(`${board.dataset.schedules}${card.dataset.schedule}/cancel`, { version: card.dataset.version });
  return true;
}

async function place(board, card, target, verdict) {
  const wanted = { event_id: card.dataset.event, date: target.day };
  if (target.employee !== undefined) wanted.employee_id = target.employee;
  const minutes = target.minutes ?? verdict?.minutes;
  if (minutes !== undefined) wanted.start_time = clock(minutes);
  if (card.dataset.schedule) wanted.schedule_id = card.dataset.schedule;
  const isKnown = wanted.employee_id !== undefined && wanted.start_time !== undefined;
  if (verdict?.level === "clear" && isKnown) return book(board, card, wanted, "");
  const { violations, ...best } = await send(board.dataset.check, wanted);
  return book(board, card, { ...wanted, ...best }, "", violations);
}

async function book(board, card, wanted, given, violations = []) {
  let reason = given;
  if (violations.length) {
    reason = await askAboutRules(violations, "mayOverride" in board.dataset, waysOut(board, wanted));
    if (!reason) return false;
  }
  try {
    await write(board, card, { ...wanted, override_reason: reason });
  } catch (error) {
    // The rules changed since they were asked: ask with what stands against it now.
    if (!(error instanceof Refused) || !error.violations.length) throw error;
    return book(board, card, wanted, "", error.violations);
  }
  return true;
}

async function copy(board, card, target, verdict) {
  const minutes = target.minutes ?? verdict?.minutes;
  const wanted = { employee_id: target.employee, date: target.day, start_time: clock(minutes), form_key: crypto.randomUUID() };
  const address = `${board.dataset.schedules}${card.dataset.schedule}/copy`;
  try {
    await send(address, wanted);
  } catch (error) {
    if (!(error instanceof Refused) || !error.violations.length) throw error;
    const reason = await askAboutRules(error.violations, "mayOverride" in board.dataset);
    if (!reason) return false;
    await send(address, { ...wanted, override_reason: reason });
  }
  return true;
}

function write(board, card, { schedule_id, ...fields }) {
  if (!schedule_id) return send(board.dataset.new, { ...fields, form_key: crypto.randomUUID() });
  return send(`${board.dataset.schedules}${schedule_id}/move`, { ...fields, version: card.dataset.version });
}

function waysOut(board, { event_id, employee_id, date, start_time, schedule_id }) {
  const asked = { event: event_id, employee: employee_id, date, start: start_time };
  if (schedule_id) asked.schedule = schedule_id;
  return `${board.dataset.schedules}ways-out?${new URLSearchParams(asked)}`;
}
