"""News: `days` from the day of loading (None: a draft)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NewsRow:
    slug: str
    days: int | None
    title: tuple[str, str]
    summary: tuple[str, str]
    text: tuple[str, str]


NEWS = [
    NewsRow(
        slug="metal-polymer-registration-open",
        days=-2,
        title=("금속–고분자 접합 심포지엄, 참가 신청을 받습니다", "Metal–polymer joining: registration is open"),
        summary=(
            "사흘 동안 연구 성과와 사업화 유망 기술, CEO의 경험을 나눕니다.",
            "Three days of research results, technology for business, and CEOs who tell.",
        ),
        text=(
            """
금속과 고분자를 한 부품 안에서 잇는 기술을 주제로 사흘간 심포지엄을 엽니다.

- 첫째 날: 연구 성과
- 둘째 날: 기업인·투자자·공급자에게 제안하는 기술, 일대일 상담
- 셋째 날: CEO의 경험담, 교류 활성화 토론

참가비는 없습니다. [심포지엄 안내](/ko/events/metal-polymer-joining/)에서 신청하세요.
""",
            """
For three days, the symposium is about joining metal and polymer in one part.

- First day: research results
- Second day: technology proposed to businesspeople, investors and suppliers; one-to-one meetings
- Third day: CEOs tell; network discussion

There is no fee. Register on the [symposium’s page](/events/metal-polymer-joining/).
""",
        ),
    ),
    NewsRow(
        slug="weld-line-symposium-full",
        days=-5,
        title=("웰드라인 심포지엄 마감, 대기 신청은 계속", "Weld-line symposium is full; the waiting list is open"),
        summary=("자리가 나면 신청한 순서대로 자동으로 확정됩니다.", "Places that become free go to those who wait, in order."),
        text=(
            """
[사출성형 기술 심포지엄](/ko/events/weld-line-symposium/)의 40석이 모두 찼습니다. 대기를 신청하시면 자리가 나는 대로 순서에 따라 확정하고 바로 알려 드립니다.

이미 신청하셨으나 오실 수 없는 분은 취소해 주세요. 기다리는 분에게 자리가 돌아갑니다.
""",
            """
All 40 places of the [injection moulding symposium](/events/weld-line-symposium/) are taken. If you join the waiting list, your place is confirmed as soon as it is your turn, and you are told at once.

If you have a place and cannot come, please cancel: it goes to someone who waits.
""",
        ),
    ),
    NewsRow(
        slug="die-tryout-centre-adopted",
        days=-12,
        title=("포커스그룹, 공동 금형 시사출 센터 제안 채택", "Focus Group adopts the shared die try-out centre"),
        summary=(
            "여러 기업이 시험 설비를 함께 쓰는 센터를 도에 제안합니다.",
            "A centre where companies share try-out equipment is proposed to the province.",
        ),
        text=(
            """
금형을 새로 만들면 양산 전에 여러 번 시험해 보아야 합니다. 작은 기업은 그때마다 설비를 빌리거나 양산 라인을 세웁니다.

포커스그룹은 시험 설비를 함께 쓰는 센터를 세우자는 제안을 채택했습니다. 제안서는 담당 부서에 전달되며, 답변이 오면 이곳에 알리겠습니다.
""",
            """
A new die must be tried several times before production. Small companies rent equipment for that, or stop their own line.

The Focus Group has adopted a proposal for a centre where try-out equipment is shared. It goes to the department in charge; its answer will be reported here.
""",
        ),
    ),
    NewsRow(
        slug="inventor-or-applicant-report",
        days=-13,
        title=("산업재산권 세미나에 52명 참석", "52 people at the IP seminar"),
        summary=("발명자와 출원인의 차이를 사례로 배웠습니다.", "Inventor or applicant: learnt from cases."),
        text=(
            """
발명자로 적히는 것과 출원인으로 적히는 것은 다릅니다. 세미나에서는 공동 개발에서 자주 생기는 세 가지 오해를 다루었습니다.

1. 비용을 낸 회사가 곧 발명자는 아닙니다.
2. 지분을 정하지 않으면 균등한 것으로 봅니다.
3. 공유 특허의 지분을 넘기려면 다른 공유자가 모두 동의해야 합니다.

개별 상담은 [공동출원 계약 클리닉](/ko/events/joint-application-clinic/)에서 이어집니다.
""",
            """
Being named as inventor is one thing, as applicant another. The seminar took up three mistakes that joint developments often make.

1. Who pays is not for that reason an inventor.
2. Where no shares were agreed, they count as equal.
3. A share of a joint patent can be transferred only if every co-owner consents.

Individual advice continues at the [joint-application clinic](/events/joint-application-clinic/).
""",
        ),
    ),
    NewsRow(
        slug="servo-press-visit-announced",
        days=-20,
        title=("구름재프레스가 서보프레스 라인을 공개합니다", "Gureumjae Press opens its servo-press line"),
        summary=("회원 15명이 방문할 수 있습니다.", "For 15 members."),
        text=(
            """
프레스성형 포럼이 구름재프레스 경주공장을 방문합니다. 모션을 바꾸어 소음과 금형 마모를 줄인 과정을 현장에서 듣습니다.

경쟁 관계에 있는 회사 소속이면 방문 기업의 동의를 받아 확정합니다.
""",
            """
The press forming forum visits the Gyeongju plant of Gureumjae Press, where another motion of the press brought less noise and less wear.

If you work for a competitor, the host is asked first.
""",
        ),
    ),
    NewsRow(
        slug="chassis-days-report",
        days=-36,
        title=("경량 섀시 심포지엄, 일대일 상담 31건", "Lightweight Chassis Days: 31 one-to-one meetings"),
        summary=("이틀 동안 연구자와 기업인이 만났습니다.", "Researchers and businesspeople met for two days."),
        text=(
            """
발표 10편이 있었고, 첫날 오후에는 기술 제안을 들었습니다. 둘째 날 CEO 강연에서는 첫 양산 주문을 받기까지의 3년을 들었습니다.

> “기술은 준비되어 있었습니다. 준비되지 않은 것은 시험 성적서를 기다릴 돈이었습니다.”

한 달 뒤부터 상담의 결과를 양쪽에 여쭙겠습니다.
""",
            """
There were 10 talks, technology proposals among them on the first afternoon. On the second day a CEO told of the three years before the first order for series production.

> “The technology was ready. What was not ready was the money to wait for the test report.”

In a month both sides of each meeting will be asked what has come of it.
""",
        ),
    ),
    NewsRow(
        slug="acoustic-wear-trial",
        days=-48,
        title=("두 공장에서 음향 마모 감지 시험 시작", "Acoustic wear monitoring: a trial in two plants"),
        summary=("자동차·기계부품 포럼에서 나온 질문이 시험으로 이어졌습니다.", "A question from the forum became a trial."),
        text=(
            """
금형이 닳는 소리를 사람보다 먼저 알아들을 수 있을까? 포럼에서 나온 질문에 두 회사가 라인을 내주었습니다. 석 달 동안 신호를 모아 실제 마모와 비교합니다.
""",
            """
Can wear be heard before a person hears it? Two companies gave a line each to find out. For three months signals are recorded and compared with the wear that is measured.
""",
        ),
    ),
    NewsRow(
        slug="portal-opens",
        days=-75,
        title=("교류협의회 누리집을 열었습니다", "The council’s portal is open"),
        summary=(
            "행사 신청, 대기, 일정 구독을 한곳에서 합니다.",
            "Register, wait for a place, subscribe to the calendar: in one place.",
        ),
        text=(
            """
이제 행사 신청과 취소, 대기 순서 확인, 일정 구독을 누리집에서 할 수 있습니다. 한국어와 영어로 이용할 수 있으며 휴대전화에서도 같은 기능을 씁니다.

불편한 점은 사무국에 알려 주세요.
""",
            """
You can now register and cancel, see your place on a waiting list and subscribe to the calendar here, in Korean and in English, on a phone as well as at a desk.

Tell the secretariat what could be better.
""",
        ),
    ),
    NewsRow(
        slug="research-to-factory-call",
        days=4,
        title=("‘연구에서 공장까지’ 발표를 모집합니다", "Research to Factory: call for talks"),
        summary=(
            "연구 성과, 기술 제안, CEO 강연을 기다립니다.",
            "Research results, technology proposals and talks by CEOs are welcome.",
        ),
        text=(
            "연구자와 기업인이 함께 제안해도 좋습니다. 자세한 내용은 [행사 안내](/ko/events/research-to-factory/)를 보세요.",
            "Researchers and companies may propose one together. See the [event’s page](/events/research-to-factory/).",
        ),
    ),
    NewsRow(
        slug="year-in-figures",
        days=None,
        title=("숫자로 보는 한 해", "The year in figures"),
        summary=("준비 중인 글입니다.", "Still being written."),
        text=("집계가 끝나면 채웁니다.", "To be filled in when the figures are ready."),
    ),
]
