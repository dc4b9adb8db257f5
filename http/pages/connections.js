// /connections: the table follows the events that the server sends. The first line of an event says how many are
// connected; each other one is a row, with tabs between its cells.
"use strict";

const members = document.getElementById("members");
const live = document.getElementById("live");
const count = document.getElementById("count");

// What has not changed stays, so that one can mark and copy it.
const put = (text, row, i) => {
    const cell = row.cells[i] ?? row.insertCell();
    if (cell.textContent !== text)
        cell.textContent = text;
};

const show = (lines) => {
    lines.forEach((line, i) => {
        const row = members.rows[i] ?? members.insertRow();
        line.split("\t").forEach((text, k) => put(text, row, k));
    });
    while (members.rows.length > lines.length)
        members.deleteRow(-1);
};

const events = new EventSource("/connections/events");

events.addEventListener("message", (event) => {
    const [total, ...lines] = event.data.split("\n");
    if (count.textContent !== total) // or a screen reader would say it twice a second
        count.textContent = total;
    show(lines);
});
events.addEventListener("open", () => {
    live.textContent = "The table updates itself.";
});
events.addEventListener("error", () => {
    live.textContent = "The server does not answer just now; the browser asks again.";
});
