"use strict";
// A round on a phone. Everything is kept here, sealed, before it goes anywhere, and told whenever there is a network.
// Nothing of it can be read without the six digits of the round, nor after its end.
(() => {
  const $ = (id) => document.getElementById(id);
  const places = JSON.parse($("places").textContent);
  const told = JSON.parse($("told").textContent);
  const word = (name) => $(`t-${name}`).content.textContent;
  const comma = document.documentElement.lang.startsWith("zh") ? "、" : ", ";
  const utf = new TextEncoder();
  const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const WRONG_CLOCK = 120000, LONGEST_SIDE = 1600, ROUNDS = 310000, MOST_TRIES = 8, AWAY = 300000;
  const SPACE = 200 * 1024 * 1024;

  // the shelf: what is plain says nothing of anybody, all else is sealed

  let shelf;
  const openShelf = () => new Promise((done, fail) => {
    const asked = indexedDB.open("songda-field", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore("plain"); asked.result.createObjectStore("sealed"); };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const act = (store, mode, what) => new Promise((done, fail) => {
    const held = shelf.transaction(store, mode, { durability: "strict" });
    const asked = what(held.objectStore(store));
    held.oncomplete = () => done(asked.result);
    held.onerror = held.onabort = () => fail(held.error);
  });
  const get = (store, name) => act(store, "readonly", (on) => on.get(name));
  const put = (store, name, value) => act(store, "readwrite", (on) => on.put(value, name));
  const drop = (store, name) => act(store, "readwrite", (on) => on.delete(name));
  const names = (store) => act(store, "readonly", (on) => on.getAllKeys());

  let key = null; // while the round is open
  const sealBytes = async (name, bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf.encode(name) }, key, bytes);
    return { iv, body };
  };
  const openBytes = async (name, kept) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv, additionalData: utf.encode(name) }, key, kept.body);
  const keepBytes = async (name, bytes) => put("sealed", name, await sealBytes(name, bytes));
  const keep = (name, value) => keepBytes(name, utf.encode(JSON.stringify(value)));
  const read = async (name) => {
    const kept = await get("sealed", name);
    return kept && JSON.parse(new TextDecoder().decode(await openBytes(name, kept)));
  };

  // the key: handed out by the court, kept wrapped under the six digits

  const pinKey = async (pin, salt) => {
    const typed = await crypto.subtle.importKey("raw", utf.encode(pin), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const wrap = async (pin, raw) => {
    const salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(12));
    return { salt, iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await pinKey(pin, salt), raw) };
  };
  const importKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

  // what is known

  let plain = null; // {id, ends_at, offset, latest, wrapped, tries}
  let round = null; // the round with its stops, sealed on the shelf
  let visits = new Map();
  let stop = null, visit = null, served = {};

  const show = (name) => {
    for (const part of document.querySelectorAll("main > section")) part.hidden = part.id !== name;
    window.scrollTo(0, 0);
  };
  const say = (text, tone = "bad") => {
    $("said").textContent = text;
    $("said").className = `note ${tone}`;
    $("said").hidden = !text;
  };
  const unsent = () => [...visits.values()].filter((one) => one.done && !one.sent);
  const tellLeft = () => {
    const count = key ? unsent().length : 0;
    $("left").textContent = !key ? "" : count ? `${$("left").dataset.some} ${count}` : $("left").dataset.none;
  };
  const tellLine = () => {
    $("line").dataset.is = navigator.onLine ? "on" : "off";
    $("line").textContent = navigator.onLine ? $("line").dataset.on : $("line").dataset.off;
  };
  const keepPlain = () => put("plain", "round", plain);

  // before leaving: this phone writes, reads and keeps

  const checks = {
    kept: async () => {
      const bytes = crypto.getRandomValues(new Uint8Array(65536));
      await put("plain", "probe", bytes);
      const back = await get("plain", "probe");
      await drop("plain", "probe");
      return back.length === bytes.length && back.every((one, at) => one === bytes[at]);
    },
    offline: async () => {
      if (!("serviceWorker" in navigator)) return false;
      await navigator.serviceWorker.register(places.worker, { scope: location.pathname });
      const ready = await Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 15000))]);
      return Boolean(ready && await caches.match(location.pathname, { ignoreVary: true }));
    },
    lasting: async () => Boolean(navigator.storage && (await navigator.storage.persisted() || await navigator.storage.persist())),
    space: async () => {
      const { quota, usage } = await navigator.storage.estimate();
      return quota - usage >= SPACE;
    },
  };
  const proveAll = async () => {
    const found = {};
    for (const [name, check] of Object.entries(checks)) {
      found[name] = await check().catch(() => false);
      document.querySelector(`[data-check=${name}]`).className = found[name] ? "good" : "bad";
      document.querySelector(`[data-warn=${name}]`).hidden = found[name];
    }
    return found;
  };

  // asking the court

  const signIn = () => { show("signin"); };
  const askDoor = async () => {
    const answer = await fetch(places.door, { credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect" || !answer.ok) return null;
    return answer.json();
  };
  const asPhone = (address, how = {}) => fetch(address, {
    ...how,
    credentials: "omit",
    headers: { "X-Songda-Phone": round.phone, "Accept-Language": document.documentElement.lang, ...how.headers },
  });

  const takeAlong = async (pin) => {
    const door = await askDoor().catch(() => undefined);
    if (door === null) return signIn();
    if (!door) return say($("line").dataset.off, "open");
    const body = new URLSearchParams({ csrfmiddlewaretoken: door.token, round: plain ? plain.id : "" });
    const answer = await fetch(places.take, { method: "POST", body, credentials: "same-origin" });
    const given = await answer.json();
    if (!answer.ok) {
      if (plain && (given.code === "round_shut" || given.code === "round_ended")) await wipe();
      if (given.code === "round_none") $("nothing").hidden = false;
      return say(given.said);
    }
    if (plain && plain.id !== given.id) await wipe();
    const raw = Uint8Array.from(atob(given.key), (one) => one.charCodeAt(0));
    key = await importKey(raw);
    const offset = new Date(given.now) - Date.now();
    plain = { id: given.id, ends_at: given.ends_at, offset, latest: Date.now(), tries: 0, wrapped: await wrap(pin, raw) };
    raw.fill(0);
    delete given.key;
    if (given.over) delete plain.wrapped;
    round = given;
    await keep("round", round);
    await keepPlain();
    say("");
    return begin();
  };

  // opening, closing, ending

  const isOver = () => plain && Math.max(Date.now(), plain.latest) + plain.offset >= new Date(plain.ends_at).getTime();
  const begin = async () => {
    visits = new Map();
    for (const name of await names("sealed")) {
      if (String(name).startsWith("visit:")) {
        const one = await read(name);
        visits.set(one.id, one);
      }
    }
    $("whose").textContent = `${round.court} · ${round.person}`;
    if (isOver() || round.over) {
      await sync();
      if (!unsent().length) return end();
      return show("over");
    }
    listStops();
    show("list");
    sync();
  };
  const close = (name) => {
    key = null; round = null; visit = null; stop = null; visits = new Map();
    tellLeft();
    show(name);
  };
  const shutOut = async () => {
    if (plain) { delete plain.wrapped; await keepPlain(); }
    close("shut");
  };
  const wipe = async () => {
    await act("sealed", "readwrite", (on) => on.clear());
    await act("plain", "readwrite", (on) => on.clear());
    key = null; plain = null; round = null; visits = new Map();
    tellLeft();
  };
  const end = async () => {
    const answer = await asPhone(places.end, { method: "POST" }).catch(() => null);
    if (!answer || !(answer.ok || answer.status === 410)) return;
    await wipe();
    await enter();
  };
  const lapse = async () => {
    if (!plain) return;
    plain.latest = Math.max(Date.now(), plain.latest);
    await keepPlain();
    if (!isOver() || !plain.wrapped) return;
    if (key) await sync();
    if (key && navigator.onLine && !unsent().length) return end();
    delete plain.wrapped;
    await keepPlain();
    if (!document.querySelector("#over:not([hidden])")) await tellOver();
  };
  const tellOver = async () => {
    const count = (await names("sealed")).filter((name) => String(name).startsWith("visit:")).length;
    $("kept").textContent = `${$("kept").dataset.said} ${count}`;
    close("over");
  };

  const enter = async () => {
    plain = await get("plain", "round");
    if (!plain) {
      show("door");
      await proveAll();
      const door = await askDoor().catch(() => undefined);
      if (door === null) return signIn();
      $("nothing").hidden = !door || Boolean(door.round);
      $("take").hidden = Boolean(door && !door.round);
      return undefined;
    }
    if (isOver()) { await lapse(); if (plain && !plain.wrapped) await tellOver(); return undefined; }
    return show(plain.wrapped ? "lock" : "shut");
  };

  const weak = (pin) => !/^\d{6}$/.test(pin) || /^(\d)\1+$/.test(pin) || "0123456789876543210".includes(pin);
  $("take").addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = $("pin").value;
    if (weak(pin)) return say(word("pin"));
    $("pin").value = "";
    return takeAlong(pin);
  });
  $("open").addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = $("again").value;
    $("again").value = "";
    plain.tries += 1; // counted before it is tried, so that nobody tries by closing the page
    await keepPlain();
    try {
      const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: plain.wrapped.iv }, await pinKey(pin, plain.wrapped.salt), plain.wrapped.body);
      key = await importKey(raw);
      plain.tries = 0;
      await keepPlain();
      $("wrong").hidden = true;
      round = await read("round");
      await begin();
    } catch (wrong) {
      key = null;
      $("wrong").textContent = `${$("wrong").dataset.said} ${MOST_TRIES - plain.tries}`;
      $("wrong").hidden = false;
      if (plain.tries >= MOST_TRIES) await shutOut();
    }
  });
  const again = () => { $("take").hidden = false; show("door"); proveAll(); };
  for (const id of ["anew", "handin", "retake"]) $(id).addEventListener("click", again);
  $("finish").addEventListener("click", async () => {
    await sync();
    $("unsent").hidden = !unsent().length;
    if (!unsent().length) await end();
  });
  $("send").addEventListener("click", () => sync());

  // the list

  const own = (id) => [...visits.values()].filter((one) => one.stop === id);
  const element = (tag, text = "", css = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (css) made.className = css;
    return made;
  };
  const isServed = (one) => one.papers.length > 0 && one.papers.every((paper) => paper.served || (served[one.id] || []).includes(paper.id));
  const markOf = (one) => {
    const made = own(one.id), last = made[made.length - 1];
    if (last && last.done) return last.sent ? [word("sent"), "good"] : [word("only"), "open"];
    if (last) return [word("open"), "open"];
    return isServed(one) ? [word("served"), "good"] : null;
  };
  const listStops = () => {
    $("day").textContent = round.day;
    const wrong = Math.round(Math.abs(plain.offset) / 60000);
    $("clock").hidden = Math.abs(plain.offset) < WRONG_CLOCK;
    $("clock").textContent = `${$("clock").dataset.said} ${wrong}. ${$("clock").dataset.how}`;
    $("stops").replaceChildren(...round.stops.map((one) => {
      const line = element("li"), button = element("button");
      button.type = "button";
      const mark = markOf(one);
      if (mark) button.append(element("span", mark[0], `mark ${mark[1]}`));
      button.append(element("b", one.place), element("span", `${one.role} ${one.name} · ${one.case}`));
      button.addEventListener("click", () => openStop(one));
      line.append(button);
      return line;
    }));
    tellLeft();
  };

  // one stop

  const fresh = (one) => ({
    id: crypto.randomUUID(), stop: one.id, outcome: "", signer: "", manner: "", done: false, sent: false,
    services: one.papers.filter((paper) => !paper.served).map((paper) => paper.id),
    at: new Date().toISOString(), told: {}, photos: [],
  });
  // What is kept is the phone's own time; what is shown and typed is reckoned by the court's clock.
  const localTime = (moment) => {
    const at = new Date(new Date(moment).getTime() + plain.offset);
    return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  };
  const tick = (kind, name, value, label, isOn) => {
    const line = element("label"), box = element("input");
    Object.assign(box, { type: kind, name, value, checked: isOn });
    line.append(box, element("span", label));
    return line;
  };
  const openStop = async (one) => {
    stop = one;
    visit = own(one.id).find((made) => !made.done) || fresh(one);
    $("who").textContent = `${one.role} ${one.name}`;
    $("where").textContent = one.place;
    $("served").hidden = !isServed(one);
    $("note").hidden = !one.note && !one.care.length;
    $("note").textContent = [one.note, ...one.care].filter(Boolean).join(" · ");
    const may = [];
    if (one.signers.length) may.push(`${word("sign")} ${one.signers.map(([, name]) => name).join(comma)}`);
    may.push(one.leavings.length ? `${word("leave")} ${one.leavings.map(([, name]) => name).join(comma)}` : word("noleave"));
    if (one.only_in_person) may.push(word("person"));
    if (one.phones.length) may.push(one.phones.join(" · "));
    $("may").replaceChildren(...may.map((text) => element("li", text)));
    $("before").hidden = !one.tried.length;
    $("tried").replaceChildren(...one.tried.map((text) => element("li", text)));
    const outcomes = Object.entries(told.outcome).map(([value, label]) => tick("radio", "outcome", value, label, visit.outcome === value));
    $("outcomes").replaceChildren(...outcomes);
    $("papers").replaceChildren(...one.papers.map((paper) => tick("checkbox", "services", paper.id, paper.title, visit.services.includes(paper.id))));
    $("manners").replaceChildren(...one.leavings.map(([value, label]) => tick("radio", "manner", value, label, visit.manner === value)));
    const option = ([value, label]) => { const made = element("option", label); made.value = value; return made; };
    const others = element("optgroup");
    others.label = word("others");
    others.append(...one.others.map(option));
    $("signer").replaceChildren(option(["", word("choose")]), ...one.signers.map(option), others);
    $("signer").value = visit.signer;
    $("at").value = localTime(visit.at);
    for (const name of ["name", "witness", "witness_office", "words"]) $(name).value = visit.told[name] || "";
    draw();
    await showPhotos();
    fit();
    listMade();
    show("stop");
  };
  const listMade = () => {
    $("made").replaceChildren(...own(stop.id).filter((one) => one.done).map((one) => {
      const line = element("li");
      line.append(element("span", one.sent ? word("sent") : word("only"), `mark ${one.sent ? "good" : "open"}`));
      line.append(element("span", `${told.outcome[one.outcome]} · ${localTime(one.at).replace("T", " ")}`));
      for (const photo of one.photos) if (photo.why) line.append(element("p", photo.why, "note bad"));
      if (one.said) line.append(element("p", one.said, "note bad"));
      return line;
    }));
    tellLeft();
  };
  const lacks = () => {
    const has = (name) => (visit.told[name] || "").trim();
    const found = [];
    if (visit.outcome === "signed" && !visit.signer) found.push("signer");
    if (visit.outcome === "signed" && !visit.photos.length && !(visit.told.strokes || []).length) found.push("signature");
    if (visit.outcome === "left" && !visit.manner) found.push("manner");
    if (visit.manner === "witnessed" && !(has("witness") && has("witness_office"))) found.push("witness");
    if (["filmed", "elsewhere_filmed"].includes(visit.manner) && !visit.photos.length) found.push("film");
    if (visit.outcome === "failed" && !has("words")) found.push("why");
    return found;
  };
  const fit = () => {
    for (const part of document.querySelectorAll("[data-for]")) {
      const wanted = part.dataset.for.split(" ");
      part.hidden = !wanted.includes(visit.outcome) && !wanted.includes(visit.outcome === "left" ? visit.manner : "");
    }
    $("notcounted").hidden = visit.outcome !== "signed" || !visit.signer || stop.signers.some(([value]) => value === visit.signer);
    $("lacks").replaceChildren(...(visit.outcome ? lacks().map((name) => element("li", word(`lack-${name}`))) : []));
  };

  // Every entry is kept at once.
  let writing = Promise.resolve();
  const store = () => {
    const one = visit;
    visits.set(one.id, one);
    writing = writing.then(() => keep(`visit:${one.id}`, one)).catch(() => say(word("lost")));
    return writing;
  };
  const take = () => {
    const form = $("visit"), chosen = (name) => (form.querySelector(`[name=${name}]:checked`) || { value: "" }).value;
    visit.outcome = chosen("outcome");
    visit.manner = visit.outcome === "left" ? chosen("manner") : "";
    visit.services = [...form.querySelectorAll("[name=services]:checked")].map((box) => box.value);
    visit.signer = visit.outcome === "failed" ? "" : $("signer").value;
    if ($("at").value && $("at").value !== localTime(visit.at)) visit.at = new Date(new Date($("at").value).getTime() - plain.offset).toISOString();
    for (const name of ["name", "witness", "witness_office", "words"]) visit.told[name] = $(name).value;
    fit();
  };
  let waits = 0;
  $("visit").addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    take();
    clearTimeout(waits);
    waits = setTimeout(store, 200);
  });
  $("visit").addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    take();
    clearTimeout(waits);
    store();
  });
  $("visit").addEventListener("submit", async (event) => {
    event.preventDefault();
    take();
    if (!visit.outcome) return $("outcomes").querySelector("input").focus();
    if (lacks().length && !visit.asked) {
      visit.asked = true;
      say(word("anyway"), "open");
      return $("lacks").scrollIntoView();
    }
    say("");
    await locate();
    visit.done = true;
    await store();
    const one = stop;
    listStops();
    await openStop(one);
    show("list");
    return sync();
  });
  $("back").addEventListener("click", () => { say(""); listStops(); show("list"); });

  const locate = () => new Promise((done) => {
    if (!navigator.geolocation) return done();
    const limit = setTimeout(done, 4000);
    return navigator.geolocation.getCurrentPosition(({ coords }) => {
      clearTimeout(limit);
      const { latitude, longitude, accuracy } = coords;
      if (visit && (!visit.told.place || accuracy <= visit.told.place.accuracy)) visit.told.place = { latitude, longitude, accuracy };
      done();
    }, () => { clearTimeout(limit); done(); }, { enableHighAccuracy: true, timeout: 3500, maximumAge: 60000 });
  });

  // signature on glass

  const pen = $("glass").getContext("2d");
  let stroke = null, began = 0;
  const draw = () => {
    pen.clearRect(0, 0, 600, 240);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
    for (const line of visit.told.strokes || []) {
      pen.beginPath();
      for (let at = 0; at < line.length; at += 3) pen.lineTo(line[at], line[at + 1]);
      pen.stroke();
    }
  };
  const point = (event) => {
    const box = $("glass").getBoundingClientRect();
    const x = (event.clientX - box.left) * 600 / box.width, y = (event.clientY - box.top) * 240 / box.height;
    return [Math.round(x), Math.round(y), Math.round(event.timeStamp - began)];
  };
  $("glass").addEventListener("pointerdown", (event) => {
    event.preventDefault();
    $("glass").setPointerCapture(event.pointerId);
    const strokes = visit.told.strokes = visit.told.strokes || [];
    if (!strokes.length) began = event.timeStamp;
    stroke = point(event);
    strokes.push(stroke);
  });
  $("glass").addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(...point(event));
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) $("glass").addEventListener(name, () => {
    if (!stroke) return;
    stroke = null;
    take();
    store();
  });
  $("clear").addEventListener("click", () => { delete visit.told.strokes; draw(); take(); store(); });

  // photographs: hashed and sealed before the visit names them

  const shrink = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(1, Math.round(picture.width * scale));
    sheet.height = Math.max(1, Math.round(picture.height * scale));
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const made = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.8));
    return made.arrayBuffer();
  };
  const addPhoto = (kind) => async (event) => {
    const [file] = event.target.files;
    const one = visit;
    event.target.value = "";
    if (!file) return;
    let bytes;
    try { bytes = await shrink(file); } catch (wrong) { say(told.refused[/heic|heif/i.test(file.type + file.name) ? "heic" : "unreadable"]); return; }
    const id = crypto.randomUUID(), sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
    try { await keepBytes(`photo:${id}`, bytes); } catch (full) { say(word("lost")); return; }
    one.photos.push({ id, kind, sha256, size: bytes.byteLength, taken_at: new Date().toISOString() });
    if (one === visit) { take(); }
    await store();
    await showPhotos();
    fit();
    locate().then(() => one === visit && store());
  };
  $("camera").addEventListener("change", addPhoto("photo"));
  $("slip").addEventListener("change", addPhoto("return"));
  const showPhotos = async () => {
    const lines = [];
    for (const photo of visit.photos) {
      const line = element("li"), small = document.createElement("canvas");
      const kept = await get("sealed", `photo:${photo.id}`);
      if (kept) {
        const picture = await createImageBitmap(new Blob([await openBytes(`photo:${photo.id}`, kept)]));
        small.width = 160;
        small.height = Math.max(1, Math.round(160 * picture.height / picture.width));
        small.getContext("2d").drawImage(picture, 0, 0, small.width, small.height);
        picture.close();
      }
      line.append(small, element("small", `${localTime(photo.taken_at).slice(11)} · ${photo.sha256.slice(0, 8)}`));
      lines.push(line);
    }
    $("photos").replaceChildren(...lines);
  };

  // handing in: whole or again, photographs piece by piece

  let busy = null;
  const sync = () => {
    busy = busy || handIn().catch(() => {}).finally(() => { busy = null; });
    return busy;
  };
  const handIn = async () => {
    if (!key || !navigator.onLine) return;
    for (const one of unsent()) await handInOne(one);
    if (!key) return;
    const answer = await asPhone(places.state);
    if (answer.status === 410) { await shutOut(); return; }
    if (!answer.ok) return;
    const known = await answer.json();
    served = known.stops;
    plain.latest = Math.max(plain.latest, Date.now());
    await keepPlain();
    if (!$("list").hidden) listStops();
    if (!$("stop").hidden) { $("served").hidden = !isServed(stop); listMade(); }
    tellLeft();
  };
  const handInOne = async (one) => {
    const { id, stop: place, outcome, signer, manner, services, at, photos } = one;
    const body = JSON.stringify({
      id, stop: place, outcome, signer, manner, services, at, told: one.told, mark: round.mark,
      phone_now: new Date().toISOString(),
      photos: photos.map((photo) => ({ id: photo.id, kind: photo.kind, sha256: photo.sha256, size: photo.size, taken_at: photo.taken_at })),
    });
    const answer = await asPhone(places.report, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (answer.status === 410) { await shutOut(); return; }
    const heard = await answer.json();
    if (!answer.ok) { one.said = heard.said; await keep(`visit:${one.id}`, one); return; }
    delete one.said;
    for (const photo of photos) if (!await handInPhoto(photo, heard.photos[photo.id])) return;
    one.sent = true;
    await keep(`visit:${one.id}`, one);
    for (const photo of photos) await drop("sealed", `photo:${photo.id}`);
  };
  const handInPhoto = async (photo, standing) => {
    let now = standing;
    const kept = now.missing.length ? await get("sealed", `photo:${photo.id}`) : null;
    const bytes = kept && await openBytes(`photo:${photo.id}`, kept);
    for (const part of kept ? standing.missing : []) {
      const piece = bytes.slice(part * told.part, (part + 1) * told.part);
      const address = `${places.photos}${photo.id}/${part}/`;
      const answer = await asPhone(address, { method: "POST", body: piece, headers: { "Content-Type": "application/octet-stream" } });
      if (answer.status === 410) { await shutOut(); return false; }
      if (!answer.ok) return false;
      now = await answer.json();
    }
    if (now.why) photo.why = now.why;
    return now.kept || Boolean(now.refused);
  };

  // going on

  window.addEventListener("online", () => { tellLine(); sync(); });
  window.addEventListener("offline", tellLine);
  setInterval(() => { lapse(); sync(); }, 20000);
  let left = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { left = Date.now(); if (visit && key && !$("stop").hidden && visits.has(visit.id)) store(); return; }
    if (key && left && Date.now() - left > AWAY) close("lock");
    lapse();
    sync();
  });

  const start = async () => {
    tellLine();
    if (!window.crypto || !crypto.subtle || !window.indexedDB) { show("door"); document.querySelector("[data-warn=kept]").hidden = false; return; }
    try { shelf = await openShelf(); } catch (wrong) { show("door"); document.querySelector("[data-warn=kept]").hidden = false; return; }
    await enter();
  };
  start();
})();
