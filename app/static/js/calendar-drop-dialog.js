// Says in words what a drop would break. Hard rules can only be put back; soft ones give way to a reason.
const SIGNS = { hard: "severity-hard", soft: "severity-soft" };

// `waysOut` is the address of the page with repairs; without one there is nothing to repair.
export function askAboutRules(violations, mayOverride, waysOut = "") {
  const isHard = violations.some((broken) => broken.severity === "hard");
  const canGoOn = !isHard && mayOverride;
  return open({
    title: "rules",
    standing: (dialog) => list(dialog, violations),
    goOn: canGoOn ? "overrule" : "",
    needsReason: canGoOn,
    onlyManager: !isHard && !mayOverride,
    waysOut,
  });
}

// Somebody else changed the card meanwhile; `message` names both versions. Answers whether to do it all the same.
export function askAboutVersions(message) {
  const standing = () => Object.assign(document.createElement("p"), { textContent: message });
  return open({ title: "stale", standing, goOn: "again" });
}

function open({ title, standing, goOn, needsReason = false, onlyManager = false, waysOut = "" }) {
  const dialog = document.getElementById("drop-dialog");
  const reason = dialog.querySelector("#drop-reason");
  const yes = dialog.querySelector('[data-answer="yes"]');
  dialog.querySelector("h2").textContent = dialog.dataset[title];
  dialog.querySelector("[data-standing]").replaceChildren(standing(dialog));
  dialog.querySelector("[data-reason]").hidden = !needsReason;
  dialog.querySelector("[data-ask-manager]").hidden = !onlyManager;
  const repairs = dialog.querySelector("[data-ways-out]");
  repairs.closest("p").hidden = !waysOut;
  repairs.href = waysOut;
  yes.hidden = !goOn;
  yes.textContent = dialog.dataset[goOn] ?? "";
  reason.value = "";
  dialog.showModal();
  (needsReason ? reason : dialog.querySelector('[data-answer="no"]')).focus();
  return new Promise((answer) => listen(dialog, needsReason ? reason : null, yes, answer));
}

// Resolves with the reason (or yes, where none is needed), or with nothing when the drop is put back (button, Esc).
function listen(dialog, reason, goOn, answer) {
  const done = new AbortController();
  const finish = (given) => {
    done.abort();
    dialog.close();
    answer(given);
  };
  const accept = () => {
    if (!reason) finish("yes");
    else if (reason.value.trim()) finish(reason.value.trim());
    else reason.focus();
  };
  const { signal } = done;
  goOn.addEventListener("click", accept, { signal });
  dialog.querySelector('[data-answer="no"]').addEventListener("click", () => finish(""), { signal });
  dialog.addEventListener("cancel", () => finish(""), { signal });
  reason?.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!goOn.hidden) accept();
    },
    { signal },
  );
}

function list(dialog, violations) {
  const all = document.createElement("ul");
  all.className = "violations";
  for (const broken of violations) {
    const line = document.createElement("li");
    const level = document.createElement("span");
    level.className = `severity ${SIGNS[broken.severity] ?? ""}`;
    level.textContent = dialog.dataset[broken.severity] ?? broken.severity;
    line.append(level, " ", broken.message);
    if (broken.fix) {
      const fix = document.createElement("span");
      fix.className = "violation-fix";
      fix.textContent = broken.fix;
      line.append(fix);
    }
    all.append(line);
  }
  return all;
}
