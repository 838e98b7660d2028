// Suggestions below a search box: an editable combobox (WAI-ARIA practices).
//
// In each `form[data-suggestions]`, whose address answers `?q=` with `suggestions` (text, kind, path) and `said`. Without
// this, and with Enter while nothing is chosen, the words are searched as they are.
(() => {
  "use strict";
  const PAUSE = 150;
  const SHORTEST = 2;

  function start(form, number) {
    const box = form.querySelector("input[type=search]");
    if (!box) return;
    const list = document.createElement("ul");
    const status = document.createElement("p");
    list.id = `suggestions-${number}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels.length ? box.labels[0].textContent.trim() : box.name);
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("autocomplete", "off");
    box.parentElement.classList.add("has-suggestions");
    box.after(list);
    form.append(status);
    let waiting, asked;

    const options = () => [...list.children];
    const chosen = () => list.querySelector("[aria-selected=true]");

    function choose(option) {
      for (const one of options()) one.setAttribute("aria-selected", String(one === option));
      box.setAttribute("aria-activedescendant", option ? option.id : "");
      if (option) option.scrollIntoView({ block: "nearest" });
    }

    function show(rows, said) {
      list.replaceChildren(
        ...rows.map((row, place) => {
          const option = document.createElement("li");
          const kind = document.createElement("span");
          option.id = `${list.id}-${place}`;
          option.dataset.path = row.path;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          kind.textContent = row.kind;
          option.append(`${row.text} `, kind);
          return option;
        }),
      );
      choose(null);
      list.hidden = !rows.length;
      box.setAttribute("aria-expanded", String(rows.length > 0));
      status.textContent = said;
    }

    const close = () => {
      asked = "";
      clearTimeout(waiting);
      show([], "");
    };

    async function ask() {
      const typed = box.value.trim();
      asked = typed;
      if (typed.length < SHORTEST) return show([], "");
      let answer;
      try {
        answer = await (await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`)).json();
      } catch {
        return;
      }
      // Somebody typed on, or left, meanwhile.
      if (asked === typed && document.activeElement === box) show(answer.suggestions, answer.said);
    }

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      const all = options();
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key === "Escape" && all.length) {
        event.preventDefault();
        close();
      } else if (event.key in steps && all.length) {
        event.preventDefault();
        // One place more than options: the box itself, with nothing chosen.
        const place = all.indexOf(chosen()) + 1 + steps[event.key];
        choose(all[((place + all.length + 1) % (all.length + 1)) - 1] || null);
      } else if (event.key === "Enter" && chosen()) {
        event.preventDefault();
        location.assign(chosen().dataset.path);
      }
    });
    // The box keeps the focus.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.path);
    });
    show([], "");
  }

  document.querySelectorAll("form[data-suggestions]").forEach(start);
})();
