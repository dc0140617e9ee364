// Sends files of an answer piece by piece (tus 1.0.0), goes on by itself when a connection breaks, and
// where it stopped when the same file is chosen again. Without this file the page has an Upload button.

import "./vendor/tus/tus.min.js";

const { Upload, isSupported } = window.tus;

const CHUNK = 2 * 1024 * 1024; // bytes sent at once
const AGAIN = [0, 1000, 3000, 5000]; // milliseconds before each try, before we say that the line is down
const WAIT = 5000; // and between tries after that
const AT_ONCE = 2; // files on their way

const place = document.querySelector("[data-uploads]");
if (place && isSupported) takeOver(place);

function takeOver(place) {
  const form = place.closest("form");
  const chooser = place.querySelector("input[type=file]");
  const drop = place.querySelector("[data-drop]");
  const list = document.querySelector("[data-file-list]");
  const rows = place.querySelector("[data-sending]");
  const told = place.querySelector("[data-told]");
  const token = form.elements.csrf_token.value;
  const kinds = place.dataset.kinds.split(",");
  const largest = Number(place.dataset.largest);
  const waiting = [], active = new Set(), refused = new Set();

  const most = place.querySelector("[data-most-each]");
  most.textContent = most.dataset.withScript;
  place.querySelector("[data-upload-button]").remove();
  chooser.removeAttribute("name"); // what is sent here is not sent once more with the form

  chooser.addEventListener("change", () => { choose(chooser.files); chooser.value = ""; });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("hub-drop--over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("hub-drop--over"));
  }
  drop.addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files); });
  addEventListener("online", () => { for (const row of active) row.again?.(); });
  addEventListener("beforeunload", (event) => { if (active.size || waiting.length) event.preventDefault(); });

  function choose(files) {
    for (const file of files) {
      const row = makeRow(file);
      const wrong = refusal(file);
      if (wrong) {
        row.end(wrong);
      } else {
        row.say("Waiting to be sent.");
        waiting.push(row);
      }
    }
    next();
  }

  function refusal(file) {
    if (!kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return `Not sent: files of this kind are not taken. Choose ${kinds.join(", ")}.`;
    if (!file.size) return "Not sent: the file is empty.";
    if (file.size > largest) return `Not sent: it is larger than ${inWords(largest)}.`;
    return "";
  }

  function next() {
    while (waiting.length && active.size < AT_ONCE) send(waiting.shift());
  }

  async function send(row) {
    active.add(row);
    const { file } = row;
    const sum = checksum(file);
    const upload = new Upload(file, {
      endpoint: place.dataset.uploads,
      chunkSize: CHUNK,
      retryDelays: AGAIN,
      headers: { "X-CSRFToken": token },
      metadata: { filename: file.name, filetype: file.type, question: place.dataset.question },
      removeFingerprintOnSuccess: true,
      fingerprint: async () => ["hub", place.dataset.organisation, place.dataset.uploads, place.dataset.question, file.name, file.size, file.lastModified].join("-"),
      onShouldRetry: (error) => mayPass(statusOf(error)),
      onProgress: (sent) => row.progress(sent),
      onUploadUrlAvailable: () => hideUnfinished(),
      onSuccess: ({ lastResponse }) => finish(row, lastResponse, sum),
      onError: (error) => broken(row, error),
    });
    row.upload = upload;
    const before = await upload.findPreviousUploads();
    if (before.length) upload.resumeFromPreviousUpload(before[before.length - 1]);
    row.controls(
      () => { clearTimeout(row.timer); row.again = null; upload.abort(); row.say(`Paused. ${row.how()}`); },
      () => { row.say("Going on."); upload.start(); },
      () => { clearTimeout(row.timer); upload.abort(true).catch(() => {}); leave(row); row.element.remove(); refresh(); },
    );
    upload.start();
  }

  function broken(row, error) {
    const status = statusOf(error);
    if (mayPass(status)) {
      row.say(`The connection is lost. ${row.how()} It goes on by itself as soon as the service can be reached.`, true);
      row.again = () => { clearTimeout(row.timer); row.again = null; row.upload.start(); };
      row.timer = setTimeout(() => row.again?.(), WAIT);
      return;
    }
    if (row.upload.url) refused.add(pathOf(row.upload.url)); // said in this row already
    leave(row);
    row.end(sentenceIn(error, status));
    refresh();
  }

  async function finish(row, response, sum) {
    const version = Number(response.getHeader("Hub-Part-Version"));
    if (version > Number(form.elements.version.value)) form.elements.version.value = version;
    const theirs = response.getHeader("Hub-File-SHA256"), ours = await sum;
    leave(row);
    if (ours && theirs && ours !== theirs) {
      row.end("It arrived changed. Remove it and choose it again.");
    } else {
      const checked = ours ? `SHA-256 ${theirs.slice(0, 8)}… checked: it is the same as on your computer.` : `SHA-256 ${theirs}.`;
      row.end(`In the answer. ${checked} ${capital(response.getHeader("Hub-File-Scan") ?? "")}.`, response.getHeader("Hub-Receipt"));
    }
    refresh();
  }

  function leave(row) {
    active.delete(row);
    next();
  }

  async function refresh() {
    try {
      const answer = await fetch(list.dataset.fileList, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
    } catch { /* the list is as it was; it is right again when the page is loaded */ }
    hideUnfinished();
  }

  function hideUnfinished() {
    const sending = new Set([...active].map((row) => row.upload?.url && pathOf(row.upload.url)));
    for (const item of list.querySelectorAll("[data-upload]")) {
      item.hidden = sending.has(item.dataset.upload) || refused.has(item.dataset.upload);
    }
  }

  function makeRow(file) {
    const element = document.createElement("li");
    const heading = document.createElement("p"), bar = document.createElement("progress");
    const status = document.createElement("p"), acts = document.createElement("p");
    heading.className = "govuk-body govuk-!-margin-bottom-1";
    heading.textContent = `${file.name} (${file.name.split(".").pop().toUpperCase()}, ${inWords(file.size)})`;
    bar.max = file.size;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    status.className = "govuk-body-s govuk-!-margin-bottom-1";
    acts.className = "govuk-body hub-file-acts";
    element.append(heading, bar, status, acts);
    rows.append(element);
    return {
      file, element,
      how: () => `${inWords(bar.value)} of ${inWords(file.size)} sent.`,
      say(words, aloud = false) {
        status.textContent = words;
        if (aloud) told.textContent = `${file.name}: ${words}`;
      },
      progress(sent) {
        bar.value = sent;
        this.say(sent === file.size ? "All sent. It is being checked." : this.how());
      },
      controls(pause, goOn, stop) {
        const halt = button("Pause", file.name), cancel = button("Stop and forget it", file.name);
        let paused = false;
        halt.addEventListener("click", () => {
          paused = !paused;
          (paused ? pause : goOn)();
          label(halt, paused ? "Go on" : "Pause", file.name);
        });
        cancel.addEventListener("click", stop);
        acts.replaceChildren(halt, cancel);
      },
      end(words, receipt = null) {
        bar.remove();
        acts.replaceChildren();
        this.say(words, true);
        if (receipt) {
          const link = document.createElement("a");
          link.className = "govuk-link";
          link.href = receipt;
          link.textContent = "This version of your bid is in the box: read its receipt";
          acts.append(link);
        }
      },
    };
  }
}

function button(words, about) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "hub-link-button";
  label(made, words, about);
  return made;
}

function label(made, words, about) {
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = ` ${about}`;
  made.replaceChildren(words, hidden);
}

function pathOf(url) {
  return new URL(url, location).pathname;
}

function statusOf(error) {
  return error.originalResponse?.getStatus() ?? 0;
}

// no answer at all, the service's own faults, and a place that has moved on: asking again may do
function mayPass(status) {
  return status === 0 || status >= 500 || [409, 423, 429, 460].includes(status);
}

function sentenceIn(error, status) {
  if ([200, 401, 403].includes(status)) return "You are signed out. Sign in on another tab, then choose the same file again: it goes on from where it stopped.";
  try {
    return `Not taken. ${JSON.parse(error.originalResponse.getBody()).sentence}`;
  } catch {
    return "Not taken. Reload this page and choose the same file again: it goes on from where it stopped.";
  }
}

async function checksum(file) {
  if (!globalThis.crypto?.subtle) return null;
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return null; // the file cannot be read all at once here: the service's own sum is shown
  }
}

function inWords(bytes) {
  for (const [unit, factor] of [["GB", 2 ** 30], ["MB", 2 ** 20], ["KB", 2 ** 10]]) {
    if (bytes >= factor) return (bytes / factor).toFixed(1).replace(".0", "") + unit;
  }
  return `${bytes} byte${bytes === 1 ? "" : "s"}`;
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
