"""Makes of Asterisk's events, and of its answers when it is asked again, what was seen on the line."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from songda.clock import kept_moment, now
from songda.telephony.ari.call import AriCall, channel_of, recording_of
from songda.telephony.ari.rest import Event
from songda.telephony.ari.steps import Steps
from songda.telephony.contract import LineEvent, LineState, SeenEvent, line_state

OnSeen = Callable[[AriCall, SeenEvent], Awaitable[None]]
Channel = dict[str, Any]
UP, RINGING = "Up", "Ringing"
AT_ONCE = timedelta(seconds=3)  # whoever speaks so soon after the answer speaks first
ANNOUNCEMENT_MS = 4000  # people say hello and wait; what speaks so long at once is perhaps a machine
LONGEST_CAUSE = 10  # letters of what the network gives as the cause of an end
LONGEST_TALK_S = 24 * 3600  # what is said to have lasted longer was not measured
_EARLY = "PROGRESS"  # 183: a network's announcement, or music; nobody has answered


class EventReader:
    """Reads the events of all calls of this process; what belongs to others is passed over."""

    def __init__(self, calls: dict[str, AriCall], steps: Steps, tell: OnSeen) -> None:
        self._calls, self._steps, self._tell = calls, steps, tell

    async def take(self, event: Event) -> None:
        answer = {
            "StasisStart": self._entered,
            "ChannelStateChange": self._changed,
            "Dial": self._dialled,
            "ChannelTalkingStarted": self._spoke,
            "ChannelTalkingFinished": self._on_silence,
            "ChannelDtmfReceived": self._pressed,
            "ChannelDestroyed": self._destroyed,
            "PlaybackFinished": self._played,
            "RecordingFinished": self._recorded,
            "RecordingFailed": self._recorded,
        }.get(event.get("type", ""))
        if answer is not None:
            await answer(event)

    async def conclude(self, call: AriCall, desk: Channel | None, party: Channel | None, at: datetime) -> None:
        """Conclude from what is there now what happened while nobody listened."""
        if LineEvent.ENDED in call.seen:
            return
        if party is not None:
            await self._rings_or_talks(call, party, at)
        elif desk is not None and desk["state"] == UP and not call.party_rung and not call.seen:
            await self._desk_answered(call, at, by_enquiry=True)
        elif (
            desk is None
            or call.party_rung
            or call.seen & {LineEvent.RINGING, LineEvent.ANSWERED, LineEvent.DESK_ANSWERED}
        ):
            await self._ended(call, None, at, by_enquiry=True)

    async def _rings_or_talks(self, call: AriCall, party: Channel, at: datetime) -> None:
        call.party_rung = True
        if party["state"] == RINGING:
            await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.RINGING, at, by_enquiry=True))
        elif party["state"] == UP:
            await self._answered(call, at, by_enquiry=True)

    async def _entered(self, event: Event) -> None:
        call, leg = self._of(event["channel"])
        if call is None or event["channel"]["state"] != UP:
            return
        if leg == "desk":
            await self._desk_answered(call, _at(event))
        elif leg == "party":
            await self._answered(call, _at(event))

    async def _changed(self, event: Event) -> None:
        call, leg = self._of(event["channel"])
        if call is not None and leg == "party" and event["channel"]["state"] == RINGING:
            await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.RINGING, _at(event)))

    async def _dialled(self, event: Event) -> None:
        call, leg = self._of(event.get("peer", {}))
        if call is not None and leg == "party" and event.get("dialstatus") == _EARLY:
            await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.EARLY_SOUND, _at(event)))

    async def _spoke(self, event: Event) -> None:
        call, leg = self._of(event["channel"])
        if call is not None:
            call.heard.add(leg)
            if leg == "party" and call.spoke_at is None:
                call.spoke_at = _at(event)

    async def _on_silence(self, event: Event) -> None:
        """An announcement speaks first and long; a person who talks back to a notice speaks later."""
        call, leg = self._of(event["channel"])
        if call is None or leg != "party" or call.answered_at is None or call.spoke_at is None:
            return
        is_first = call.spoke_at - call.answered_at <= AT_ONCE
        if is_first and int(event.get("duration") or 0) >= ANNOUNCEMENT_MS:
            await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.MACHINE, _at(event)))
        call.spoke_at = call.answered_at + 2 * AT_ONCE  # whatever is said from now on was not said first

    async def _pressed(self, event: Event) -> None:
        call, leg = self._of(event["channel"])
        if call is not None and leg == "party" and call.is_notice:
            await self._tell(
                call, SeenEvent(call.wanted.ref, LineEvent.DIGIT, _at(event), digit=str(event["digit"])[:1])
            )
            if LineEvent.PLAYED in call.seen:
                await self._steps.clear(call)

    async def _played(self, event: Event) -> None:
        call = self._calls.get(recording_of(event["playback"]["id"]) or "")
        if call is None or not call.is_notice:
            return
        is_whole = event["playback"].get("state") != "failed"
        if is_whole:
            await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.PLAYED, _at(event)))
        if LineEvent.DIGIT in call.seen or not is_whole:
            await self._steps.clear(call)
        else:
            self._steps.clear_soon(call)

    async def _destroyed(self, event: Event) -> None:
        call, leg = self._of(event["channel"])
        if call is not None and leg in {"desk", "party"} and LineEvent.ENDED not in call.seen:
            if leg == "desk" and LineEvent.ANSWERED not in call.seen:
                rang = LineState.GIVEN_UP if call.party_rung else LineState.DESK_DID_NOT_ANSWER
                await self._finish(call, SeenEvent(call.wanted.ref, LineEvent.ENDED, _at(event), line=rang))
            else:
                await self._ended(call, event.get("cause"), _at(event))

    async def _recorded(self, event: Event) -> None:
        """A length of -1 is none: the system does not know, so the sound itself is measured later."""
        call = self._calls.get(recording_of(event["recording"]["name"]) or "")
        if call is None:
            return
        seconds = event["recording"].get("duration")
        known = int(seconds * 1000) if isinstance(seconds, int | float) and 0 <= seconds <= LONGEST_TALK_S else None
        is_there = event["type"] == "RecordingFinished"
        what = LineEvent.RECORDED if is_there else LineEvent.NOT_RECORDED
        await self._tell(call, SeenEvent(call.wanted.ref, what, _at(event), length_ms=known))

    async def _desk_answered(self, call: AriCall, at: datetime, *, by_enquiry: bool = False) -> None:
        await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.DESK_ANSWERED, at, by_enquiry=by_enquiry))
        await self._steps.join(call, "desk")
        await self._steps.ring_party(call)

    async def _answered(self, call: AriCall, at: datetime, *, by_enquiry: bool = False) -> None:
        call.answered_at = call.answered_at or at
        await self._tell(call, SeenEvent(call.wanted.ref, LineEvent.ANSWERED, at, by_enquiry=by_enquiry))
        await self._steps.record(call)
        await self._steps.hear(call)
        if call.is_notice:
            await self._play(call, by_enquiry=by_enquiry)
        else:
            await self._steps.join(call, "party")

    async def _play(self, call: AriCall, *, by_enquiry: bool) -> None:
        """Where nobody saw it end it is played again: the person hears it twice rather than not at all."""
        if LineEvent.PLAYED in call.seen:
            self._steps.clear_soon(call)
        elif not by_enquiry or not await self._steps.is_playing(call):
            await self._steps.play(call)

    async def _ended(self, call: AriCall, cause: int | None, at: datetime, *, by_enquiry: bool = False) -> None:
        line = line_state(cause, answered=LineEvent.ANSWERED in call.seen)
        legs = frozenset(call.heard) if call.hears and not by_enquiry else None
        cause_text = "" if cause is None else str(cause)[:LONGEST_CAUSE]
        await self._finish(
            call, SeenEvent(call.wanted.ref, LineEvent.ENDED, at, line, cause_text, legs, by_enquiry=by_enquiry)
        )

    async def _finish(self, call: AriCall, seen: SeenEvent) -> None:
        await self._tell(call, seen)
        if call.leaving is not None:
            call.leaving.cancel()
        await self._steps.clear(call)

    def _of(self, channel: Channel) -> tuple[AriCall | None, str]:
        known = channel_of(str(channel.get("id", "")))
        return (self._calls.get(known[0]), known[1]) if known else (None, "")


def _at(event: Event) -> datetime:
    """When it happened, by the system's own clock where it says so."""
    try:
        said = kept_moment(datetime.fromisoformat(str(event.get("timestamp"))).astimezone(UTC))
    except (ValueError, OverflowError):
        said = None
    return said or now()
