"""What the demonstration has of series, surveys and documents. Pairs are Korean, English."""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class SurveyQuestionRow:
    label: Pair
    kind: str
    options: Pair = ("", "")
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    key: str
    title: Pair
    description: Pair
    text: str
    programme: str
    event: str = ""
    # The part of the event's agenda that it belongs to, counted from 1.
    item: int = 0
    body: str = ""
    classification: str = "participants"
    file_name: str = ""
    agreement: str = ""
    # The name of a second file that the virus scanner refused.
    refused: str = ""
    # Keys of log-ins: who is on the list of a restricted one.
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    key: str
    programme: str
    title: Pair
    # One pair a version, the last is in force.
    texts: tuple[Pair, ...]
    # Keys of log-ins: who accepted which version.
    accepted: tuple[tuple[str, int], ...] = ()


SERIES_SLUG = "joint-ip-hour"
SERIES_TITLE = ("공동 지식재산권 상담 시간", "Joint IP consultation hour")
SERIES_SUMMARY = (
    "변리사와 함께하는 격주 상담. 공동 출원을 생각하는 회원사라면 누구나 질문할 수 있습니다.",
    "Every second Thursday with a patent attorney: questions of any company that thinks of filing jointly.",
)
SERIES_RULE = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"

SURVEY_EVENT = "inventor-or-applicant"
SURVEY_INTRO = (
    "다음 세미나를 준비하는 데 참고하겠습니다. 1분이면 충분합니다.",
    "Your answers shape the next seminar. It takes a minute.",
)
# These log-ins have not answered yet.
SURVEY_NOT_YET = ("member", "company")
SURVEY_QUESTIONS = (
    SurveyQuestionRow(label=("세미나가 얼마나 유익했습니까?", "How useful was the seminar?"), kind="rating", required=True),
    SurveyQuestionRow(label=("동료에게 추천하시겠습니까?", "Would you recommend it to a colleague?"), kind="yes-no"),
    SurveyQuestionRow(
        label=("가장 도움이 된 부분은 무엇입니까?", "Which part helped most?"),
        kind="choice",
        options=("사례 발표\n지분 계약\n질의응답", "The case\nShare agreements\nQuestions and answers"),
    ),
    SurveyQuestionRow(
        label=("다음에는 무엇을 듣고 싶습니까?", "What would you like to hear next?"),
        kind="choices",
        options=("직무발명 보상\n해외 출원\n연차료 관리", "Inventors’ remuneration\nFiling abroad\nAnnuities"),
    ),
    SurveyQuestionRow(label=("몇 건의 출원을 준비하고 있습니까?", "How many filings do you prepare?"), kind="number"),
    SurveyQuestionRow(label=("남기고 싶은 말씀", "Anything else"), kind="text"),
)
SURVEY_TEXTS = (
    "사례가 구체적이어서 바로 적용할 수 있었습니다.",
    "지분 계약서 양식을 받을 수 있을까요?",
    "More time for questions, please.",
    "해외 출원 비용을 다뤄 주세요.",
)

DOCUMENTS = (
    DocumentRow(
        key="inventor-slides",
        title=("발명자와 출원인: 발표 자료", "Inventor or applicant: the talk"),
        description=(
            "세미나에서 쓴 자료입니다. 참가하신 분만 볼 수 있습니다.",
            "What was shown at the seminar, for those who were there.",
        ),
        text="발명자와 출원인\n\n1. 누가 발명자인가\n2. 누가 출원하는가\n3. 지분은 언제 정하는가\n\nInventor or applicant\n",
        programme="forums",
        event="inventor-or-applicant",
    ),
    DocumentRow(
        key="inventor-leaflet",
        title=("공동 출원 안내문", "Leaflet: filing jointly"),
        description=("공동 출원의 절차를 한 장에 담았습니다.", "Joint filing on one page."),
        text="공동 출원 안내\n\n공유자 전원이 함께 출원합니다. 지분은 따로 정하지 않으면 균등합니다.\n\nAll co-owners file together.\n",
        programme="forums",
        event="inventor-or-applicant",
        classification="public",
    ),
    DocumentRow(
        key="chassis-days-opening",
        title=("경량 섀시 심포지엄: 개회 자료", "Lightweight Chassis Days: opening slides"),
        description=("개회 때 쓴 자료입니다.", "What was shown at the opening."),
        text="경량 섀시 심포지엄 개회\n\n이틀의 흐름\n\nOpening of the Lightweight Chassis Days\n",
        programme="symposia",
        event="lightweight-chassis-days",
        item=1,
        classification="public",
    ),
    DocumentRow(
        key="chassis-days-results",
        title=("연구 성과 발표 자료", "Research results: the talks"),
        description=("참가하신 분만 볼 수 있습니다.", "For those who were there."),
        text="연구 성과\n\n고장력강 스프링백 보정\n\nSpringback compensation for high-strength steel\n",
        programme="symposia",
        event="lightweight-chassis-days",
        item=2,
    ),
    DocumentRow(
        key="automotive-32-minutes",
        title=("자동차·기계 부품 포럼 32차 회의록", "Automotive forum 32: minutes"),
        description=("포럼 회원에게만 공개합니다.", "For the members of the forum."),
        text="제32차 회의록\n\n안건: 섀시 경량화 공동 과제\n\nMinutes of the 32nd meeting\n",
        programme="forums",
        event="automotive-forum-32",
        body="automotive-mechanical-forum",
        classification="body",
    ),
    DocumentRow(
        key="cluster-figures",
        title=("경북 클러스터 고용 통계 요약", "Employment in the clusters of Gyeongbuk: summary"),
        description=("가상의 수치입니다.", "The figures are fictional."),
        text="산업,고용\n자동차부품,38200\n금속가공,27400\n",
        programme="focus-group",
        event="cluster-data-briefing",
        classification="public",
        file_name="cluster-figures.csv",
    ),
    DocumentRow(
        key="members-guide",
        title=("회원 안내서", "Guide for members"),
        description=("교류협의회에서 할 수 있는 일을 정리했습니다.", "What members can do at the council."),
        text="회원 안내서\n\n행사 신청, 자료실, 명부를 이용하는 방법\n\nGuide for members\n",
        programme="council",
        classification="members",
        refused="members-guide-2027.pdf",
    ),
    DocumentRow(
        key="lightweight-chassis-plan",
        title=("섀시 경량화 공동 과제 계획(안)", "Lighter chassis: draft of a joint project"),
        description=(
            "비밀유지계약에 동의한 포럼 위원에게만 공개합니다. 가상의 내용입니다.",
            "For members of the forum who accepted the confidentiality agreement. Made up.",
        ),
        text="섀시 경량화 공동 과제 계획(안)\n\n1. 목표\n2. 참여 기업의 역할\n3. 지식재산권의 귀속\n\nDraft of a joint project\n",
        programme="forums",
        body="automotive-mechanical-forum",
        classification="body",
        agreement="forum-nda",
    ),
    DocumentRow(
        key="invitation-shortlist",
        title=("유치대상기업 검토 자료", "Companies that may be invited: notes"),
        description=(
            "열람자로 지정된 분만, 비밀유지계약에 동의한 뒤 볼 수 있습니다. 가상의 기업입니다.",
            "For the people on its list, once they have accepted the agreement. The companies are fictional.",
        ),
        text="유치대상기업 검토 자료\n\n가상의 기업 A, B, C\n\nFictional companies A, B, C\n",
        programme="focus-group",
        classification="restricted",
        agreement="focus-group-nda",
        readers=("expert", "agency"),
    ),
)

AGREEMENTS = (
    AgreementRow(
        key="forum-nda",
        programme="forums",
        title=("기술포럼 비밀유지계약", "Confidentiality agreement of the technology forums"),
        texts=(
            (
                "1. 자료의 내용을 제3자에게 알리지 않습니다.\n2. 자료는 포럼의 활동에만 사용합니다.",
                "1. I tell no third party what is in the papers.\n2. I use them for the work of the forum alone.",
            ),
            (
                "1. 자료의 내용을 제3자에게 알리지 않습니다.\n2. 자료는 포럼의 활동에만 사용합니다.\n"
                "3. 이 의무는 **자료를 열람한 날부터 3년** 동안 이어집니다.",
                "1. I tell no third party what is in the papers.\n2. I use them for the work of the forum alone.\n"
                "3. This holds for **three years** from the day I read them.",
            ),
        ),
        # `member` accepted the earlier words, and is asked again.
        accepted=(("member", 1), ("haram.choi", 1), ("haram.choi", 2)),
    ),
    AgreementRow(
        key="focus-group-nda",
        programme="focus-group",
        title=("포커스그룹 비밀유지계약", "Confidentiality agreement of the Focus Group"),
        texts=(
            (
                "유치대상기업에 관한 정보를 외부에 알리지 않으며, 자문이 끝나면 사본을 폐기합니다.",
                "I tell nobody outside what I learn of companies that may be invited, and destroy my copies when the work is done.",
            ),
        ),
        accepted=(("expert", 1),),
    ),
)
