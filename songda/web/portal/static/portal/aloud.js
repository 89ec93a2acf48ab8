"use strict";
// Reads the large print aloud where the device has a voice for it. Without this file the page loses only two buttons.
(() => {
  const controls = document.querySelector("[data-aloud]");
  const voice = window.speechSynthesis;
  if (!controls || !voice || !window.SpeechSynthesisUtterance) return;
  const paragraphs = [...document.querySelectorAll("[data-aloud-text] :is(h2, p, dt, dd)")];
  let at = -1; // the paragraph being read; -1: none

  const mark = (next) => {
    if (paragraphs[at]) paragraphs[at].classList.remove("now");
    at = next;
    if (paragraphs[at]) {
      paragraphs[at].classList.add("now");
      paragraphs[at].scrollIntoView({ block: "nearest" });
    }
  };
  const read = (number) => {
    if (number >= paragraphs.length) return mark(-1);
    mark(number);
    const words = new SpeechSynthesisUtterance(paragraphs[number].textContent);
    words.lang = paragraphs[number].closest("[lang]").lang.startsWith("en") ? "en" : "zh-CN";
    words.rate = 0.9;
    words.onend = () => { if (at === number) read(number + 1); };
    voice.speak(words);
  };
  const stop = () => { mark(-1); voice.cancel(); };

  // A device may have the means and no voice at all: the button would stay silent. Some tell their voices late.
  const offer = () => { controls.hidden = !voice.getVoices().some(({ lang }) => /^(zh|cmn)/i.test(lang)); };
  offer();
  voice.addEventListener("voiceschanged", offer);
  controls.querySelector("[data-aloud-start]").addEventListener("click", () => { stop(); read(0); });
  controls.querySelector("[data-aloud-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
})();
