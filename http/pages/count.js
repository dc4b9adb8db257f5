// /count: the button that sends eight requests at once. Without it the page works, too, one request at a time.
"use strict";

const many = document.getElementById("many");
const status = document.getElementById("status");
const times = document.getElementById("times");

const show = (text) => {
    for (const line of text.trim().split("\n")) {
        const [name, number] = line.split(" ");
        document.getElementById(name).textContent = number;
    }
};

const post = async () => {
    const response = await fetch("/count?format=text", {
        method: "POST",
        body: new URLSearchParams({action: "add", times: times.value}),
    });
    if (!response.ok)
        throw new Error(`the server answered ${response.status}`);
};

const numberOf = (name) => Number(document.getElementById(name).textContent);

many.addEventListener("click", async () => {
    if (!times.reportValidity())
        return;
    many.disabled = true;
    status.textContent = "Eight requests are on their way…";
    try {
        const response = await fetch("/count?format=text");
        show(await response.text());
        const lostBefore = numberOf("lost");
        await Promise.all(Array.from({length: 8}, post));
        show(await (await fetch("/count?format=text")).text());
        const lost = numberOf("lost") - lostBefore;
        status.textContent = `Of ${8 * times.value} additions without a lock, ${lost} ` +
            `${lost === 1 ? "was" : "were"} lost; with it, none.`;
    } catch (error) {
        status.textContent = `That did not work: ${error.message}.`;
    }
    many.disabled = false;
});
many.hidden = false;
