"""The exchange: rings telephones, tells whoever listens what happens, and records."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from songda import clock
from songda_demo.sandbox.telephone.fates import CallTaker, PhoneFate, Recorder, phone_fate_of, talk

NORMAL, BROKEN = 16, 38
LONGEST_OWN_NUMBER = 5  # a number of so few digits is a telephone inside the court
SILENT_DESK = "99"  # inside telephones that end so are never picked up
PRESSES_AFTER_S = 2.5
LONGEST_GREETING_S = 8.0


@dataclass
class Channel:
    """One leg of a call. `who` took it; `spied` is the channel that an ear listens to."""

    id: str
    number: str
    app: str
    args: tuple[str, ...]
    created_at: datetime
    fate: PhoneFate | None = None  # None: a telephone inside the court
    state: str = "Down"
    who: CallTaker | None = None
    spied: "Channel | None" = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": f"PJSIP/{self.number}-{self.id[-8:]}",
            "state": self.state,
            "caller": {"name": "", "number": ""},
            "connected": {"name": "", "number": self.number},
            "accountcode": "",
            "dialplan": {"context": "default", "exten": "s", "priority": 1, "app_name": "Stasis", "app_data": self.app},
            "creationtime": self.created_at.isoformat(),
            "language": "zh",
        }


@dataclass
class Taping:
    """One recording, running or stored."""

    name: str
    channel: Channel
    started_at: datetime
    body: bytes | None = None  # once it is stored

    def to_json(self, state: str, duration: int | None = None) -> dict[str, Any]:
        recording = {"name": self.name, "format": "wav", "state": state, "target_uri": f"channel:{self.channel.id}"}
        return recording if duration is None else {**recording, "duration": duration}


class Exchange:
    """All calls of the sandbox. `pace` 0.1 makes it ten times as fast."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace
        self.channels: dict[str, Channel] = {}
        self.bridges: dict[str, set[str]] = {}
        self.tapings: dict[str, Taping] = {}
        self.playbacks: dict[str, dict[str, Any]] = {}
        self.listeners: dict[web.WebSocketResponse, str] = {}
        self.dialled: list[str] = []  # every number that ever rang, for tests
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._answers: dict[str, asyncio.Future[CallTaker | None]] = {}

    # what ARI asks for

    def originate(self, channel: Channel, ring_s: float) -> None:
        """Begin the life of a channel."""
        self.channels[channel.id] = channel
        self.dialled.append(channel.number)
        is_inside = len(channel.number) <= LONGEST_OWN_NUMBER
        channel.fate = None if is_inside else phone_fate_of(channel.number)
        self._lives[channel.id] = asyncio.create_task(self._live(channel, ring_s))

    async def detect_talk(self, channel: Channel) -> None:
        """Tell when somebody speaks on a channel: whoever has its telephone does, unless the line is one-sided."""
        if channel.fate is None or channel.fate.hears_party:
            await self.tell(channel, "ChannelTalkingStarted")
            self._lives[f"{channel.id}-talking"] = asyncio.create_task(self._fall_silent(channel))

    def record(self, name: str, ear: Channel) -> Taping:
        """Begin to record what an ear hears."""
        self.tapings[name] = Taping(name, ear, clock.now())
        return self.tapings[name]

    def play(self, channel: Channel, playback: dict[str, Any]) -> None:
        """Play a sound, which is over after a while."""
        self.playbacks[playback["id"]] = playback
        self._lives[playback["id"]] = asyncio.create_task(self._play(channel, playback))

    async def destroy(self, channel: Channel, cause: int = NORMAL) -> None:
        """End a channel, the recording of its ear too."""
        if self.channels.pop(channel.id, None) is None:
            return
        life = self._lives.pop(channel.id, None)
        if life is not None and life is not asyncio.current_task():
            life.cancel()
        for taping in [each for each in self.tapings.values() if each.channel is channel and each.body is None]:
            await self._store(taping)
        for ear in [each for each in self.channels.values() if each.spied is channel]:
            await self.destroy(ear)
        await self.tell(channel, "ChannelDestroyed", cause=cause, cause_txt=str(cause))

    # what people do

    def ringing(self, number: str) -> Channel | None:
        """The channel that rings at this number, or talks there."""
        live = [each for each in self.channels.values() if each.number == number and not each.spied]
        return live[-1] if live else None

    def waits(self, number: str) -> bool:
        """Whether somebody could take a call there now."""
        channel = self.ringing(number)
        return channel is not None and channel.id in self._answers

    def answer(self, number: str, who: CallTaker | None) -> bool:
        """Somebody takes the call, or rejects it (None); False where nothing rings."""
        channel = self.ringing(number)
        waiting = self._answers.get(channel.id) if channel else None
        if waiting is None or waiting.done():
            return False
        waiting.set_result(who)
        return True

    async def press(self, number: str, digit: str) -> bool:
        channel = self.ringing(number)
        if channel is None or channel.state != "Up":
            return False
        await self.tell(channel, "ChannelDtmfReceived", digit=digit, duration_ms=180)
        return True

    async def drop_lines(self) -> None:
        """Break off every stream of events, as a failing network does."""
        for line in list(self.listeners):
            if line._req is not None and line._req.transport is not None:
                line._req.transport.abort()
        self.listeners.clear()

    async def stop(self) -> None:
        for life in self._lives.values():
            life.cancel()
        for line in list(self.listeners):
            await line.close()

    async def tell(self, channel: Channel, kind: str, **more: Any) -> None:
        """An event about a channel."""
        await self.tell_app(channel.app, {"type": kind, "channel": channel.to_json(), **more})

    async def tell_app(self, app: str, event: dict[str, Any]) -> None:
        """An event, to everybody who listens for this application."""
        whole = {**event, "application": app, "timestamp": clock.now().isoformat(), "asterisk_id": "sandbox"}
        for line in [each for each, wanted in self.listeners.items() if wanted == app]:
            with contextlib.suppress(ConnectionError):
                await line.send_json(whole)

    # how a call goes

    async def _live(self, channel: Channel, ring_s: float) -> None:
        await self.tell(channel, "ChannelCreated")
        await self._pause(0.1)
        if channel.fate is None:
            await self._live_inside(channel, ring_s)
            return
        fate = channel.fate
        if fate.plays_early_sound:
            await self._dial(channel, "PROGRESS")
            await self._pause(0.3)
        if fate.rings:
            await self._ring(channel)
        if fate.ends_with_cause is not None:
            await self._pause(0.3)
            await self.destroy(channel, fate.ends_with_cause)
            return
        who = fate.answers or await self._somebody(channel, ring_s)
        if isinstance(who, int):
            await self.destroy(channel, who)
        else:
            await self._talk(channel, who)

    async def _live_inside(self, channel: Channel, ring_s: float) -> None:
        await self._ring(channel)
        if channel.number.endswith(SILENT_DESK):
            await self._pause(ring_s)
            await self.destroy(channel, 19)
            return
        await self._pick_up(channel)

    async def _ring(self, channel: Channel) -> None:
        channel.state = "Ringing"
        await self._dial(channel, "RINGING")
        await self.tell(channel, "ChannelStateChange")
        await self._pause(0.2)

    async def _dial(self, channel: Channel, status: str) -> None:
        await self.tell_app(channel.app, {"type": "Dial", "peer": channel.to_json(), "dialstatus": status})

    async def _pick_up(self, channel: Channel) -> None:
        channel.state = "Up"
        await self._dial(channel, "ANSWER")
        await self.tell(channel, "ChannelStateChange")
        await self.tell(channel, "StasisStart", args=list(channel.args))

    async def _somebody(self, channel: Channel, ring_s: float) -> CallTaker | int:
        waiting: asyncio.Future[CallTaker | None] = asyncio.get_running_loop().create_future()
        self._answers[channel.id] = waiting
        try:
            async with asyncio.timeout(ring_s):
                who = await waiting
        except TimeoutError:
            return 19
        finally:
            del self._answers[channel.id]
        return 21 if who is None else who

    async def _talk(self, channel: Channel, who: CallTaker) -> None:
        assert channel.fate is not None  # noqa: S101 - telephones inside the court do not come here
        channel.who = who
        if channel.fate.drops_events:
            await self.drop_lines()
        await self._pick_up(channel)
        if channel.fate.presses:
            await self._pause(PRESSES_AFTER_S)
            await self.press(channel.number, channel.fate.presses)
        if channel.fate.breaks or channel.fate.rings_off or who is CallTaker.MACHINE:
            await self._pause(LONGEST_GREETING_S if who is CallTaker.MACHINE else 2.0)
            await self.destroy(channel, BROKEN if channel.fate.breaks else NORMAL)

    async def _fall_silent(self, channel: Channel) -> None:
        """People say hello and wait; a machine speaks on and on. The length told is that of life, however fast this."""
        spoken_s = 5.2 if channel.who is CallTaker.MACHINE else 0.6
        await self._pause(spoken_s / 4)
        if channel.id in self.channels:
            await self.tell(channel, "ChannelTalkingFinished", duration=int(spoken_s * 1000))

    async def _play(self, channel: Channel, playback: dict[str, Any]) -> None:
        await self._pause(3.0)
        self.playbacks.pop(playback["id"], None)
        if channel.id not in self.channels:
            return
        done = {"type": "PlaybackFinished", "playback": {**playback, "state": "done"}}
        await self.tell_app(channel.app, done)

    async def _store(self, taping: Taping) -> None:
        party = taping.channel.spied
        fate = party.fate if party else None
        recorder = fate.recorder if fate else Recorder.WORKS
        if recorder is Recorder.FAILS:
            del self.tapings[taping.name]
            failed = {"type": "RecordingFailed", "recording": taping.to_json("failed")}
            await self.tell_app(taping.channel.app, failed)
            return
        seconds = (clock.now() - taping.started_at).total_seconds()
        who = (party.who if party else None) or CallTaker.THEMSELVES
        one_sided = fate is not None and not fate.hears_party
        taping.body = await asyncio.to_thread(talk, taping.name, seconds, who, recorder, one_sided=one_sided)
        duration = -1 if recorder is Recorder.LENGTH_UNKNOWN else 0 if recorder is Recorder.HEAD_ONLY else int(seconds)
        done = {"type": "RecordingFinished", "recording": taping.to_json("done", duration)}
        await self.tell_app(taping.channel.app, done)

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self.pace)
