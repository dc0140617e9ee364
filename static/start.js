import { initAll } from "./vendor/govuk/govuk-frontend.min.js";

initAll();

// A table that is wider than the page scrolls by itself: let the keyboard reach it too.
for (const frame of document.querySelectorAll(".hub-table")) {
  if (frame.scrollWidth > frame.clientWidth) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", frame.querySelector("caption")?.textContent.trim() ?? "Table");
  }
}
