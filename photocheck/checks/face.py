"""The face: how many there are and which way it looks."""

from __future__ import annotations

from photocheck.checks.base import Measured, Subject, check
from photocheck.types import Text

POSE_WHY = Text(
    "研招网等要求头部转动、俯仰、倾斜在 10 度以内。",
    "Published gates ask for yaw, pitch and roll within 10 degrees.",
)
POSE_HOW = Text("478 点人脸网格的旋转矩阵。", "From the rotation of the 478-point face mesh.")

FINDER_SIDE, SMALL_LOSS = 320, 0.025
"""YuNet looks at 320 pixels; of a picture that has fewer it is less sure: by 0.010 at 144 x 192 in the median
of 167 faces, as against the same at 480 x 640."""


@check(
    "face.count",
    unit="faces",
    title=Text("只有一张人脸", "exactly one face"),
    why=Text("照片里只能有考生本人。", "Only the candidate may be in the photo."),
    how=Text(
        "YuNet 在整张照片里找脸,最大的一张再由人脸网格确认。",
        "YuNet looks for faces in the whole photo; the face mesh confirms.",
    ),
    low=Text(
        "没有找到人脸。请检查是不是人像,有没有遮挡、过暗或横放。",
        "No face was found. Check that it is a portrait: covered, too dark or sideways?",
    ),
    high=Text(
        "找到 {value} 张脸。请让旁人离开画面,取下背景里的照片或海报。",
        "{value} faces were found. Clear bystanders, posters and pictures from the background.",
    ),
)
def count(subject: Subject) -> Measured:
    return len(subject.landmarks.faces)


@check(
    "face.yaw",
    unit="degrees",
    title=Text("正对镜头(左右)", "facing the camera (left-right)"),
    why=POSE_WHY,
    how=POSE_HOW,
    hint=Text(
        "脸向侧面转了 {value} 度。请考生正对镜头坐好。",
        "The face is turned {value} degrees aside. Ask the candidate to face the camera.",
    ),
)
def yaw(subject: Subject) -> Measured:
    return None if subject.face is None or subject.face.pose is None else subject.face.pose.yaw


@check(
    "face.pitch",
    unit="degrees",
    title=Text("正对镜头(上下)", "facing the camera (up-down)"),
    why=POSE_WHY,
    how=POSE_HOW,
    low=Text(
        "低头 {value} 度。请考生抬头平视,或把相机调到眼睛高度。",
        "Looking down ({value} degrees). Ask for a level look, or set the camera at eye height.",
    ),
    high=Text(
        "仰头 {value} 度。请考生收下巴平视,或把相机调到眼睛高度。",
        "Looking up ({value} degrees). Ask for a level look, or set the camera at eye height.",
    ),
)
def pitch(subject: Subject) -> Measured:
    return None if subject.face is None or subject.face.pose is None else subject.face.pose.pitch


@check(
    "face.roll",
    unit="degrees",
    title=Text("头不歪", "head upright"),
    why=POSE_WHY,
    how=POSE_HOW,
    hint=Text(
        "头歪了 {value} 度。请考生把头摆正。", "The head leans {value} degrees. Ask the candidate to hold it straight."
    ),
)
def roll(subject: Subject) -> Measured:
    return None if subject.face is None or subject.face.pose is None else subject.face.pose.roll


@check(
    "face.lifelike",
    title=Text("是真人的正脸,没有遮挡", "a living person's bare face from the front"),
    why=Text(
        "要本人的照片,不要画像、卡通、雕像、玩偶;脸上不得有遮挡。",
        "A photo of the candidate: no painting, cartoon, statue or doll, and nothing before the face.",
    ),
    how=Text(
        "YuNet 认定是人脸的把握(0 到 1,小图稍作补偿),人脸网格认不出来的记 0。清楚、无遮挡的正面真人脸都在 0.92 以上;"
        "画出来的、雕出来的、被手或面纱遮住的往往更低。",
        "How sure YuNet is of the face, 0 to 1, made up a little for small pictures; 0 where the face mesh does not"
        " confirm it. Plain frontal faces of real people have 0.92 and more, drawn, sculpted and half covered ones"
        " often less.",
    ),
    hint=Text(
        "不太像一张没有遮挡的真人正脸({value},至少 {min})。请人工看一眼:是不是画像、卡通、雕像、侧脸,或有手、面纱挡着?",
        "It hardly looks like a real person's bare face from the front ({value}, at least {min}). Have a look: a"
        " painting, cartoon, statue or profile, or a hand or veil before it?",
    ),
)
def lifelike(subject: Subject) -> Measured:
    face = subject.face
    if face is None:
        return None
    if face.points is None:
        return 0.0
    small = max(0.0, 1 - max(subject.photo.width, subject.photo.height) / FINDER_SIDE)
    return min(1.0, face.score + SMALL_LOSS * small) if face.score > 0 else 0.0
