// Buttons with data-confirm="question" ask first. Without this script they simply work.
export default function confirmDialog(dialog) {
  let waiting = null;
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-confirm]");
      if (!button || button.dataset.confirmed) return;
      event.preventDefault();
      event.stopPropagation();
      waiting = button;
      dialog.querySelector("p").textContent = button.dataset.confirm;
      dialog.showModal();
    },
    true,
  );
  dialog.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]")?.dataset.answer;
    if (!answer) return;
    dialog.close();
    if (answer === "yes" && waiting) {
      waiting.dataset.confirmed = "yes";
      waiting.click();
      delete waiting.dataset.confirmed;
    }
    waiting?.focus();
    waiting = null;
  });
}
