// Names for the pickers of the administration (select2 leaves its combo boxes without one), and of their search field.
"use strict";

function labelOf(select) {
  return document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
}

function namePicker(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = labelOf(select);
  if (box && !label && select.ariaLabel) box.setAttribute("aria-label", select.ariaLabel);
  if (!box || !label) return;
  // A picker of several has its search field always there.
  box.querySelector(".select2-search__field")?.setAttribute("aria-label", label.textContent.trim());
  label.id ||= `${select.id}_label`;
  const value = box.querySelector(".select2-selection__rendered");
  if (value) {
    box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
    value.setAttribute("aria-labelledby", label.id);
  } else {
    box.setAttribute("aria-labelledby", label.id);
  }
}

function namePickers(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) namePicker(select);
}

// select2 is set up by a handler of the same queue, registered earlier.
window.django?.jQuery?.(() => namePickers(document));
document.addEventListener("formset:added", (event) => window.setTimeout(() => namePickers(event.target)));
// select2 speaks jQuery's events only.
window.django?.jQuery?.(document).on("select2:open", (event) => {
  const label = labelOf(event.target)?.textContent.trim();
  for (const field of document.querySelectorAll(".select2-search__field")) if (label) field.setAttribute("aria-label", label);
});

// The picture beside a search field of two boxes has a name, and is none of the things that may have one.
window.addEventListener("load", () => {
  for (const picture of document.querySelectorAll(".selector .search-label-icon[aria-label]")) picture.setAttribute("role", "img");
});
