// Says in words what a drop would break. Hard rules can only be put back; soft ones give way to a reason.
const SIGNS = { hard: "severity-hard", soft: "severity-soft" };

// `waysOut` is the address of the page with repairs; without one there is nothing to repair.
export function askAboutRules(violations, mayOverride, waysOut = "") {
  const dialog = document.getElementById("drop-dialog");
  const reason = dialog.querySelector("#drop-reason");
  const goOn = dialog.querySelector('[data-answer="yes"]');
  const isHard = violations.some((broken) => broken.severity === "hard");
  const canGoOn = !isHard && mayOverride;
  dialog.querySelector("[data-standing]").replaceChildren(list(dialog, violations));
  dialog.querySelector("[data-reason]").hidden = !canGoOn;
  dialog.querySelector("[data-ask-manager]").hidden = isHard || mayOverride;
  const repairs = dialog.querySelector("[data-ways-out]");
  repairs.closest("p").hidden = !waysOut;
  repairs.href = waysOut;
  goOn.hidden = !canGoOn;
  reason.value = "";
  dialog.showModal();
  (canGoOn ? reason : dialog.querySelector('[data-answer="no"]')).focus();
  return new Promise((answer) => listen(dialog, reason, goOn, answer));
}

// Resolves with the reason, or with nothing when the drop is put back (button, Esc).
function listen(dialog, reason, goOn, answer) {
  const done = new AbortController();
  const finish = (given) => {
    done.abort();
    dialog.close();
    answer(given);
  };
  const accept = () => {
    if (reason.value.trim()) finish(reason.value.trim());
    else reason.focus();
  };
  const { signal } = done;
  goOn.addEventListener("click", accept, { signal });
  dialog.querySelector('[data-answer="no"]').addEventListener("click", () => finish(""), { signal });
  dialog.addEventListener("cancel", () => finish(""), { signal });
  reason.addEventListener(
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
