// A button for what the browser's menu does as well; without scripts it stays hidden.
export default function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
