"use strict";
// Reads the large print aloud where the device has a voice for it. Without this file the page loses only two buttons.
(() => {
  const controls = document.querySelector("[data-aloud]");
  const text = document.querySelector("[data-aloud-text]");
  const voice = window.speechSynthesis;
  if (!controls || !text || !voice || !window.SpeechSynthesisUtterance) return;
  const paragraphs = [...text.querySelectorAll("p")];
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
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = () => { if (at === number) read(number + 1); };
    voice.speak(words);
  };
  const stop = () => { mark(-1); voice.cancel(); };

  controls.hidden = false;
  controls.querySelector("[data-aloud-start]").addEventListener("click", () => { stop(); read(0); });
  controls.querySelector("[data-aloud-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
})();
