// The clash radar of the CMS: below the day of a date, what else there is that day, in words from the server.
//
// It watches the rows of dates in the form of an event, and every element marked `data-radar`. In those, the fields are
// found by `data-radar-field="day|start|end|group|kind"`, or by the names day, start_time, end_time, group and kind;
// `data-radar-event` (translation key or page) and `data-radar-kind` say what no field does. The answer is shown in the
// element's `[data-radar-answer]` if it has one, and below the day otherwise. Rows added later are watched as well.
(() => {
  "use strict";
  const address = document.currentScript.dataset.url;
  const PAUSE = 350;
  const ROW = /^(dates-\d+-)(day|start_time|end_time)$/;
  const NAMES = { day: "day", start: "start_time", end: "end_time", group: "group", kind: "kind" };
  const watched = new Map();

  const named = (scope, name) => scope.querySelector(`[name="${name}"]`);

  function rowOf(field) {
    const [, prefix] = ROW.exec(field.name || "") || [];
    const form = field.form;
    if (!prefix || !form) return null;
    const [, page] = /\/pages\/(\d+)\/edit/.exec(form.action || "") || [];
    return {
      day: named(form, `${prefix}day`),
      start: named(form, `${prefix}start_time`),
      end: named(form, `${prefix}end_time`),
      group: named(form, "group"),
      kind: named(form, "kind"),
      event: page || "",
    };
  }

  function markedOf(field) {
    const scope = field.closest("[data-radar]");
    if (!scope) return null;
    const found = { event: scope.dataset.radarEvent || "", kindKey: scope.dataset.radarKind || "", scope };
    for (const [what, name] of Object.entries(NAMES)) {
      found[what] = scope.querySelector(`[data-radar-field="${what}"]`) || named(scope, name);
    }
    return found.day ? found : null;
  }

  const value = (field) => (field && field.value ? field.value.trim() : "");

  function questionOf(date) {
    const asked = { day: value(date.day), start: value(date.start), end: value(date.end), group: value(date.group) };
    asked.kind = value(date.kind) || date.kindKey || "";
    asked.event = date.event;
    return new URLSearchParams(Object.entries(asked).filter(([, said]) => said)).toString();
  }

  function placeFor(date) {
    const own = date.scope && date.scope.querySelector("[data-radar-answer]");
    const place = own || document.createElement("div");
    place.classList.add("radar");
    place.setAttribute("aria-live", "polite");
    place.tabIndex = -1;
    if (!own) {
      const field = date.day.closest("[data-contentpath]") || date.day.closest("[data-field-wrapper], .w-field__wrapper");
      const row = field && (field.closest(".w-field-row, .field-row, .cms-form__row") || field.parentElement);
      if (row) row.after(place);
      else date.day.after(place);
    }
    place.addEventListener("click", (event) => choose(event, date));
    return place;
  }

  function choose(event, date) {
    const button = event.target.closest("[data-radar-choose]");
    if (!button) return;
    date.day.value = button.dataset.radarChoose;
    // The button goes away with the answer: whoever uses a keyboard stays here, and hears the next one.
    watched.get(date.day).place.focus({ preventScroll: true });
    for (const kind of ["input", "change"]) date.day.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  function watch(date) {
    if (!watched.has(date.day)) watched.set(date.day, { date, place: placeFor(date), asked: "", timer: 0, request: null });
    return watched.get(date.day);
  }

  function look(state) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => answer(state), PAUSE);
  }

  async function answer(state) {
    const asked = value(state.date.day) ? questionOf(state.date) : "";
    if (asked === state.asked) return;
    state.asked = asked;
    if (state.request) state.request.abort();
    if (!asked) {
      state.place.replaceChildren();
      return;
    }
    state.request = new AbortController();
    try {
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      const response = await fetch(`${address}?${asked}`, { headers, signal: state.request.signal });
      // A session that ended answers with the page to sign in: better no radar than that.
      if (response.ok && !response.redirected) state.place.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") state.place.replaceChildren();
    }
  }

  function changed(event) {
    const field = event.target;
    if (!(field instanceof HTMLElement) || !field.matches("input, select")) return;
    const date = rowOf(field) || markedOf(field);
    if (date) {
      look(watch(date));
      return;
    }
    // The group or kind of an event counts for all of its dates that were looked at.
    for (const state of watched.values()) {
      if (!state.date.day.isConnected) watched.delete(state.date.day);
      else if (field === state.date.group || field === state.date.kind) look(state);
    }
  }

  for (const kind of ["input", "change", "focusin"]) document.addEventListener(kind, changed);

  function begin() {
    for (const scope of document.querySelectorAll("[data-radar]")) {
      const date = markedOf(scope);
      if (date && value(date.day)) look(watch(date));
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
