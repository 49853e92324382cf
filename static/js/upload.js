/* Files: photos shrink on the phone, then travel in pieces and go on where a broken link stopped.
   Fetched when the first file is chosen. When something unexpected happens, the form itself sends. */
const LIGHT = 3e5, PIECE = 32 * 1024, PATIENCE = 12e4, MOST_FAULTS = 6;
const SIDES = [1600, 1280, 1024, 800, 640], QUALITIES = [0.82, 0.7, 0.55];
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`);
const weigh = (files) => files.reduce((sum, file) => sum + file.size, 0);

// --- lighter ---
const painted = (picture, scale) => {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};
const lightest = async (picture, longest) => {
  const whole = Math.max(picture.width, picture.height);
  let best = null;
  for (const side of new Set([longest, ...SIDES].filter((one) => one <= longest).map((one) => Math.min(one, whole)))) {
    const canvas = painted(picture, side / whole);
    for (const quality of QUALITIES) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && !(best && best.size < blob.size)) best = blob;
      if (best && best.size <= LIGHT) return best;
      if (blob && blob.size > 3 * LIGHT) break; // far off: smaller, not worse
    }
  }
  return best;
};
const shrink = async (file, longest) => {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= LIGHT) return file;
  try {
    const blob = await lightest(await createImageBitmap(file, { imageOrientation: "from-image" }), longest);
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
};
const put = (input, files) => {
  const kept = new DataTransfer();
  files.forEach((file) => kept.items.add(file));
  input.files = kept.files;
};
const shrinkAll = async (input, note) => {
  const chosen = [...input.files], light = [];
  note.textContent = "";
  const timer = setTimeout(() => { note.textContent = "Foto sedang dikecilkan…"; }, 300);
  for (const file of chosen) light.push(await shrink(file, Number(input.dataset.shrink) || SIDES[0]));
  clearTimeout(timer);
  if (chosen.some((file, i) => file !== input.files[i])) return; // chosen anew meanwhile
  note.textContent = "";
  if (weigh(light) >= weigh(chosen)) return;
  put(input, light);
  note.textContent = `Dikecilkan dari ${size(weigh(chosen))} menjadi ${size(weigh(light))}.`;
};

// --- in pieces ---
class Told extends Error {} // a sentence for the reader, as it stands
class Refused extends Told {}
const pause = (milliseconds) => new Promise((done) => {
  const go = () => { clearTimeout(timer); removeEventListener("online", go); done(); };
  const timer = setTimeout(go, milliseconds);
  addEventListener("online", go);
});
const attempt = async (url, fields) => {
  const body = new FormData(), stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  Object.entries(fields).forEach(([name, value]) => body.append(name, value));
  try {
    const answer = await fetch(url, { method: "POST", body, signal: stop.signal, headers: { Accept: "application/json" } });
    return { status: answer.status, away: answer.redirected, text: await answer.text() };
  } catch {
    return { status: 0 }; // no link
  } finally {
    clearTimeout(timer);
  }
};
const ask = async (url, fields, say) => {
  let faults = 0;
  for (let wait = 1e3; ; wait = Math.min(2 * wait, 3e4)) {
    const answer = await attempt(url, fields);
    if (answer.away) throw new Told("Belum terkirim: Anda sudah keluar. Masuk lagi, lalu pilih berkasnya sekali lagi.");
    if (answer.status === 200 || answer.status === 409) return JSON.parse(answer.text);
    if (answer.status === 422) throw Object.assign(new Refused(), JSON.parse(answer.text));
    if (answer.status && (answer.status < 500 || (faults += 1) > MOST_FAULTS)) throw new Error(answer.status);
    say("Sambungan putus. Pengiriman dilanjutkan sendiri; yang sudah sampai tidak dikirim ulang.");
    await pause(wait);
  }
};
const deliver = async (form, file, say) => {
  const csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
  const post = (url, fields) => ask(url, { csrfmiddlewaretoken, ...fields }, say);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const begun = await post(form.dataset.upload, { name: file.name, size: file.size, sha256 });
  let offset = begun.offset;
  for (let steps = 3 * Math.ceil(file.size / PIECE) + 10; steps > 0; steps -= 1) {
    say(`${file.name}: ${size(offset)} dari ${size(file.size)} terkirim…`);
    const told = await (offset < file.size
      ? post(begun.append, { offset, piece: file.slice(offset, offset + PIECE) })
      : post(begun.finish, {}));
    if (told.next) return told;
    offset = told.offset;
  }
  throw new Error("no progress");
};
const deliverAll = async (form, input, note, say) => {
  const add = (text) => note.append(Object.assign(document.createElement("p"), { textContent: text }));
  let next = "";
  note.textContent = "";
  while (input.files.length) {
    const [file, ...rest] = input.files;
    try {
      const told = await deliver(form, file, say);
      add(`${file.name}: diterima ${told.received_at}`);
      next = told.next;
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      add(refusal.error);
      next = refusal.next;
    }
    put(input, rest); // what is through never travels again
  }
  say("");
  return next;
};
const sendInPieces = (form, input, note, ready) => {
  const line = Object.assign(document.createElement("p"), { className: "hint" });
  const say = (text) => { line.textContent = text; };
  note.after(line);
  let busy = false;
  addEventListener("beforeunload", (event) => { if (busy && input.files.length) event.preventDefault(); });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter || form.querySelector("button"), label = button.textContent;
    if (form.dataset.plain || !(busy || input.files.length)) return;
    event.preventDefault();
    if (busy) return;
    busy = button.disabled = input.disabled = true;
    button.textContent = "Mengirim…";
    try {
      await ready();
      const next = await deliverAll(form, input, note, say);
      if (form.querySelector("input:checked")) form.submit();
      else location.assign(next);
    } catch (error) {
      if (!(error instanceof Told)) form.dataset.plain = "1";
      say(error instanceof Told ? error.message : "Pengiriman bertahap gagal. Tekan tombolnya sekali lagi untuk mengirim dengan cara biasa.");
      busy = button.disabled = input.disabled = false;
      button.textContent = label;
    }
  });
};

// --- what klik.js calls: settles when the files are ready to travel ---
const known = new WeakMap();
const meet = (input) => {
  const place = { note: document.createElement("div"), work: null };
  place.note.className = "hint";
  place.note.setAttribute("role", "status");
  input.after(place.note);
  if (input.form?.dataset.upload && window.crypto?.subtle) sendInPieces(input.form, input, place.note, () => place.work);
  known.set(input, place);
  return place;
};
export const chosen = (input) => {
  const place = known.get(input) || meet(input);
  place.work = shrinkAll(input, place.note).catch(() => {});
  return place.work;
};
