// Dragging a form in the list sends the whole new order; the buttons beside each form do the same without a mouse.
export default function (list) {
  if (typeof window.Sortable === "undefined") return;
  const form = document.getElementById(list.dataset.form);
  window.Sortable.create(list, {
    handle: ".paper-form-handle",
    animation: 120,
    onEnd(event) {
      if (event.oldIndex === event.newIndex) return;
      for (const item of list.children) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "ids";
        field.value = item.dataset.id;
        form.append(field);
      }
      form.submit();
    },
  });
}
