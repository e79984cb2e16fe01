// The list of people follows day and time by itself, the rules are asked at each change, and the usual times are one
// click. htmx listens to these two events.
export default function scheduleForm(form) {
  const people = form.querySelector("#people");
  const start = form.elements.start_time;
  const usual = form.querySelector("[data-starts]");
  form.querySelector("[data-show-people]").hidden = true;
  if (usual) usual.hidden = false;

  usual?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-start]");
    if (!button) return;
    start.value = button.dataset.start;
    start.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("change", (event) => {
    form.querySelector("#standing").dispatchEvent(new CustomEvent("choice-changed"));
    if (event.target === start || event.target === form.elements.date)
      people.dispatchEvent(new CustomEvent("place-changed"));
  });
}
