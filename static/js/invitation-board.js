// Cards of the board can be dragged. What a drop means is what the card's own buttons say: on to the next column it is sent at
// once, to any other its page asks why. Without JavaScript, and by keyboard, the buttons do the same.
"use strict";

let dragged = null;

for (const card of document.querySelectorAll(".board-card")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    // Nothing of the card goes with it to another window.
    event.dataTransfer.setData("text/plain", "");
  });
  card.addEventListener("dragend", () => {
    card.classList.remove("is-dragged");
    dragged = null;
  });
}

for (const column of document.querySelectorAll(".board-column")) {
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-over");
  });
  column.addEventListener("drop", (event) => {
    column.classList.remove("is-over");
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    const to = column.dataset.column;
    const form = dragged.querySelector("form");
    if (form && dragged.dataset.next === to) form.requestSubmit();
    else window.location.assign(`${dragged.dataset.move}?to=${encodeURIComponent(to)}`);
  });
}
