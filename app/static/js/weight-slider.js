// A slider beside the number it sets. The number is what is saved, and all there is without this script.
export default function weightSlider(box) {
  const slider = box.querySelector('input[type="range"]');
  const number = box.querySelector('input[type="number"]');
  slider.hidden = false;
  slider.addEventListener("input", () => (number.value = slider.value));
  number.addEventListener("input", () => (slider.value = number.value));
}
