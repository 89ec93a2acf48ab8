"""What an inspection of a PDF finds, and the sentence for each finding."""

from dataclasses import dataclass
from functools import cached_property

MEGABYTE = 1024 * 1024

REFUSALS: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的。请重新选择文件。", "The file is empty. Choose it again."),
    "too_large": (
        "文件超过{limit}。请压缩或拆分后再上传。",
        "The file is larger than {limit}. Make it smaller or split it.",
    ),
    "not_a_pdf": (
        "这不是PDF文件。请将文书转换为PDF后再上传。",
        "This is not a PDF. Convert the paper to PDF first.",
    ),
    "foreign_start": (
        "PDF内容之前还有其他内容，可能是伪装的文件。请从原文重新生成PDF。",
        "Something else stands before the PDF; the file may be two things at once. Make the PDF anew.",
    ),
    "truncated": (
        "PDF文件不完整，结尾缺失。请重新导出或重新下载后上传。",
        "The PDF is cut short. Export or download it again.",
    ),
    "damaged": (
        "PDF文件已损坏，无法读取。请从原文重新生成PDF。",
        "The PDF is damaged and cannot be read. Make it anew.",
    ),
    "encrypted": (
        "PDF设有密码或权限限制。请去除密码和限制后再上传。",
        "The PDF is encrypted or restricted. Remove the password and the restrictions.",
    ),
    "no_pages": ("PDF中没有任何页面。请重新导出。", "The PDF has no pages. Export it again."),
    "too_many_pages": (
        "PDF超过{limit}页。请拆分后再上传。",
        "The PDF has more than {limit} pages. Split it.",
    ),
    "too_heavy": (
        "PDF展开后过大，无法在限定时间和内存内安全读取。请从原文重新生成PDF。",
        "The PDF unpacks to more than can be read safely in the time and memory allowed. Make it anew.",
    ),
    "javascript": (
        "PDF内含JavaScript脚本。请另存为不含脚本的PDF。",
        "The PDF contains JavaScript. Save it without scripts.",
    ),
    "launch": (
        "PDF内含启动其他程序的指令。请去除后再上传。",
        "The PDF contains an order to start a program. Remove it.",
    ),
    "submit_form": (
        "PDF内含向外发送或导入表单内容的指令。请去除后再上传。",
        "The PDF contains an order to send or fetch form contents. Remove it.",
    ),
    "remote_goto": (
        "PDF内含打开外部文件的指令。请去除后再上传。",
        "The PDF contains an order to open another file. Remove it.",
    ),
    "embedded_file": (
        "PDF内嵌有其他文件。请去除附件，或将附件转换为PDF分别上传。",
        "Other files are embedded in the PDF. Remove them or upload them as PDFs of their own.",
    ),
    "rich_media": (
        "PDF内含音频、视频或三维内容。请去除后再上传。",
        "The PDF contains sound, video or 3-D content. Remove it.",
    ),
    "xfa": (
        "PDF是动态表单（XFA），不同软件显示不一。请打印为普通PDF后再上传。",
        "The PDF is a dynamic form (XFA), which shows differently in each program. Print it to a plain PDF.",
    ),
    "external_stream": (
        "PDF的部分内容存放在文件之外。请从原文重新生成PDF。",
        "Part of the PDF's content lies outside the file. Make it anew.",
    ),
    "self_opening": (
        "PDF会在打开或翻页时自动访问网址。请去除该指令后再上传。",
        "The PDF opens a web address by itself when it is opened or read. Remove that order.",
    ),
}

WARNINGS: dict[str, tuple[str, str]] = {
    "link": ("PDF内含网址链接，请确认无误。", "The PDF contains web links; make sure that they are meant."),
    "repaired": (
        "PDF结构有轻微错误，阅读时已自动修正；存档文件保持原样。",
        "The PDF's structure has small faults, mended for reading only; the file itself is kept as it is.",
    ),
    "revised": (
        "PDF在生成后又被追加修改过{count}次。",
        "The PDF was changed after it was made ({count} later revisions are in the file).",
    ),
    "signed": ("PDF内含电子签名。", "The PDF carries electronic signatures."),
    "form": ("PDF内含可填写的表单栏。", "The PDF contains form fields that can be filled in."),
    "layers": (
        "PDF内含可显示或隐藏的图层，屏幕所见可能与打印件不同，请核对内容。",
        "The PDF has layers that can be shown or hidden: screen and print may differ. Compare them.",
    ),
    "no_text": (
        "PDF是扫描件，没有可供朗读和放大的文字。",
        "The PDF is a scan without text, so it cannot be read aloud or enlarged as text.",
    ),
}


@dataclass(frozen=True)
class Limits:
    """How much a paper may ask for: bytes, pages, and what its inspection may cost."""

    size: int = 50 * MEGABYTE
    pages: int = 2000
    unpacked: int = 64 * MEGABYTE  # of one piece that is not a picture
    pixels: int = 400_000_000  # of one picture
    seconds: int = 15
    memory: int = 1024 * MEGABYTE


@dataclass(frozen=True)
class Refusal:
    """One reason why a paper is not accepted (or, among warnings, something to look at)."""

    code: str
    detail: str = ""

    def sentence(self, language: str) -> str:
        """The reason in words and how to mend it; `language` "zh" or "en"."""
        chinese, english = (REFUSALS | WARNINGS)[self.code]
        text = chinese if language.startswith("zh") else english
        return text.format(limit=self.detail, count=self.detail)


@dataclass(frozen=True)
class Inspection:
    """What is known of a PDF before it is accepted; without refusals it is safe to keep and to show."""

    sha256: bytes
    size: int
    pages: int = 0
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()

    @cached_property
    def is_safe(self) -> bool:
        """Whether nothing stands against this paper."""
        return not self.refusals


class PaperError(Exception):
    """A page cannot be shown or read within its limits; `refusal` says why in both languages."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence("en"))
        self.refusal = refusal
