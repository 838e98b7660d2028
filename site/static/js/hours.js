// Hours typed as text: below each day, how the server reads it; Monday copied to other days; one more timetable.
//
// Works inside `[data-hours]`, whose `data-hours-url` answers `?day=…&text=…` with `reading` or `error`. Without this the
// form is sent and read all the same, and Monday is copied when it is saved.
(() => {
  "use strict";
  const PAUSE = 350;
  const waiting = new Map();

  async function read(field) {
    const place = field.closest("[data-hours]");
    const answer = field.form && field.form.querySelector(`output[for="${field.id}"]`);
    if (!place || !answer) return;
    const question = new URLSearchParams({ day: field.dataset.hoursDay, text: field.value });
    let said = {};
    try {
      said = await (await fetch(`${place.dataset.hoursUrl}?${question}`, { credentials: "same-origin" })).json();
    } catch {
      return;
    }
    if (field.value !== question.get("text")) return;
    answer.textContent = said.error || said.reading || "";
    answer.classList.toggle("cms-timetable__reading--error", Boolean(said.error));
  }

  function soon(field) {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => read(field), PAUSE));
  }

  const daysOf = (timetable) => [...timetable.querySelectorAll("[data-hours-day]")];
  const copiesOf = (timetable) => [...timetable.querySelectorAll('[name$="-copy_to"]')];

  function copyMonday(timetable) {
    const days = daysOf(timetable);
    for (const box of copiesOf(timetable)) {
      const day = days.find((field) => field.dataset.hoursDay === box.value);
      if (!box.checked || !day) continue;
      day.value = days[0].value;
      soon(day);
    }
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    const timetable = field.closest && field.closest(".cms-timetable");
    if (!timetable || !field.matches("[data-hours-day]")) return;
    soon(field);
    if (field.dataset.hoursDay === "0") {
      copyMonday(timetable);
    } else {
      // Who writes in a day wants that, not what Monday says.
      for (const box of copiesOf(timetable)) if (box.value === field.dataset.hoursDay) box.checked = false;
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches && event.target.matches('.cms-timetable [name$="-copy_to"]')) {
      copyMonday(event.target.closest(".cms-timetable"));
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-hours-add]");
    if (!button) return;
    const place = button.closest("[data-hours]");
    const total = place.querySelector('[name$="-TOTAL_FORMS"]');
    const number = Number(total.value);
    const html = place.querySelector("[data-hours-empty]").innerHTML.replace(/__prefix__/g, String(number));
    place.querySelector("[data-hours-rows]").insertAdjacentHTML("beforeend", html);
    total.value = String(number + 1);
    const added = place.querySelector("[data-hours-rows]").lastElementChild;
    added.querySelector("legend").textContent = added.querySelector("legend").textContent.replace("+", String(number + 1));
    added.querySelector("select").focus();
  });
})();
