"""What an audit of the whole log can find, each flaw in one sentence that names exactly where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PLACES: Mapping[str, tuple[str, str]] = {
    "event": ("event", "事件"),
    "entry": ("entry", "日志条目"),
    "tile": ("tile", "哈希分片"),
    "checkpoint": ("checkpoint", "检查点"),
    "stamp": ("time stamp of checkpoint", "检查点时间戳"),
    "waiting": ("waiting event", "待入日志的事件"),
    "table": ("table", "数据表"),
}
SENTENCES: Mapping[str, tuple[str, str]] = {
    "entry_missing": ("is missing", "缺失"),
    "event_missing": ("its event {event} is missing", "其事件{event}缺失"),
    "doubled": ("occurs {times} times", "出现了{times}次"),
    "field_changed": (
        "the field {field} reads {found}, but {logged} was logged",
        "字段{field}现为{found}，而日志中记录的是{logged}",
    ),
    "leaf_changed": ("the field leaf is not what the log holds", "字段leaf与日志记录不符"),
    "leaf_unreadable": ("the field leaf cannot be read: {reason}", "字段leaf无法读取：{reason}"),
    "private_changed": (
        "its personal part is not what the log committed to",
        "其个人信息部分与日志中的承诺值不符",
    ),
    "private_gone": (
        "its personal part is gone, and no event tells of an erasure",
        "其个人信息部分已不存在，且没有删除记录",
    ),
    "recorded_early": (
        "says that it was recorded at {recorded}, but at {stamped} the log was time-stamped without it",
        "所载记录时间为{recorded}，但{stamped}加盖时间戳的日志中尚无此事件",
    ),
    "recorded_late": (
        "says that it was recorded at {recorded}, but at {stamped} the log was time-stamped with it",
        "所载记录时间为{recorded}，但{stamped}加盖时间戳的日志中已有此事件",
    ),
    "unplaced": (
        "has no place in the log and does not wait for one",
        "未列入日志，也不在等待列入之列",
    ),
    "waiting_missing": ("was removed before the log could hold it", "在列入日志之前被删除"),
    "beyond": (
        "stands beyond the last checkpoint over {size} entries",
        "超出了最后一个检查点（共{size}条）的范围",
    ),
    "tile_missing": ("is missing", "缺失"),
    "tile_beyond": ("is not full yet and must not be there", "尚未填满，不应存在"),
    "tile_root": ("its root does not fit its hashes", "其根与所含哈希不符"),
    "tile_gap": ("what lies below it is incomplete", "其下层内容不完整"),
    "tile_differs": ("differs from {below}", "与{below}不符"),
    "checkpoint_refused": ("{reason}", "{reason}"),
    "columns_differ": (
        "its columns differ from its signed note over {size} entries",
        "其字段与已签名的检查点（共{size}条）不符",
    ),
    "tree_changed": (
        "the tree is not what was signed: changed among the entries {first} to {last}",
        "哈希树与签名时不符：第{first}至{last}条之间的条目被改动",
    ),
    "other_tree": (
        "another history was signed here than the log holds before and after it",
        "此处签名的是另一份历史，与日志前后内容不符",
    ),
    "not_continued": ("the log does not continue it: {reason}", "本日志未延续该检查点：{reason}"),
    "tree_unreadable": ("the tree before it cannot be read: {reason}", "此前的哈希树无法读取：{reason}"),
    "stamp_broken": ("does not hold: {reason}", "不成立：{reason}"),
    "stamp_orphan": ("its checkpoint is missing", "其检查点缺失"),
    "stamp_early": (
        "says {stamped}, before the checkpoint was signed at {signed}",
        "所载时间{stamped}早于检查点签名时间{signed}",
    ),
    "unguarded": (
        "the trigger that refuses changes is missing or switched off",
        "禁止改动的触发器缺失或已停用",
    ),
}


@dataclass(frozen=True)
class Flaw:
    """One contradiction: the kind of place and which one, what is wrong with it (a code), and the particulars."""

    kind: str
    which: str
    code: str
    about: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """The flaw in words, Chinese or English."""
        english = language.startswith("en")
        place, said = PLACES[self.kind][not english], SENTENCES[self.code][not english].format_map(self.about)
        return f"{place} {self.which}: {said}" if english else f"{place}{self.which}：{said}"

    def to_json(self) -> dict[str, object]:
        """The flaw for other programs; `flaw_of` reads it again."""
        about = dict(self.about)
        named = {"kind": self.kind, "which": self.which, "code": self.code, "about": about}
        return {**named, "en": self.sentence("en"), "zh": self.sentence("zh")}


def flaw(kind: str, which: object, code: str, **about: object) -> Flaw:
    """One flaw; its particulars become texts."""
    return Flaw(kind, str(which), code, MappingProxyType({key: str(value) for key, value in about.items()}))
