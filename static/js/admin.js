// Names for the pickers of the administration (select2 leaves its combo boxes without one), and of their search field.
"use strict";

function labelOf(select) {
  return document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
}

function namePicker(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = labelOf(select);
  if (!box || !label) return;
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

// The first column of an inline table has no heading, only an empty cell: say so (a <th> without words confuses screen readers).
for (const empty of document.querySelectorAll("th.original:empty")) {
  const cell = document.createElement("td");
  cell.className = "original";
  empty.replaceWith(cell);
}
