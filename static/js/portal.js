/* What the pages do beyond plain links and forms. Every page works without this file; it only saves steps.
   Must run in Chromium 88. No eval, no style or script made from text (content security policy). */
"use strict";

(() => {
  const islands = new Map();

  /** Start an island: `start(element, data)` runs once for each element with data-island="name", swapped-in ones too. */
  function island(name, start) {
    islands.set(name, start);
    wake(document);
  }

  function wake(root) {
    for (const element of root.querySelectorAll("[data-island]:not([data-awake])")) {
      const start = islands.get(element.dataset.island);
      if (!start) continue;
      element.dataset.awake = "";
      const source = document.getElementById(element.dataset.source || "");
      start(element, source ? JSON.parse(source.textContent) : null);
    }
  }

  /* --- asking before a deed that cannot be taken back --------------------------------------------------------- */

  function ask(sentence) {
    return new Promise((resolve) => {
      const dialog = document.createElement("dialog");
      const text = document.createElement("p");
      const form = document.createElement("form");
      dialog.className = "ask";
      text.id = "ask-sentence";
      text.textContent = sentence;
      dialog.setAttribute("aria-labelledby", text.id);
      form.method = "dialog";
      for (const [value, label, kind] of [
        ["yes", "确定", "btn btn-primary me-2"],
        ["", "返回", "btn btn-outline-primary"],
      ]) {
        const button = document.createElement("button");
        button.value = value;
        button.textContent = label;
        button.className = kind;
        form.append(button);
      }
      dialog.append(text, form);
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  const agreed = new WeakSet();

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.confirm && !agreed.has(form)) {
      event.preventDefault();
      const submitter = event.submitter;
      if (await ask(form.dataset.confirm)) {
        agreed.add(form);
        form.requestSubmit(submitter);
      }
      return;
    }
    agreed.delete(form);
    if (form.method === "get") {
      leaveOutEmpty(form);
    } else if (form.dataset.sent) {
      event.preventDefault();
    } else {
      form.dataset.sent = "yes";
    }
  });

  document.addEventListener("htmx:confirm", async (event) => {
    const asker = event.target.closest("[data-confirm]");
    if (!asker) return;
    event.preventDefault();
    if (await ask(asker.dataset.confirm)) event.detail.issueRequest(true);
  });

  /* Coming back by the browser's own button: forms may be sent again, filters are open again. */
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const control of document.querySelectorAll("[data-left-out]")) {
      control.disabled = false;
      delete control.dataset.leftOut;
    }
  });

  /* --- filters: the address of a list says what was asked for -------------------------------------------------- */

  function leaveOutEmpty(form) {
    for (const control of form.elements) {
      if (control.name && control.value === "" && !control.disabled) {
        control.disabled = true;
        control.dataset.leftOut = "";
      }
    }
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    for (const [name, value] of [...event.detail.formData]) if (value === "") event.detail.formData.delete(name);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-autosubmit]") && event.target.matches("select, [type=checkbox], [type=date]")) {
      form.requestSubmit();
    }
  });

  /* --- amounts in 元, 万元, 亿元 --------------------------------------------------------------------------------- */

  const FEN_PER_UNIT = { 元: 100n, 万元: 1000000n, 亿元: 10000000000n };

  function amountText(fen, unit) {
    const size = fen < 0n ? -fen : fen;
    const chosen = unit || Object.keys(FEN_PER_UNIT).reverse().find((name) => size >= FEN_PER_UNIT[name]) || "元";
    const hundredths = (size * 200n + FEN_PER_UNIT[chosen]) / (2n * FEN_PER_UNIT[chosen]);
    const whole = String(hundredths / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${fen < 0n && hundredths ? "-" : ""}${whole}.${String(hundredths % 100n).padStart(2, "0")}${chosen}`;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-unit-switch] a");
    if (link) {
      event.preventDefault();
      for (const amount of document.querySelectorAll("data.amount")) {
        amount.textContent = amountText(BigInt(amount.value), link.dataset.unit);
      }
      for (const other of link.parentElement.querySelectorAll("a")) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      history.replaceState(history.state, "", link.href);
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  /* --- answers of htmx: refusals are shown as sentences, forms with what to put right in their place ------------ */

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const refusal = answer.getElementById("refusal");
    if (refusal) {
      event.detail.shouldSwap = false;
      say(document.importNode(refusal, true));
    } else if (xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:sendError", () => {
    const sentence = document.createElement("p");
    sentence.className = "notice notice-warning";
    sentence.textContent = "未办成：网络没有连通，内容没有提交。请检查网络后再试。";
    say(sentence);
  });

  function say(node) {
    const notices = document.getElementById("notices");
    notices.replaceChildren(node);
    notices.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    wake(document);
    point(event.target);
  });

  /** Lead the eye and the screen reader to what has to be put right. */
  function point(root) {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#menu") location.hash = "content";
  });

  document.documentElement.classList.add("has-script");
  window.portal = { island };
  point(document);
})();
