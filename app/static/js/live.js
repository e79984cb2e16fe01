// Hears of others' changes and reads this part of the page again: by a stream while there is a place, else by asking.
// Nothing is read again under somebody's hands: while a dialog is open or a card is held, it waits and says so.
import { NoAnswer, readAgain } from "./calendar-board.js";

const ASK_EVERY = 8000;
const ASKED_BEFORE_STREAM = 8;
const TOLD_FOR = 60000;
const JUST_READ = 3000; // an own change: the page that made it was read again right after

export default function live(area) {
  const state = { area, since: area.dataset.liveSince, source: null, timer: 0, asked: 0, waiting: [], reading: false, readAt: 0 };
  document.addEventListener("visibilitychange", () => (document.hidden ? fallSilent(state) : listen(state)));
  window.addEventListener("pagehide", () => fallSilent(state));
  area.addEventListener("board-read", () => (state.readAt = Date.now()));
  listen(state);
}

function listen(state) {
  if (state.source || document.hidden) return;
  clearTimeout(state.timer);
  const source = new EventSource(`/live/stream?since=${encodeURIComponent(state.since)}`);
  state.source = source;
  source.onmessage = (event) => hear(state, JSON.parse(event.data), event.lastEventId);
  source.addEventListener("beat", (event) => (state.since = event.data));
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
    state.source = null;
    state.asked = 0;
    ask(state);
  };
}

function fallSilent(state) {
  clearTimeout(state.timer);
  state.source?.close();
  state.source = null;
}

function ask(state) {
  state.timer = setTimeout(async () => {
    const answer = await fetch(`/live/changes?since=${encodeURIComponent(state.since)}`).catch(() => null);
    if (answer?.redirected || answer?.status === 401) return; // signed out: the next click says so
    const told = answer?.ok ? await answer.json() : { sequence: state.since, changes: [] };
    for (const one of told.changes) hear(state, one, told.sequence);
    state.since = String(told.sequence);
    state.asked += 1;
    if (state.asked < ASKED_BEFORE_STREAM) ask(state);
    else listen(state);
  }, ASK_EVERY);
}

function hear(state, news, number) {
  state.since = String(number || news.sequence);
  if (!concerns(state.area.dataset, news) || (news.mine && Date.now() - state.readAt < JUST_READ)) return;
  state.waiting.push(news);
  catchUp(state);
}

function concerns(shown, news) {
  if (news.own) return true;
  if (shown.store && !news.stores.includes(Number(shown.store))) return false;
  if (!shown.first || !news.days.length) return true;
  return news.days.some((day) => shown.first <= day && day <= shown.last);
}

const isBusy = () =>
  "moving" in document.body.dataset || document.querySelector("dialog[open], .chip-lifted, .sortable-chosen, [aria-busy='true']");

async function catchUp(state) {
  if (state.reading) return;
  state.reading = true;
  while (state.waiting.length) {
    if (isBusy()) {
      warn(state);
      await new Promise((done) => setTimeout(done, 500));
      continue;
    }
    const told = state.waiting.slice();
    const mayNow = () => !isBusy();
    const done = state.area.id === "board" ? await readBoard(state.area, mayNow) : await readPart(state.area, mayNow);
    if (!done) continue;
    state.waiting.splice(0, told.length);
    show(state.area, told);
  }
  state.reading = false;
}

// Without connection there is nothing to read; whoever comes back hears of it again.
async function readBoard(board, mayNow) {
  try {
    return await readAgain(board, mayNow);
  } catch (error) {
    if (error instanceof NoAnswer) return true;
    throw error;
  }
}

// The same element of the page as it is now; what had the focus keeps it.
async function readPart(area, mayNow) {
  const answer = await fetch(window.location.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return true;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(area.id);
  if (!mayNow()) return false;
  if (!fresh) return true;
  const focused = area.contains(document.activeElement) ? place(area, document.activeElement) : null;
  area.replaceChildren(...document.importNode(fresh, true).childNodes);
  if (focused) area.querySelectorAll(focused.kind)[focused.number]?.focus({ preventScroll: true });
  return true;
}

function place(area, element) {
  const kind = element.tagName.toLowerCase();
  return { kind, number: [...area.querySelectorAll(kind)].indexOf(element) };
}

function show(area, told) {
  const others = told.filter((one) => !one.mine && one.by);
  const changed = told.flatMap((one) => one.schedules);
  for (const one of others)
    for (const id of one.schedules)
      for (const card of area.querySelectorAll(`.chip[data-schedule="${id}"]`)) card.classList.add("is-fresh");
  for (const one of others.slice(-3)) tell(area, one);
  area.dispatchEvent(new CustomEvent("live:refreshed", { detail: { schedules: changed } }));
}

function notes(area) {
  const found = document.getElementById("live-notes");
  if (found) return found;
  const box = document.createElement("div");
  box.id = "live-notes";
  box.className = "live-notes";
  box.setAttribute("role", "status");
  area.before(box);
  return box;
}

function tell(area, one) {
  const note = document.createElement("p");
  const words = document.createElement("span");
  words.textContent = `${one.by}: ${one.summary}`;
  const ago = document.createElement("time");
  ago.dateTime = one.at;
  ago.setAttribute("aria-live", "off");
  note.append(words, " ", ago);
  notes(area).append(note);
  const began = Date.now();
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(one.at)) / 1000));
    ago.textContent =
      seconds < 60 ? area.dataset.liveSeconds.replace("{}", seconds) : area.dataset.liveMinutes.replace("{}", Math.round(seconds / 60));
    if (Date.now() - began < TOLD_FOR) setTimeout(tick, 5000);
    else note.remove();
  };
  tick();
}

// Whoever works in a dialog learns at once that somebody else was there, before saving is refused.
function warn(state) {
  const dialog = document.querySelector("dialog[open]");
  const one = state.waiting.findLast((news) => !news.mine && news.by);
  if (!dialog || !one || dialog.querySelector(`[data-news="${one.sequence}"]`)) return;
  const note = document.createElement("p");
  note.className = "live-warning";
  note.dataset.news = one.sequence;
  note.setAttribute("role", "status");
  note.textContent = `${one.by}: ${one.summary}. ${state.area.dataset.liveWaiting}`;
  dialog.prepend(note);
}
