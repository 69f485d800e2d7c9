// Arrange an agenda by dragging: what is dropped fills in and sends the plain form that a button would have sent.
let dragged = null;

export function startDragging() {
  const zones = document.querySelector("[data-zones]");
  if (!zones) return;
  for (const row of document.querySelectorAll("tr[data-movable]")) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => begin(event, row, zones));
    row.addEventListener("dragend", () => end(zones));
  }
  for (const zone of zones.querySelectorAll("[data-zone]")) {
    accept(zone, () => "over", () => sendPart(zone.dataset.zone));
  }
  for (const row of document.querySelectorAll("tr[data-item]")) {
    accept(row, (event) => side(event, row), (event) => sendPlace(row, side(event, row)));
  }
}

function begin(event, row, zones) {
  if (event.target !== row) return; // a link in the row is dragged as a link
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.id);
  // A browser ends the drag of a row that moves while it is picked up: make room only afterwards.
  setTimeout(() => (zones.hidden = false));
}

function end(zones) {
  dragged = null;
  zones.hidden = true;
}

function accept(place, mark, drop) {
  const unmark = () => place.removeAttribute("data-drop");
  place.addEventListener("dragover", (event) => {
    if (!dragged || dragged === place) return;
    event.preventDefault();
    place.dataset.drop = mark(event);
  });
  place.addEventListener("dragleave", unmark);
  place.addEventListener("drop", (event) => {
    unmark();
    if (!dragged || dragged === place) return;
    event.preventDefault();
    drop(event);
  });
}

const side = (event, row) => {
  const { top, height } = row.getBoundingClientRect();
  return event.clientY < top + height / 2 ? "before" : "after";
};

function sendPart(part) {
  const form = dragged.querySelector("form[data-part-form]");
  const choice = form?.elements.namedItem("part");
  if (![...(choice?.options ?? [])].some((option) => option.value === part)) return;
  choice.value = part;
  form.requestSubmit();
}

// A case that waits for a place comes last; an item of the agenda goes where it was dropped.
function sendPlace(row, where) {
  if (!dragged.dataset.item) return sendPart("discussion");
  const order = [...document.querySelectorAll("tr[data-item]")].filter((other) => other !== dragged);
  order.splice(order.indexOf(row) + (where === "after" ? 1 : 0), 0, dragged);
  const form = document.querySelector("form[data-order-form]");
  form.elements.namedItem("order").value = order.map((other) => other.dataset.item).join(",");
  return form.requestSubmit();
}
