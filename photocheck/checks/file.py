"""The file itself: what it is, whole or not, and its name."""

from __future__ import annotations

from pathlib import PurePath

from photocheck.checks.base import Measured, Subject, Unmeasured, check
from photocheck.profile.number import fields_of, has_check_digit, is_number
from photocheck.types import FileFacts, Stage, Text

NO_TAG = Text("文件里没有写", "the file does not say")
NO_CHECK_DIGIT = Text("本档案的号码没有校验位", "this profile's number has no check digit")


def _facts(subject: Subject) -> FileFacts:
    facts = subject.photo.file
    assert facts is not None  # noqa: S101 - these checks only run where there is a file
    return facts


@check(
    "file.whole",
    stage=Stage.FILE,
    title=Text("文件完整", "file is whole"),
    why=Text("不完整的文件在别的电脑上可能打不开。", "A file cut short may not open on another computer."),
    how=Text("解码全部像素,并查找 JPEG 的结束标记。", "All pixels are decoded and the JPEG's end mark is looked for."),
    hint=Text("文件不完整。请从相机重新拷贝,仍不行就重拍。", "The file is not whole. Copy it again, or retake."),
)
def whole(subject: Subject) -> Measured:
    return _facts(subject).damage is None


@check(
    "file.format",
    stage=Stage.FILE,
    title=Text("内容是 JPEG", "content is JPEG"),
    why=Text(
        "照片须为 JPG;把别的格式改名为 .jpg 会被退回。",
        "Photos must be JPG; another format renamed to .jpg is rejected.",
    ),
    how=Text("看文件内容,不看扩展名。", "By the file's content, not its ending."),
    hint=Text(
        "内容其实是 {value}。请用“另存为 JPEG”,只改扩展名不行。",
        "The content is {value}. Save it as JPEG; renaming is not enough.",
    ),
)
def form(subject: Subject) -> Measured:
    facts = _facts(subject)
    return facts.format if facts.frames == 1 else f"{facts.format}, {facts.frames} frames"


@check(
    "file.colour",
    stage=Stage.FILE,
    title=Text("24 位彩色", "24-bit colour"),
    why=Text("照片须为 24 位彩色。", "Photos must have 24-bit colour."),
    how=Text("文件的色彩模式和每像素位数。", "The file's colour mode and bits a pixel."),
    hint=Text(
        "颜色是 {value},应为 24 位 RGB。请用彩色重新保存或重拍。",
        "The colour is {value}, not 24-bit RGB. Save it again in colour, or retake.",
    ),
)
def colour(subject: Subject) -> Measured:
    facts = _facts(subject)
    channels = {"RGB": 3, "CMYK": 4, "RGBA": 4}.get(facts.mode, 1)
    return f"{facts.mode} {channels * facts.bits}-bit"


@check(
    "file.orientation",
    stage=Stage.FILE,
    title=Text("没有残留的旋转标记", "no rotation tag left in"),
    why=Text(
        "有的系统不认 EXIF 旋转,照片会横着显示。",
        "Some systems ignore EXIF rotation and would show the photo sideways.",
    ),
    how=Text("EXIF 的 Orientation,1 为正。", "EXIF Orientation; 1 is upright."),
    hint=Text(
        "照片靠旋转标记({value})才是正的。请旋转后另存,或用 process 处理。",
        "The photo is upright only by its rotation tag ({value}). Save it rotated, or use process.",
    ),
)
def orientation(subject: Subject) -> Measured:
    return _facts(subject).orientation


@check(
    "file.name",
    stage=Stage.FILE,
    title=Text("文件名是考籍号", "file name is the candidate number"),
    why=Text(
        "照片按号码入库,名字错了就成了别人的照片。", "Photos are filed by number; a wrong name is another person's."
    ),
    how=Text(
        "扩展名前是档案规定的号码,扩展名是 .JPG。", "The profile's number before the ending, and the ending .JPG."
    ),
    hint=Text("文件名不对:应为“号码.JPG”。请改名。", "The file name is wrong: it should be NUMBER.JPG. Rename it."),
)
def name(subject: Subject) -> Measured:
    path = PurePath(subject.photo.name)
    return path.suffix.upper() == ".JPG" and is_number(path.stem, subject.profile.number)


@check(
    "file.extension",
    stage=Stage.FILE,
    title=Text("扩展名写作 .JPG", "ending written .JPG"),
    why=Text("规则写的是 *.JPG;多数系统也收小写。", "The rule says *.JPG; most systems take lower case too."),
    how=Text("文件名最后的扩展名,区分大小写。", "The last ending of the file's name, case counts."),
    hint=Text("扩展名是“{value}”,规则写的是 .JPG。", "The ending is “{value}”; the rule writes .JPG."),
)
def extension(subject: Subject) -> Measured:
    return PurePath(subject.photo.name).suffix


@check(
    "file.number",
    stage=Stage.FILE,
    title=Text("号码各段可读", "the number's fields are readable"),
    why=Text(
        "考籍号:1-2 位市,3-4 位县,5-7 位首次报考年份和次(1 为 4 月,2 为 10 月),8-12 位序号。",
        "Digits 1-2 city, 3-4 county, 5-7 year and season of first registration (1 April, 2 October), 8-12 serial.",
    ),
    how=Text("按档案里的格式逐段读。", "Read field by field as the profile spells it."),
    hint=Text(
        "号码读不出市、县、年、次、序号。请核对是否抄错一位。",
        "City, county, year, season and serial cannot be read from the number. Check it for a slip.",
    ),
)
def number(subject: Subject) -> Measured:
    stem = PurePath(subject.photo.name).stem
    return fields_of(stem, subject.profile.number) is not None


@check(
    "file.width",
    unit="px",
    title=Text("照片宽度", "picture width"),
    why=Text("照片的像素尺寸有规定。", "The picture's size in pixels is laid down."),
    how=Text("转正后的宽。", "Width of the upright picture."),
    hint=Text(
        "宽 {value} 像素,不合规定。请用 process 从相机原片生成,不要放大小照片。",
        "{value} px wide, which is not the size laid down. Make it with process from the camera photo.",
    ),
)
def width(subject: Subject) -> Measured:
    facts = subject.photo.file
    return subject.photo.width if facts is None else facts.width


@check(
    "file.height",
    unit="px",
    title=Text("照片高度", "picture height"),
    why=Text("照片的像素尺寸有规定。", "The picture's size in pixels is laid down."),
    how=Text("转正后的高。", "Height of the upright picture."),
    hint=Text(
        "高 {value} 像素,不合规定。请用 process 从相机原片生成,不要放大小照片。",
        "{value} px high, which is not the size laid down. Make it with process from the camera photo.",
    ),
)
def height(subject: Subject) -> Measured:
    facts = subject.photo.file
    return subject.photo.height if facts is None else facts.height


@check(
    "file.size",
    stage=Stage.FILE,
    unit="KB",
    title=Text("文件大小", "file size"),
    why=Text("上传系统只收规定大小的文件。", "The upload only takes files of the size laid down."),
    how=Text("字节数除以 1024。", "Bytes divided by 1024."),
    low=Text(
        "只有 {value} KB,少于 {min} KB。请从原片重新生成。",
        "Only {value} KB, under {min} KB. Make it again from the camera photo.",
    ),
    high=Text(
        "有 {value} KB,超过 {max} KB。请用 process 重新生成。",
        "{value} KB, over {max} KB. Make it again with process.",
    ),
)
def size(subject: Subject) -> Measured:
    return _facts(subject).bytes / 1024


@check(
    "file.quality",
    stage=Stage.FILE,
    title=Text("JPEG 质量", "JPEG quality"),
    why=Text("质量太低的 JPEG 有方块和色斑。", "A JPEG of low quality shows blocks and stains."),
    how=Text("从量化表估计(ITU-T T.81 附录 K)。", "Estimated from the quantisation table (ITU-T T.81, annex K)."),
    hint=Text(
        "压缩质量约 {value},低于 {min}。请从原片重新生成。",
        "Compression quality about {value}, under {min}. Make it again from the camera photo.",
    ),
)
def quality(subject: Subject) -> Measured:
    found = _facts(subject).quality
    return Unmeasured(NO_TAG) if found is None else found


@check(
    "file.dpi",
    stage=Stage.FILE,
    unit="dpi",
    title=Text("分辨率标记", "resolution tag"),
    why=Text("部分通知写明 dpi;它只是标记,与像素无关。", "Some notices name a dpi; it is a tag and changes no pixel."),
    how=Text("JFIF 或 EXIF 里写的 dpi。", "The dpi in JFIF or EXIF."),
    hint=Text("dpi 标记是 {value}。请用 process 重新生成。", "The dpi tag says {value}. Make it again with process."),
)
def dpi(subject: Subject) -> Measured:
    found = _facts(subject).dpi
    return Unmeasured(NO_TAG) if found is None else found


@check(
    "file.progressive",
    stage=Stage.FILE,
    title=Text("基线 JPEG", "baseline JPEG"),
    why=Text("有的系统打不开渐进式 JPEG。", "Some systems cannot open progressive JPEGs."),
    how=Text("JPEG 的帧类型。", "The kind of the JPEG's frame."),
    hint=Text(
        "文件是渐进式 JPEG。请另存为“基线(标准)”,或用 process 重新生成。",
        "The file is a progressive JPEG. Save it as baseline (standard), or make it again with process.",
    ),
)
def progressive(subject: Subject) -> Measured:
    return _facts(subject).progressive


@check(
    "file.check_digit",
    stage=Stage.FILE,
    title=Text("号码校验位", "check digit of the number"),
    why=Text(
        "身份证号末位是校验码(GB 11643,ISO 7064 MOD 11-2),抄错一位就对不上。",
        "An ID number ends with a check character (GB 11643, ISO 7064 MOD 11-2): one wrong digit shows.",
    ),
    how=Text("按标准由前 17 位算出末位。", "The last character is computed from the first 17 as the standard says."),
    hint=Text(
        "身份证号的校验位不对。请对照证件核对文件名。",
        "The ID number's check character is wrong. Compare the file's name with the card.",
    ),
)
def check_digit(subject: Subject) -> Measured:
    rules = subject.profile.number
    if rules.check_digit is None:
        return Unmeasured(NO_CHECK_DIGIT)
    fields = fields_of(PurePath(subject.photo.name).stem, rules)
    return has_check_digit((fields or {}).get("id", PurePath(subject.photo.name).stem))
