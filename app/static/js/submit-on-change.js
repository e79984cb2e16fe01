// A picker that needs no button; the button stays for those without JavaScript.
export default function submitOnChange(form) {
  form.querySelector("[data-submit]")?.classList.add("visually-hidden");
  form.addEventListener("change", () => form.requestSubmit());
}
