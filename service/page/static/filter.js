// Optional: turns the counts into filters, and lets Escape close the details of an act. The page works without.
"use strict";

(() => {
  const status = document.getElementById("filter-status");
  const operatives = [...document.querySelectorAll(".operative")];
  const buttons = [];
  const chosen = new Set();

  function show() {
    let visible = 0;
    for (const operative of operatives) {
      const stances = operative.dataset.stances.split(" ");
      const wanted = chosen.size === 0 || stances.some((stance) => chosen.has(stance));
      operative.hidden = !wanted;
      visible += wanted ? 1 : 0;
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(chosen.has(button.dataset.stance)));
    }
    status.textContent = "";
    if (chosen.size > 0) {
      status.append(`${visible} van ${operatives.length} paragrafen getoond. `);
      const all = document.createElement("button");
      all.type = "button";
      all.className = "link";
      all.textContent = "Toon alles";
      all.addEventListener("click", () => {
        chosen.clear();
        show();
        buttons[0].focus();
      });
      status.append(all);
    }
  }

  for (const item of document.querySelectorAll("[data-count]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "count";
    button.dataset.stance = item.dataset.count;
    button.setAttribute("aria-pressed", "false");
    button.append(...item.childNodes);
    item.append(button);
    button.addEventListener("click", () => {
      if (!chosen.delete(button.dataset.stance)) {
        chosen.add(button.dataset.stance);
      }
      show();
    });
    buttons.push(button);
  }
  // A link to a hidden paragraph would lead nowhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const goal = link && document.getElementById(link.getAttribute("href").slice(1));
    if (goal && goal.hidden) {
      chosen.clear();
      show();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.body.classList.add("tips-closed");
    }
  });
  for (const event of ["pointerover", "focusin"]) {
    document.addEventListener(event, () => document.body.classList.remove("tips-closed"));
  }
})();
