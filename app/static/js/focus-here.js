// The error summary takes the focus, so that screen readers read it first.
export default function focusHere(element) {
  element.focus();
}
