"""Speech for notice calls: spoken where a speaker is installed, plainly not offered where none is."""

import shutil
from pathlib import Path

import pytest

from songda.telephony.speech import Espeak, SpeechError, speaker
from songda.trust.sound import listen

WRITER = """#!/bin/sh
cat > "$0.said"
echo "$@" > "$0.words"
head -c 44 /dev/zero
"""


def test_a_text_is_spoken_into_a_whole_wav() -> None:
    found = speaker()
    if found is None:
        assert shutil.which("espeak-ng") is None  # and so nothing spoken is offered
        return
    spoken = listen(found.speak("这里是人民法院，请致电一二三六八。", "zh"))
    assert spoken.is_sound
    assert spoken.heard_ms > 1000


def test_without_a_speaker_none_is_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert speaker() is None


def test_what_is_spoken_stands_in_no_list_of_processes(tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(WRITER, encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(SpeechError, match="WAV"):
        Espeak(str(program)).speak("李某", "zh")
    assert (tmp_path / "espeak-ng.said").read_text(encoding="utf-8") == "李某"
    assert "李某" not in (tmp_path / "espeak-ng.words").read_text(encoding="utf-8")


def test_a_language_without_a_voice_and_a_program_that_fails_are_told() -> None:
    with pytest.raises(SpeechError, match="voice"):
        Espeak("/bin/false").speak("hello", "xx")
    with pytest.raises(SpeechError, match="failed"):
        Espeak("/bin/false").speak("hello", "en")
