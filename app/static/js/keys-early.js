// Keys that are pressed before the scripts of the calendar listen: kept, and pressed again once they do. Runs in the
// head, before everything else; without it the first keys after a change of view would be lost.
(() => {
  const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  const kept = [];

  function isOurs(event) {
    if (event.altKey || event.target.closest?.(TYPING)) return false;
    if (event.ctrlKey || event.metaKey) return ["z", "y"].includes(event.key.toLowerCase());
    return event.key.length === 1 && event.key !== " ";
  }

  function keep(event) {
    if (!isOurs(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    kept.push([event.target, new KeyboardEvent("keydown", event)]);
  }

  // A key may open a dialog or leave the page; what comes after it then belongs there.
  function pressAgain() {
    window.removeEventListener("keydown", keep, true);
    for (const [target, event] of kept) (target.isConnected ? target : document.body).dispatchEvent(event);
  }

  window.addEventListener("keydown", keep, true);
  document.addEventListener("modules-bound", pressAgain, { once: true });
})();
