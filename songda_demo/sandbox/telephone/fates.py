"""What a telephone of the sandbox does when it is called, by the number's last two digits, and what is then heard."""

import hashlib
import math
import wave
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Final


class CallTaker(StrEnum):
    """Who takes the call, or what."""

    THEMSELVES = "themselves"
    SOMEBODY_ELSE = "somebody_else"
    CHILD = "child"
    MACHINE = "machine"
    REFUSES = "refuses"


class Recorder(StrEnum):
    """What becomes of the recording."""

    WORKS = "works"
    LENGTH_UNKNOWN = "length_unknown"  # tells -1
    SILENT = "silent"
    HEAD_ONLY = "head_only"
    FAILS = "fails"


@dataclass(frozen=True)
class PhoneFate:
    """`ends_with_cause` is the network's cause for ending it unanswered; `answers` who takes it by themselves."""

    key: str
    zh: str
    en: str
    rings: bool = True
    plays_early_sound: bool = False
    ends_with_cause: int | None = None
    answers: CallTaker | None = None
    hears_party: bool = True
    breaks: bool = False
    drops_events: bool = False
    recorder: Recorder = Recorder.WORKS
    presses: str = ""  # a digit, in whatever call
    rings_off: bool = False


ORDINARY: Final = PhoneFate(
    "ordinary", "振铃，由沙盒页面上的人接听", "rings until somebody answers on the sandbox's page"
)


_SELF: Final = CallTaker.THEMSELVES


PHONE_FATES: Final[Mapping[str, PhoneFate]] = {
    "01": PhoneFate("switched-off", "关机", "switched off", rings=False, plays_early_sound=True, ends_with_cause=20),
    "02": PhoneFate("not-in-service", "空号", "not in service", rings=False, ends_with_cause=1),
    "21": PhoneFate("busy", "占线", "busy", rings=False, ends_with_cause=17),
    "22": PhoneFate("no-answer", "无人接听", "rings, nobody answers", ends_with_cause=19),
    "23": PhoneFate("rejected", "拒接", "rejected", ends_with_cause=21),
    "24": PhoneFate("suspended", "停机", "suspended", rings=False, plays_early_sound=True, ends_with_cause=50),
    "25": PhoneFate(
        "early-sound",
        "只有彩铃，始终未接",
        "plays music and is never answered",
        plays_early_sound=True,
        ends_with_cause=19,
    ),
    "26": PhoneFate("one-sided", "单通：听不到对方", "one-sided: they are not heard", answers=_SELF, hears_party=False),
    "27": PhoneFate(
        "length-unknown",
        "录音时长为 -1",
        "recording of length -1",
        answers=_SELF,
        recorder=Recorder.LENGTH_UNKNOWN,
    ),
    "28": PhoneFate("machine", "语音信箱", "a machine answers", answers=CallTaker.MACHINE),
    "29": PhoneFate("child", "孩子接听", "a child answers", answers=CallTaker.CHILD),
    "30": PhoneFate("somebody-else", "他人接听", "somebody else answers", answers=CallTaker.SOMEBODY_ELSE),
    "31": PhoneFate("refuses", "本人接听，拒绝", "they answer and refuse", answers=CallTaker.REFUSES),
    "32": PhoneFate("cut-off", "通话中断", "the line breaks off", answers=_SELF, breaks=True),
    "33": PhoneFate(
        "events-lost",
        "接通时事件连接中断",
        "the events break off at the answer",
        answers=_SELF,
        drops_events=True,
    ),
    "34": PhoneFate("themselves", "本人接听", "they answer themselves", answers=_SELF),
    "35": PhoneFate("silent", "录音无声", "silent recording", answers=_SELF, recorder=Recorder.SILENT),
    "36": PhoneFate("head-only", "录音只有文件头", "empty recording", answers=_SELF, recorder=Recorder.HEAD_ONLY),
    "37": PhoneFate("no-recording", "录音失败", "recording fails", answers=_SELF, recorder=Recorder.FAILS),
    "38": PhoneFate("presses", "听完通知按 1", "listens and presses 1", answers=_SELF, presses="1"),
    "39": PhoneFate("rings-off", "接听后随即挂断", "answers and rings off at once", answers=_SELF, rings_off=True),
}


def phone_fate_of(number: str) -> PhoneFate:
    """What the telephone of this number does."""
    return PHONE_FATES.get(number[-2:], ORDINARY)


RATE: Final = 8000


HEIGHT: Final = 9000


PITCH: Final = {
    CallTaker.THEMSELVES: 150,
    CallTaker.SOMEBODY_ELSE: 190,
    CallTaker.CHILD: 330,
    CallTaker.MACHINE: 440,
    CallTaker.REFUSES: 120,
}


DESK_PITCH: Final = 220


def talk(
    name: str, seconds: float, who: CallTaker, recorder: Recorder = Recorder.WORKS, *, one_sided: bool = False
) -> bytes:
    """The recording of one call as WAV: half a second the clerk, half a second the other one.

    `name` gives both a melody, so that no two calls sound the same, however short they are.
    """
    if recorder is Recorder.HEAD_ONLY:
        return _wav(array("h"))
    count = int(seconds * RATE)
    if recorder is Recorder.SILENT:
        return _wav(array("h", bytes(2 * count)))
    melody = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**27  # at most 32 Hz
    pitches = (DESK_PITCH + melody, 0 if one_sided else PITCH[who] + melody)
    return _wav(array("h", (_sample(at, pitches[at // (RATE // 2) % 2]) for at in range(count))))


def _sample(at: int, pitch: float) -> int:
    syllable = 0.6 + 0.4 * math.sin(at / RATE * 2 * math.pi * 4)
    return int(HEIGHT * syllable * math.sin(at / RATE * 2 * math.pi * pitch))


def _wav(samples: "array[int]") -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return made.getvalue()
