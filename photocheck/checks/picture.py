"""The picture as a whole, at the size that the profile asks for."""

from __future__ import annotations

from photocheck.checks.base import TOO_SMALL, Measured, Subject, Unmeasured, check
from photocheck.layout import texture
from photocheck.types import Stage, Text

BLURRED = Text("模糊的照片会被退回。", "Blurred photos are rejected.")
RESIZED = Text("照片已缩小,看不出压缩方块", "the picture was reduced, so blocks cannot be seen")
NO_NOISE_SEEN = Text("没有可以量噪点的平坦处", "there is no calm area to measure noise on")


@check(
    "picture.sharp",
    title=Text("清晰", "sharp"),
    why=BLURRED,
    how=Text(
        "五官细节与粗轮廓的反差之比,取最模糊的方向,扣除噪点。",
        "Fine over coarse contrast of the features, in the direction blurred most, noise taken out.",
    ),
    hint=Text(
        "照片模糊({value},至少 {min})。请对准眼睛对焦,相机放稳,不要放大小照片。",
        "The photo is blurred ({value}, at least {min}). Focus on the eyes, steady the camera, enlarge nothing.",
    ),
)
def sharp(subject: Subject) -> Measured:
    return None if subject.texture is None else texture.sharpness(subject.texture)


@check(
    "picture.motion",
    title=Text("没有抖动", "no motion blur"),
    why=BLURRED,
    how=Text(
        "五官在最清晰与最模糊方向上的清晰度之比;各方向一样的模糊不算。",
        "Sharpness of the features in the sharpest over that in the most blurred direction; an even blur is none.",
    ),
    hint=Text(
        "拍摄时动了({value},至多 {max})。请用三脚架,请考生坐稳,加光以缩短曝光。",
        "Something moved ({value}, at most {max}). Use a tripod, ask for stillness, add light for a shorter exposure.",
    ),
)
def motion(subject: Subject) -> Measured:
    return None if subject.texture is None else texture.smear(subject.texture)


@check(
    "picture.noise",
    title=Text("噪点少", "little noise"),
    why=Text("噪点多、颗粒粗的照片看不清。", "A grainy photo is not clear."),
    how=Text(
        "背景和皮肤中较平坦处的高频标准差(0-255)。",
        "Deviation of the finest detail (0-255), in the calmer of background and skin.",
    ),
    hint=Text(
        "噪点太多({value},至多 {max})。请加光,降低感光度(ISO)。",
        "Too much noise ({value}, at most {max}). Add light and lower the ISO.",
    ),
)
def noise(subject: Subject) -> Measured:
    if subject.texture is None:
        return None
    found = subject.texture.noise
    return Unmeasured(NO_NOISE_SEEN) if found == float("inf") else found


@check(
    "picture.blocks",
    stage=Stage.FILE,
    title=Text("没有压缩方块", "no JPEG blocks"),
    why=Text("压缩过度的照片有方块和色斑。", "A photo pressed too hard shows blocks and stains."),
    how=Text(
        "8×8 块边界处的灰度台阶与别处之比,减一。",
        "Steps at the borders of 8 x 8 blocks over those elsewhere, less one.",
    ),
    hint=Text(
        "压缩过度,有方块({value},至多 {max})。请从相机原片重新生成,不要反复另存。",
        "Pressed too hard: blocks show ({value}, at most {max}). Make it again from the camera photo; do not save"
        " it over and over.",
    ),
)
def blocks(subject: Subject) -> Measured:
    photo = subject.photo
    if photo.scale != 1 or min(photo.width, photo.height) < 3 * texture.BLOCK:
        return Unmeasured(RESIZED)
    return texture.blocks(photo.pixels)


@check(
    "picture.enlarged",
    title=Text("不是小图放大的", "not enlarged from a small picture"),
    why=Text("小照片放大会被退回。", "Small photos that were enlarged are rejected."),
    how=Text(
        "脸部频谱中细节与粗节的功率之比(log10)。",
        "Power of the face's fine over its coarser detail in the spectrum, log10.",
    ),
    hint=Text(
        "像是小图放大的({value},至少 {min})。请用像素足够的原片。",
        "It looks enlarged from a small picture ({value}, at least {min}). Use a photo with enough pixels.",
    ),
)
def enlarged(subject: Subject) -> Measured:
    return None if subject.texture is None else texture.reach(subject.texture)


@check(
    "picture.screen",
    title=Text("不是翻拍", "not taken from a screen or print"),
    why=Text("翻拍、扫描的照片会被退回。", "Photos of a screen or a print are rejected."),
    how=Text(
        "频谱里最强的周期纹(摩尔纹、网点)比同频率常见值高几个数量级。",
        "The strongest periodic pattern (moire, halftone) in the spectrum over what is usual there, log10.",
    ),
    hint=Text(
        "有规则的纹路({value},至多 {max}),像是翻拍屏幕或印刷品。请直接拍本人。",
        "A regular pattern ({value}, at most {max}): a photo of a screen or print? Photograph the person.",
    ),
)
def screen(subject: Subject) -> Measured:
    return None if subject.texture is None else texture.raster(subject.texture)


@check(
    "picture.smoothed",
    unit="ratio",
    title=Text("没有磨皮", "skin not smoothed by software"),
    why=Text("美颜、磨皮的照片不是本人原貌,会被退回。", "A face changed by a beauty filter is not as it is; rejected."),
    how=Text(
        "皮肤上一两个像素大小的细节:常见强度与最强处(第 95 百分位)之比。磨皮抹掉细节,只留最强的几处。",
        "Detail of one to two pixels on the skin: its usual over its strongest (95th percentile). A filter wipes the"
        " detail out and keeps the strongest spots.",
    ),
    hint=Text(
        "皮肤像是磨过皮的({value},至少 {min})。请关掉相机和软件的美颜,用原片。",
        "The skin looks smoothed by a filter ({value}, at least {min}). Switch beauty modes off; use the camera photo.",
    ),
)
def smoothed(subject: Subject) -> Measured:
    if subject.texture is None:
        return None
    found = texture.skin_detail(subject.texture)
    return Unmeasured(TOO_SMALL) if found is None else found


@check(
    "picture.grey",
    title=Text("是彩色照片", "a colour photo"),
    why=Text("须为彩色照片。", "The photo must be in colour."),
    how=Text(
        "全图颜色的散布(CIELAB a*b*);由明暗就能推出的颜色(单色调照片)少算。",
        "Spread of the picture's colours (CIELAB a*b*); colours that follow from lightness, as in a toned picture,"
        " count for less.",
    ),
    hint=Text(
        "照片几乎没有颜色({value},至少 {min})。请用彩色重拍,不要黑白或怀旧滤镜。",
        "The photo has hardly any colour ({value}, at least {min}). Retake in colour, without any filter.",
    ),
)
def grey(subject: Subject) -> Measured:
    return None if subject.regions is None else texture.colourfulness(subject.regions)
