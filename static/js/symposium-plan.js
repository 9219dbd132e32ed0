// Sessions and talks of the plan can be dragged. A drop sends the form that the links “Move” lead to; without JavaScript, and by
// keyboard, those links do the same.
"use strict";

const sender = document.querySelector("[data-plan-sender]");
let dragged = null;

function send(action, values) {
  sender.action = action;
  for (const name of ["room", "at", "session", "before"]) sender.elements[name].value = values[name] ?? "";
  sender.requestSubmit();
}

function makeDraggable(card, kind) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    // A talk lies in its session: the talk is what is dragged.
    event.stopPropagation();
    dragged = { card, kind };
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

function takeDrops(place, takes, drop) {
  place.addEventListener("dragover", (event) => {
    if (!dragged || !takes(dragged)) return;
    event.preventDefault();
    event.stopPropagation();
    place.classList.add("is-over");
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("is-over");
  });
  place.addEventListener("drop", (event) => {
    place.classList.remove("is-over");
    if (!dragged || !takes(dragged)) return;
    event.preventDefault();
    event.stopPropagation();
    drop(dragged.card);
  });
}

if (sender) {
  for (const session of document.querySelectorAll(".plan-session")) {
    makeDraggable(session, "session");
    takeDrops(
      session,
      (one) => one.kind === "talk" && session.dataset.holds === "1" && !session.contains(one.card),
      (talk) => send(talk.dataset.place, { session: session.dataset.session }),
    );
  }
  for (const talk of document.querySelectorAll(".plan-talk")) {
    makeDraggable(talk, "talk");
    const session = talk.closest(".plan-session");
    if (!session) continue;
    // Onto another talk: before that one.
    takeDrops(
      talk,
      (one) => one.kind === "talk" && one.card !== talk,
      (other) => send(other.dataset.place, { session: session.dataset.session, before: talk.dataset.talk }),
    );
  }
  for (const cell of document.querySelectorAll(".slot-free[data-at]")) {
    takeDrops(
      cell,
      (one) => one.kind === "session",
      (session) => send(session.dataset.move, { room: cell.dataset.room, at: cell.dataset.at }),
    );
  }
  for (const pool of document.querySelectorAll("[data-pool]")) {
    takeDrops(
      pool,
      (one) => one.kind === "talk" && !pool.contains(one.card),
      (talk) => send(talk.dataset.place, {}),
    );
  }
}
