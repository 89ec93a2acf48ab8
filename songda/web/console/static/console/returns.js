// The return station without Enter after a digit, with the focus always in the field, and with a beep.

const station = document.querySelector(".station");
const field = station && station.querySelector("#typed");
if (field) {
  const causes = [...station.querySelectorAll("button.cause")];
  let waits = 0;

  // A scanner types its letters within milliseconds: a digit that stays alone was pressed by a person.
  field.addEventListener("input", () => {
    clearTimeout(waits);
    const digit = field.value.trim();
    if (!/^[1-9]$/.test(digit) || !causes[digit - 1]) return;
    waits = setTimeout(() => { if (field.value.trim() === digit) causes[digit - 1].click(); }, 180);
  });

  // Whoever presses Enter after the digit all the same, as the page tells those without a script, sends nothing twice.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || field.value.trim()) return;
    const picture = field.form.querySelector("input[type=file]");
    if (!picture || !picture.files.length) event.preventDefault();
  });

  // What is typed anywhere on the page is meant for the field.
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target === document.body || event.target.closest("main") === event.target;
    if (elsewhere && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });
  field.focus();

  const said = station.dataset.sound;
  const Sound = window.AudioContext;
  if (said && Sound) {
    const sound = new Sound();
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = said === "wrong" ? 220 : 880;
    loud.gain.value = 0.08;
    tone.connect(loud).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + (said === "wrong" ? 0.35 : 0.08));
  }
}
