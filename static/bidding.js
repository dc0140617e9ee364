// Saves a part of a bid while it is being typed, and shows what is left of the deadline.
// Without this file every page works by its buttons.

const PAUSE = 1500; // milliseconds of quiet before what was typed is sent
const LONGEST = 5000; // and the longest that a steady typist waits
const AGAIN = 5000; // before trying again when the service could not be reached

for (const place of document.querySelectorAll("[data-countdown]")) {
  const ahead = Number(place.dataset.serverTime) * 1000 - performance.now();
  const deadline = Number(place.dataset.countdown) * 1000;
  const show = () => {
    const left = Math.floor((deadline - ahead - performance.now()) / 1000);
    place.textContent = left > 0 ? `${inWords(left)} left.` : "The deadline has passed.";
    if (left > 0) setTimeout(show, left > 3600 ? 10000 : 1000);
  };
  show();
}

function inWords(seconds) {
  const parts = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  const words = [];
  for (const [length, name] of parts) {
    const count = Math.floor(seconds / length);
    seconds %= length;
    if (count) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return words.slice(0, 2).join(" and ");
}

const part = document.querySelector("[data-part]");
if (part) keepSaving(part);

function keepSaving(part) {
  const form = part.closest("form");
  const status = part.querySelector("[data-saved]");
  const version = form.elements.version;
  const token = form.elements.csrf_token.value;
  const key = `bid ${part.dataset.organisation} ${part.dataset.save}`;
  const grid = part.dataset.part === "prices";
  const seen = () => (version.value === "" ? null : Number(version.value));
  let sent = JSON.stringify(typed());
  let waiting = null, since = 0, busy = false, stopped = false;

  // what a browser kept because the service never got it comes back, onto the version it was typed on
  const kept = recall();
  if (kept && JSON.stringify(kept.content) === sent) {
    forget();
  } else if (kept && kept.version === seen()) {
    putBack(kept.content);
    say("We put back what you had typed.");
    soon();
  } else if (kept) {
    conflict("You had typed this before somebody else saved. Put the two together, then save.", contentText(kept.content));
  }

  form.addEventListener("input", soon);
  form.addEventListener("submit", () => { stopped = true; clearTimeout(waiting); });
  addEventListener("pagehide", () => { if (changed() && !stopped) keep(); });
  addEventListener("beforeunload", (event) => { if (changed() && !stopped && !keep()) event.preventDefault(); });
  addEventListener("online", () => { if (changed()) save(); });

  function typed() {
    if (!grid) return { text: form.elements.text.value };
    const rows = {};
    for (const table of part.querySelectorAll("[data-item]")) {
      rows[table.dataset.item] = [...table.querySelectorAll("tbody tr")]
        .map((row) => [...row.querySelectorAll("input")].map((box) => box.value))
        .filter((row) => row.some(Boolean));
    }
    return { typed: rows };
  }

  function putBack(content) {
    if (!grid) { form.elements.text.value = content.text; return; }
    for (const table of part.querySelectorAll("[data-item]")) {
      const rows = content.typed[table.dataset.item] ?? [];
      [...table.querySelectorAll("tbody tr")].forEach((row, place) => {
        row.querySelectorAll("input").forEach((box, column) => { box.value = rows[place]?.[column] ?? ""; });
      });
    }
  }

  function contentText(content) {
    return content.text ?? JSON.stringify(content.typed);
  }

  function changed() { return JSON.stringify(typed()) !== sent; }

  // a browser may have no room, or keep nothing by its settings: then only the service keeps it
  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ version: seen(), content: typed() }));
      return true;
    } catch { return false; }
  }

  function recall() {
    try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* there was nothing to forget */ }
  }

  function soon() {
    if (stopped) return;
    const present = Date.now();
    if (!waiting) since = present;
    clearTimeout(waiting);
    waiting = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - present)));
  }

  async function save() {
    waiting = null;
    if (busy || stopped || !changed()) return;
    busy = true;
    keep();
    const content = typed(), words = JSON.stringify(content);
    let answer = null, body = {};
    try {
      answer = await fetch(part.dataset.save, {
        method: "PUT", redirect: "manual", credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ version: seen(), ...content }),
      });
      body = await answer.json();
    } catch { /* no answer, or one that is a page */ }
    busy = false;
    if (answer?.ok) {
      sent = words;
      version.value = body.version;
      say(`Saved ${body.saved}`);
      forget();
      if (changed()) soon();
    } else if (answer?.status === 409) {
      stopped = true;
      conflict(body.sentence, body.text);
      version.value = body.version ?? "";
    } else if (answer && [401, 403].includes(answer.status)) {
      say("You are signed out. What you typed is kept in this browser: sign in on another tab, then reload this page.");
    } else if (answer && answer.status < 500) {
      say(`Not saved. ${body.sentence ?? "Reload this page: what you typed is kept."}`);
    } else {
      say("Not saved: the service cannot be reached. What you typed is kept in this browser, and we keep trying.");
      waiting = setTimeout(save, AGAIN);
    }
  }

  function say(words) { status.textContent = words; }

  function conflict(sentence, theirs) {
    const box = document.createElement("div");
    box.className = "hub-conflict";
    box.setAttribute("role", "alert");
    const heading = document.createElement("p");
    heading.className = "govuk-body";
    heading.textContent = sentence;
    box.append(heading);
    if (theirs) {
      const text = document.createElement("p");
      text.className = "govuk-body hub-answer";
      text.textContent = theirs;
      box.append(text);
    }
    part.before(box);
    say("Not saved yet.");
  }
}
