"""What the demonstration's forums write about. All fictional; the engineering is sober. Days count back from the loading."""

from dataclasses import dataclass

INJECTION, PRESS = "injection-moulding-forum", "press-forming-forum"
AUTOMOTIVE, JOINT_IP = "automotive-mechanical-forum", "joint-ip-forum"
# slug: kind, Korean, English
TAGS = {
    "injection-moulding": ("process", "사출성형", "Injection moulding"),
    "press-forming": ("process", "프레스성형", "Press forming"),
    "joining": ("process", "접합", "Joining"),
    "simulation": ("process", "해석", "Simulation"),
    "joint-filing": ("process", "공동출원", "Joint filing"),
    "pp": ("material", "폴리프로필렌(PP)", "Polypropylene (PP)"),
    "pa66": ("material", "유리섬유 강화 PA66", "Glass-filled PA66"),
    "ahss": ("material", "초고장력강(AHSS)", "Advanced high-strength steel"),
    "aluminium": ("material", "알루미늄", "Aluminium"),
    "servo-press": ("machine", "서보프레스", "Servo press"),
    "mould": ("machine", "금형", "Mould and die"),
    "weld-line": ("defect", "웰드라인", "Weld line"),
    "warpage": ("defect", "변형", "Warpage"),
    "springback": ("defect", "스프링백", "Springback"),
    "wear": ("defect", "마모", "Wear"),
}


@dataclass(frozen=True)
class PostRow:
    """`who`: a person's key, or “seat:2” for one of those who sit in the forum. `day`: how many days ago."""

    who: str
    day: float
    language: str
    text: str
    hidden: str = ""
    reported: str = ""
    edited: str = ""


@dataclass(frozen=True)
class TopicRow:
    key: str
    forum: str
    kind: str
    title: str
    tags: tuple[str, ...]
    posts: tuple[PostRow, ...]
    accepted: int = 0
    closed: str = ""
    pinned: bool = False
    # Of the first post: a file's name and its text.
    file: tuple[str, str] | None = None


TOPICS = (
    TopicRow(
        key="weld-line",
        forum=INJECTION,
        kind="question",
        title="보스 옆 웰드라인, 게이트를 옮기지 않고 줄일 수 있을까요?",
        tags=("injection-moulding", "weld-line", "pp", "mould"),
        accepted=3,
        file=(
            "금형온도-시험.csv",
            "mould_temperature_C,injection_time_s,depth_of_notch_um\n40,2.4,11.8\n55,2.4,7.9\n70,2.4,4.6\n70,1.6,3.1\n",
        ),
        posts=(
            PostRow(
                "company", 24, "ko",
                "무도장 PP+탈크 20 % 커버입니다. 두께 2.5 mm, 2점 사이드 게이트이고 보스 뒤에서 흐름이 만나 웰드라인이 눈에 띕니다.\n\n"
                "- 수지 온도 220 → 235 °C: 거의 차이 없음\n- 보압 증가: 차이 없음\n- 금형 온도 40 → 55 °C: 조금 나아짐\n\n"
                "게이트 위치는 바꿀 수 없습니다. 무엇부터 보아야 할까요? 측정값을 붙입니다.",
            ),
            PostRow(
                "rival", 23, "ko",
                "보압은 이미 굳기 시작한 뒤라 웰드라인의 노치 깊이에는 영향이 작습니다. 저희는 **사출 시간을 줄여** 만나는 순간의 "
                "선단 온도를 올렸을 때 효과가 있었습니다. 다만 가스가 갇히지 않는지 먼저 보세요.",
            ),
            PostRow(
                "chair", 22, "ko",
                "순서를 권합니다.\n\n1. 웰드라인 끝의 **가스 빼기**: 코어 핀 둘레 0.02 mm. 탄 자국이 없어도 막힌 공기가 선단을 식힙니다.\n"
                "2. 사출 시간 2.4 → 1.6 s. 선단 온도가 올라갑니다.\n3. 금형 온도 70 °C. 사이클이 길어지므로 보스 둘레만 국부 가열도 검토할 만합니다.\n"
                "4. 보스 살을 1.5 mm로 줄여 흐름이 만나는 각도를 130° 이상으로.\n\n"
                "| 조건 | 노치 깊이 |\n|---|---|\n| 40 °C, 2.4 s | 11.8 µm |\n| 70 °C, 1.6 s | 3.1 µm |\n\n"
                "5 µm 아래면 이 무늬에서는 눈에 잘 띄지 않습니다.",
            ),
            PostRow(
                "company", 15, "ko",
                "1번과 2번만으로 노치 깊이가 4 µm대로 줄었습니다. 가스 빼기 단면은 다음 모임에서 보여 드리겠습니다. 고맙습니다.",
            ),
        ),
    ),
    TopicRow(
        key="warpage",
        forum=INJECTION,
        kind="question",
        title="변형 해석은 0.4 mm, 실측은 1.1 mm. 어디서부터 좁혀야 할까요?",
        tags=("simulation", "warpage", "pa66"),
        posts=(
            PostRow(
                "rival", 9, "ko",
                "PA66-GF30 하우징(길이 240 mm)입니다. 해석의 최대 변형은 0.4 mm인데 3차원 측정은 1.1 mm입니다. 방향은 같습니다.\n\n"
                "점성과 pvT는 재료사 자료, 섬유 배향은 기본값, 냉각은 균일로 두었습니다.",
            ),
            PostRow(
                "seat:1", 8, "ko",
                "측정 시점부터 맞춰 보세요. PA66은 흡습하면 치수가 달라집니다. 성형 직후 건조 상태(dry as moulded)인지, 조습 뒤인지에 "
                "따라 비교가 어렵습니다. 측정 때의 고정 방법도 함께 적어 두는 것이 좋습니다.",
            ),
            PostRow(
                "chair", 6, "en",
                "I would look at three inputs before the mesh:\n\n- **Cooling**: replace the uniform mould temperature by a transient "
                "cooling analysis; a difference of 10 K between the halves easily doubles the bow.\n- **Fibre orientation**: check the "
                "predicted skin–core structure against a micrograph at two places.\n- **Shrinkage model**: use data that was corrected by "
                "measured shrinkage, not pvT alone.\n\nChange one at a time, and note the corner angles: they tell differential cooling.",
            ),
        ),
    ),
    TopicRow(
        key="conformal-cooling",
        forum=INJECTION,
        kind="note",
        title="Conformal cooling inserts: what three moulds taught us",
        tags=("mould", "injection-moulding"),
        posts=(
            PostRow(
                "chair", 40, "en",
                "Notes from three printed inserts (maraging steel, 8 mm channels).\n\n1. Cooling time fell by a fifth where the core had been "
                "a hot spot; on a flat part there was **no gain**.\n2. Keep the wall between channel and cavity at 1–1.5 channel "
                "diameters; less cracked after some 80,000 shots.\n3. Water quality decides the life: filter to 50 µm and treat it, or the "
                "channels clog where nobody can drill.\n4. Print with stock, then mill and polish; printed surfaces do not release.",
                edited="Notes from three printed inserts.\n\nCooling time fell by a fifth where the core had been a hot spot.",
            ),
            PostRow("seat:2", 38, "ko", "3번에 동의합니다. 저희는 분기마다 유량을 재어 10 % 넘게 줄면 세척합니다. 기준값은 첫날에 재 두어야 합니다."),
        ),
    ),
    TopicRow(
        key="springback",
        forum=PRESS,
        kind="question",
        title="980 MPa급 강판 센터필러의 스프링백 보정, 몇 번까지 돌려야 할까요?",
        tags=("press-forming", "springback", "ahss", "simulation"),
        accepted=2,
        posts=(
            PostRow(
                "seat:1", 30, "ko",
                "DP980 1.4 mm입니다. 해석으로 두 번 보정한 금형의 첫 시타에서 플랜지가 1.8 mm 벌어집니다. 공차는 ±0.7 mm입니다. "
                "보정을 더 돌릴지, 공정을 바꿀지 고민입니다.",
            ),
            PostRow(
                "haram.choi", 29, "ko",
                "먼저 재료 모델을 보세요. 등방 경화로는 DP강의 되풀림을 낮게 예측합니다. **Yoshida–Uemori처럼 이동 경화와 탄성계수 저하**를 "
                "담은 모델로 바꾸면 보정 횟수가 줄어듭니다.\n\n그다음은 공정입니다. 마지막 3~5 mm에서 측벽에 장력을 주면(스텝 비드, 후기 블랭크 "
                "홀더력 증가) 측벽 말림이 눈에 띄게 줄어듭니다. 보정은 두세 번이면 충분하고, 그보다 많으면 입력을 의심합니다.",
            ),
            PostRow("seat:1", 20, "ko", "재료 시험을 다시 하여 모델을 바꾸니 세 번째 보정에서 0.6 mm로 들어왔습니다. 답으로 채택합니다."),
        ),
    ),
    TopicRow(
        key="servo-motion",
        forum=PRESS,
        kind="note",
        title="서보프레스 모션: 하사점 멈춤과 펄스, 언제 무엇을 썼나",
        tags=("press-forming", "servo-press", "ahss"),
        posts=(
            PostRow(
                "haram.choi", 18, "ko",
                "현장에서 쓴 기준을 적어 둡니다.\n\n- **하사점 멈춤(dwell) 0.2~0.5 s**: 코이닝, 굽힘 각도 안정. 깊은 드로잉에는 효과가 작습니다.\n"
                "- **펄스 모션**: 딥드로잉에서 윤활이 다시 들어가 한계 드로잉비가 조금 오릅니다. 사이클은 길어집니다.\n"
                "- **느린 접촉**: 블랭킹 소음과 진동을 줄입니다. 금형 수명에도 좋습니다.\n\n모션을 바꾸면 사이클만 보지 말고 모터 온도와 에너지도 함께 보세요.",
            ),
            PostRow("seat:3", 17, "en", "One caution: with a dwell the press holds its force, so the overload protection must be set anew."),
        ),
    ),
    TopicRow(
        key="die-wear",
        forum=AUTOMOTIVE,
        kind="question",
        title="금형 마모를 교체 전에 알아내는 센서, 무엇을 써 보셨나요?",
        tags=("wear", "mould", "press-forming"),
        posts=(
            PostRow(
                "member", 5, "ko",
                "트림 펀치의 마모를 버 높이로만 판단하고 있습니다. 한 교대 앞서 알고 싶습니다. 하중 파형, 음향 방출(AE), 진동 가운데 어떤 "
                "것이 실제로 도움이 되었는지 궁금합니다.",
            ),
            PostRow(
                "haram.choi", 4, "ko",
                "AE는 균열과 치핑에 빠르지만 배경 소음이 큽니다. 저희는 **하중 파형의 에너지(면적)**가 완만한 마모를 더 안정되게 보여 주었습니다. "
                "두 가지를 함께 쓰고, 재료 로트가 바뀔 때마다 기준을 다시 잡습니다.",
            ),
            PostRow(
                "seat:4", 3, "ko",
                "센서 업체를 찾으시면 연락 주세요. 저희가 받은 견적 조건을 알려 드릴 수 있습니다.",
                reported="견적 조건을 나누자는 말이라 포럼에서 다룰 내용이 아닌 것 같습니다.",
            ),
        ),
    ),
    TopicRow(
        key="spr-or-adhesive",
        forum=AUTOMOTIVE,
        kind="question",
        title="Self-piercing rivet or adhesive for steel to aluminium, 1.2 + 2.0 mm?",
        tags=("joining", "aluminium", "ahss"),
        accepted=2,
        posts=(
            PostRow(
                "seat:2", 33, "en",
                "DP590 1.2 mm on AA6061-T6 2.0 mm, a closed section with access from one side for part of the seam. We need shear strength, and "
                "the paint oven runs at 180 °C. Rivets, adhesive, or both?",
            ),
            PostRow(
                "haram.choi", 32, "en",
                "Both, for most of it: adhesive carries the fatigue load and seals against galvanic corrosion; rivets hold the parts until the "
                "adhesive has cured and take the peel.\n\n- SPR needs access from **both sides**. Where you have one, flow-drill screws do.\n- Rivet from "
                "the thin, hard sheet into the thick, soft one.\n- In the oven aluminium grows about twice as much as steel: keep the bond line at "
                "0.2–0.3 mm and choose an adhesive with enough strain at break.",
            ),
            PostRow("member", 31, "ko", "리벳 머리 쪽 알루미늄 도장도 함께 보세요. 염수 분무에서 그쪽부터 시작되었습니다."),
        ),
    ),
    TopicRow(
        key="recycled-pp",
        forum=INJECTION,
        kind="question",
        title="재생 PP를 내장 부품에 쓰려면 어떤 시험으로 승인하나요?",
        tags=("pp", "injection-moulding"),
        posts=(
            PostRow(
                "seat:3", 12, "ko",
                "사용 후 재생 PP 30 % 배합을 검토합니다. 로트마다 MFR이 18~26으로 흔들립니다. 물성 시험 말고 냄새와 휘발성까지 "
                "어떤 순서로 확인하시나요?",
            ),
            PostRow(
                "company", 11, "ko",
                "저희 순서는 이렇습니다. ① 로트 입고: MFR, 밀도, 회분, DSC(PE 혼입) ② 시편: 인장, 굽힘, 저온 충격 ③ 부품: 냄새(VDA 270), "
                "포깅, VOC ④ 노화: 열노화 뒤 충격. MFR은 두 로트를 섞어 폭을 반으로 줄인 뒤 성형 조건을 고정했습니다.",
            ),
            PostRow(
                "seat:4", 10, "ko",
                "저희 납품 단가는 새 재료보다 kg당 얼마 낮은 수준에서 정했습니다. 다들 얼마에 맞추시나요?",
                hidden="납품 단가는 경쟁사 사이에서 나눌 수 있는 주제가 아닙니다.",
            ),
        ),
    ),
    TopicRow(
        key="agreement-clinic",
        forum=JOINT_IP,
        kind="note",
        title="공동출원 계약 클리닉: 출원 전에 적어 두어야 할 일곱 가지",
        tags=("joint-filing",),
        pinned=True,
        posts=(
            PostRow(
                "attorney", 60, "ko",
                "분쟁은 대개 적어 두지 않은 것에서 옵니다.\n\n1. 누가 **발명자**이고 누가 출원인인가\n2. 지분: 정하지 않으면 균등한 것으로 추정합니다\n"
                "3. 비용과 연차료를 누가 언제 내는가\n4. 각자 실시할 때 알리는가 (실시 자체에는 동의가 필요 없습니다)\n"
                "5. 양도·질권·실시권 허락의 동의 절차 (특허법 제37조 제3항, 제99조)\n6. 개량 발명의 귀속\n7. 한 회사가 빠질 때 지분의 처리\n\n"
                "출원은 **공유자 모두가 함께** 해야 합니다(제44조). 확인은 담당 변리사에게 받으세요.",
            ),
            PostRow("company", 58, "ko", "4번을 계약서에 넣어 두니 실시 보고가 자연스러워졌습니다. 양식이 있으면 자료로 올려 주시면 좋겠습니다."),
        ),
    ),
    TopicRow(
        key="inventor-or-applicant",
        forum=JOINT_IP,
        kind="question",
        title="시험만 맡은 협력사 직원도 발명자로 올려야 하나요?",
        tags=("joint-filing",),
        accepted=2,
        closed="답이 채택되어 마칩니다. 다른 사례는 새 주제로 올려 주세요.",
        posts=(
            PostRow(
                "company", 50, "ko",
                "시제품 시험은 협력사가 저희 지시대로 했고, 결과 보고서를 냈습니다. 협력사에서 직원을 발명자로 넣어 달라고 합니다.",
            ),
            PostRow(
                "attorney", 49, "ko",
                "발명자는 **기술적 사상의 창작에 실질적으로 기여한 사람**입니다. 지시에 따라 시험하고 자료를 정리한 것만으로는 발명자가 아닙니다. "
                "다만 시험 중에 문제를 발견하고 해결 수단을 스스로 제안했다면 달라집니다.\n\n출원인은 별개입니다. 발명자에게서 권리를 승계한 회사가 "
                "출원인이 되고, 공동 출원인의 지분은 계약으로 정합니다. 시험 기록에 누가 무엇을 제안했는지 남겨 두세요.",
            ),
        ),
    ),
)  # fmt: skip
