/* Makes pages nicer; every page works without it. */
(() => {
  "use strict";
  const all = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  // After a refused form the reader starts at the list of what to mend.
  all("[data-error-summary]", (summary) => summary.focus());

  // Work a form must not be sent without: a save on its way, a photo being shrunk.
  const waiting = new WeakMap();
  const hold = (form, work) => {
    const both = Promise.all([waiting.get(form), work]).then(() => { if (waiting.get(form) === both) waiting.delete(form); });
    waiting.set(form, both);
  };

  // Drafts save themselves after a pause in typing.
  all("form[data-autosave]", (form) => {
    const status = form.querySelector("[data-autosave-status]");
    const version = form.elements.namedItem("version");
    let timer = 0, busy = false, again = false, stopped = false;
    const say = (text) => { if (status) status.textContent = text; };
    const stop = (text) => { stopped = true; say(text); };
    const send = async () => {
      const body = new FormData(form);
      body.delete("_once");
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { "X-Requested-With": "klik-autosave", Accept: "application/json" },
      });
      if (answer.redirected) return stop("Belum tersimpan: Anda sudah keluar. Salin tulisan Anda, lalu masuk lagi.");
      if (answer.status === 409) return stop("Belum tersimpan: isian ini sudah berubah di tempat lain. Tekan Simpan untuk membandingkan.");
      if (!answer.ok) return say("Belum tersimpan. Periksa isian, lalu tekan Simpan.");
      const told = await answer.json();
      if (!told.saved_at) return say("Belum tersimpan. Periksa isian, lalu tekan Simpan.");
      if (version) version.value = told.version;
      say(`Tersimpan otomatis ${told.saved_at}`);
    };
    const save = () => {
      clearTimeout(timer);
      if (stopped || form.dataset.sent) return;
      if (busy) { again = true; return; }
      busy = true;
      hold(form, send()
        .catch(() => say("Belum tersimpan: sambungan putus. Tulisan Anda tetap ada di sini."))
        .finally(() => { busy = false; if (again) { again = false; save(); } }));
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
    addEventListener("online", save);
  });

  // What files need is fetched when the first one is chosen; whatever fails is sent as it is.
  const helper = document.currentScript.dataset.files;
  all("input[type=file][data-shrink]", (input) => input.addEventListener("change", () => {
    const work = import(helper).then((files) => files.chosen(input)).catch(() => {});
    if (input.form) hold(input.form, work);
  }));

  // One press, one sending; it waits for what is under way. The pressed button's own name still travels.
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const mark = () => {
      if (!button || button.dataset.label) return;
      button.dataset.label = button.textContent;
      button.disabled = true;
      button.textContent = "Mengirim…";
    };
    if (!waiting.has(form)) { setTimeout(mark); return; }
    event.preventDefault();
    waiting.get(form).then(() => { delete form.dataset.sent; form.requestSubmit(button); });
  });
  addEventListener("pageshow", () => {
    all("form[data-sent]", (form) => { delete form.dataset.sent; });
    all("button[data-label]", (button) => {
      button.disabled = false;
      button.textContent = button.dataset.label;
      delete button.dataset.label;
    });
  });

  all("button[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = "Tersalin"; }
      catch { button.textContent = "Tidak bisa menyalin: pilih teksnya"; }
    });
  });
})();
