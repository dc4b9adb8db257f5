// /race: six requests at once, drawn as a waterfall. What the server did with each it says in the field Server-Timing;
// the rest of the time a request was on its way, or waited in the browser.
"use strict";

const REQUESTS = 6;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let run = 0;

const make = (tag, parent, attributes = {}) => {
    const element = Object.assign(document.createElement(tag), attributes);
    parent.append(element);
    return element;
};

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

// Of "wait;dur=12, serve;dur=500".
const duration = (timing, name) => Number(new RegExp(`${name};dur=(\\d+)`).exec(timing)?.[1] ?? 0);

const request = async (entry, alone, start) => {
    // Each URL is used once: of two equal ones a browser might hold one back to see whether it can share the answer.
    const response = await fetch(`/slow?ms=500&alone=${alone}&request=${run}-${entry.number}`);
    await response.text();
    if (!response.ok)
        throw new Error(`the server answered ${response.status}`);
    const timing = response.headers.get("Server-Timing") ?? "";
    entry.end = performance.now() - start;
    entry.waited = duration(timing, "wait");
    entry.served = duration(timing, "serve");
};

// A bar from so many to so many milliseconds, on a scale that is WIDTH long.
const drawBar = (lane, kind, from, to, width) => {
    const bar = make("div", lane, {className: `bar ${kind}`});
    bar.style.left = `${(100 * from) / width}%`;
    bar.style.width = `${(100 * Math.max(0, to - from)) / width}%`;
};

const drawScale = (chart, width) => {
    const scale = make("div", chart, {className: "scale"});
    const step = width > 2500 ? 1000 : width > 1000 ? 500 : 250;
    for (let ms = 0; ms < width; ms += step) {
        const tick = make("div", scale, {className: "tick"});
        tick.style.left = `${(100 * ms) / width}%`;
        make("span", tick, {textContent: ms === 0 ? "0" : `${ms / 1000} s`});
    }
};

const draw = (chart, entries, now) => {
    const width = Math.max(3300, now * 1.05); // both runs on one scale
    chart.replaceChildren();
    drawScale(chart, width);
    for (const entry of entries) {
        const lane = make("div", chart, {className: "lane"});
        lane.dataset.number = entry.number;
        if (entry.end === undefined) {
            drawBar(lane, "queued", 0, now, width);
            continue;
        }
        const begun = Math.max(0, entry.end - entry.served);
        const queued = Math.max(0, begun - entry.waited);
        drawBar(lane, "queued", 0, queued, width);
        drawBar(lane, "waiting", queued, begun, width);
        drawBar(lane, "serving", begun, entry.end, width);
    }
};

const fillTable = (table, entries) => {
    table.replaceChildren();
    const head = make("tr", make("thead", table));
    for (const name of ["request", "waited", "served", "done after"])
        make("th", head, {textContent: name, scope: "col"});
    const body = make("tbody", table);
    for (const entry of entries) {
        const row = make("tr", body);
        make("th", row, {textContent: entry.number, scope: "row"});
        for (const ms of [entry.waited, entry.served, entry.end])
            make("td", row, {textContent: seconds(ms)});
    }
};

const race = async (section) => {
    const chart = section.querySelector(".chart");
    const status = section.querySelector(".status");
    const entries = Array.from({length: REQUESTS}, (_, i) => ({number: i + 1}));
    const start = performance.now();
    let going = true;
    run++;
    status.textContent = "Six requests are on their way…";
    const animate = () => {
        if (!going)
            return;
        draw(chart, entries, performance.now() - start);
        if (!still.matches)
            requestAnimationFrame(animate);
    };
    animate();
    try {
        await Promise.all(entries.map((entry) => request(entry, section.dataset.alone, start)));
        const total = Math.max(...entries.map((entry) => entry.end));
        draw(chart, entries, total);
        fillTable(section.querySelector("table"), entries);
        section.querySelector("details").hidden = false;
        section.dataset.total = Math.round(total);
        const longest = Math.max(...entries.map((entry) => entry.waited));
        status.textContent = `All six were done after ${seconds(total)}; ` + (longest < 10
            ? "none had to wait for its turn."
            : `the last one waited ${seconds(longest)} for its turn.`);
    } catch (error) {
        status.textContent = `That did not work: ${error.message}.`;
    }
    going = false;
};

// One run at a time: two would share the six connections.
const buttons = [...document.querySelectorAll(".run button")];
for (const button of buttons)
    button.addEventListener("click", async () => {
        buttons.forEach((other) => { other.disabled = true; });
        await race(button.closest(".run"));
        buttons.forEach((other) => { other.disabled = false; });
        button.focus();
    });
