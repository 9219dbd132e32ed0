"""The pages of “About”."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PageRow:
    path: str
    title: tuple[str, str]
    text: tuple[str, str]
    is_published: bool = True
    # Days from the day of loading on which it appears; None: at once.
    days: int | None = None


# The picture that the first page shows.
PICTURE_KEY = "5ca1ab1e0001"
PICTURE_SHOWS = (
    "겹쳐 놓인 세 원: 포커스그룹, 기술포럼, 심포지엄",
    "Three discs that overlap: the Focus Group, the technology forums, the symposia",
)


PAGES = [
    PageRow(
        path="",
        title=("교류협의회 소개", "About the exchange council"),
        text=(
            """
경북 교류협의회는 지역의 기업, 연구자, 대학, 행정기관이 만나 기술을 나누고 사업을 함께 준비하는 모임입니다. 가온누리부품연구원이 기업지원 업무의 하나로 운영합니다.

지금 회원 {{ members }}명, 소속 기관 {{ organisations }}곳이 함께하며, 올해 공개 행사는 {{ events-this-year }}건입니다. 다음 행사: {{ next-event }}

![](image:5ca1ab1e0001)

# 세 프로그램

- [포커스그룹](/ko/focus-group/) — 클러스터를 분석하고 사업과 정책을 제안합니다.
- [기술포럼](/ko/forums/) — 부품업체 간부급 임직원이 정기적으로 만나 기술을 나누고 산업재산권을 함께 소유합니다.
- [심포지엄](/ko/symposia/) — 연구자와 기업인이 2~3일 동안 만나 연구 성과를 사업으로 잇습니다.

# 왜 한곳에서 합니까

세 프로그램은 서로 다른 일을 하지만 사람은 겹칩니다. 포럼에서 제기된 문제가 포커스그룹의 제안이 되고, 심포지엄에서 만난 연구자가 포럼의 발표자가 됩니다. 교류협의회는 이 길이 끊기지 않도록 한 명부, 한 일정, 한 사무국으로 운영합니다.

# 참여하려면

공개 행사는 누구나 신청할 수 있습니다. 회원이 되면 회원 행사와 포럼에 참여할 수 있습니다. [가입 안내](/ko/about/joining/)를 읽어 보세요.
""",
            """
The Gyeongbuk exchange council is where companies, researchers, universities and public offices of the region meet, share technology and prepare projects together. Gaonnuri Components Institute runs it as part of its support for business.

There are {{ members }} members of {{ organisations }} organisations, and {{ events-this-year }} public events this year. Next: {{ next-event }}

![](image:5ca1ab1e0001)

# Three programmes

- [Focus Group](/focus-group/) — analyses clusters, proposes projects and policy.
- [Technology forums](/forums/) — senior staff of component makers meet regularly, share technology and own industrial property rights together.
- [Symposia](/symposia/) — for two or three days, researchers and businesspeople turn results into business.

# Why in one place

The three programmes do different things, but with many of the same people. A problem raised in a forum becomes a proposal of the Focus Group; a researcher met at a symposium comes to speak at a forum. The council keeps these paths open with one list of members, one calendar and one secretariat.

# How to take part

Anyone may register for public events. Members take part in members’ events and forums. See [Joining](/about/joining/).
""",
        ),
    ),
    PageRow(
        path="organisation",
        title=("조직", "How it is organised"),
        text=(
            """
| 기구 | 하는 일 | 모이는 때 |
|---|---|---|
| 총회 | 한 해의 성과를 확인하고 다음 주제를 정합니다 | 해마다 한 번, 필요하면 임시로 |
| 경북 포커스그룹 | 분석, 제안, 자문, 유치 준비 | 두 달에 한 번 |
| 자동차·기계부품 기술포럼 | 정기 기술 교류 | 매달 |
| 사출성형·프레스성형 기술포럼 | 공정별 기술 교류와 심포지엄 | 분기마다 |
| 공동 산업재산권 포럼 | 공동출원 지원과 세미나 | 분기마다 |
| 심포지엄 운영위원회 | 심포지엄의 공모, 심사, 프로그램 | 심포지엄마다 |
| 사무국 | 모든 기구의 살림 | 평일 |

# 사무국

사무국은 가온누리부품연구원 기업지원팀에 있습니다. 가입, 일정, 회의록, 자료에 관한 질문은 사무국으로 해 주세요.
""",
            """
| Body | What it does | When it meets |
|---|---|---|
| General assembly | Looks at what the year brought, chooses the next subjects | Once a year, and when needed |
| Gyeongbuk Focus Group | Analysis, proposals, advice, preparing invitations | Every other month |
| Automotive & Mechanical Components Forum | Regular exchange of technology | Every month |
| Injection Moulding and Press Forming Forums | Exchange by process, and symposia | Every quarter |
| Joint IP Forum | Support for joint applications, seminars | Every quarter |
| Committees of symposia | Call, review and programme | For each symposium |
| Secretariat | Keeps all of it going | On working days |

# The secretariat

It sits with the business-support team of Gaonnuri Components Institute. Ask it about joining, dates, minutes and papers.
""",
        ),
    ),
    PageRow(
        path="joining",
        title=("가입 안내", "Joining"),
        text=(
            """
# 누가 회원이 될 수 있습니까

- 지역의 자동차·기계부품, 금형, 소재, 전자 분야 기업에서 일하는 분
- 대학과 연구기관의 연구자
- 산업을 지원하는 행정기관의 담당자
- 투자자, 공급자, 변리사 등 관련 전문가

# 가입 절차

1. 이메일 주소로 계정을 만들고 주소를 인증합니다.
2. [가입 신청서](/ko/join/)를 씁니다. 쓰던 내용은 저장되니 나중에 이어 써도 됩니다.
3. 사무국이 신청을 살피고 결과를 알려 드립니다. 보통 사흘 안에 답합니다.

회비는 없습니다. 회원 자격은 승인된 다음 해 말까지이며, 끝나기 전에 갱신 안내를 보내 드립니다.

# 계정만 있어도 됩니까

공개 행사는 이메일 주소만 인증하면 신청할 수 있습니다. 회원 행사, 포럼, 회원 명부는 회원에게 열려 있습니다.
""",
            """
# Who may become a member

- people who work for companies of the region in automotive and mechanical components, dies and moulds, materials and electronics
- researchers at universities and institutes
- officers of public bodies that support industry
- investors, suppliers, patent attorneys and other experts in the field

# How it goes

1. Create a log-in with your e-mail address and confirm the address.
2. Fill in the [application](/join/). What you have written is kept, so you may finish it later.
3. The secretariat looks at it and tells you its decision, usually within three days.

Membership is free. It runs to the end of the year after your approval; you are asked in time whether you want to renew it.

# Is a log-in enough?

For public events it is, once your address is confirmed. Members’ events, forums and the directory are for members.
""",
        ),
    ),
    PageRow(
        path="events",
        title=("행사 참가 안내", "Taking part in events"),
        text=(
            """
# 신청

행사 페이지에서 한 번만 누르면 신청됩니다. 확인이 필요한 행사는 사무국이 살핀 뒤 확정해 드립니다. 신청이 끝나면 일정 파일과 함께 확인 메일을 보냅니다.

# 대기

자리가 찬 행사에는 대기를 신청할 수 있습니다. 자리가 나면 신청한 순서대로 자동으로 확정되고, 그때 바로 알려 드립니다. 지금 몇 번째인지는 [내 참가 신청](/ko/my/registrations/)에서 볼 수 있습니다.

# 취소

오실 수 없게 되면 꼭 취소해 주세요. 기다리는 분에게 자리가 돌아갑니다.

# 정기 회의

포럼과 포커스그룹 회원은 정기 회의에 자동으로 등록됩니다. 오실 수 없을 때만 불참을 알려 주세요.

# 알림

행사 7일 전 오전과 하루 전 오후에 알림을 보냅니다. 온라인 행사는 한 시간 전에 접속 주소를 다시 보내 드립니다.
""",
            """
# Registering

One click on the event’s page. Where places are given after review, the secretariat confirms yours. You get a message with an entry for your calendar.

# The waiting list

You may wait for a place in a full event. As soon as one is free it goes to whoever came first, by itself, and you are told at once. [My registrations](/my/registrations/) shows your place in the queue.

# Cancelling

Please cancel when you cannot come: your place goes to someone who waits.

# Regular meetings

Members of a forum or of the Focus Group are enrolled in its meetings by themselves. Send regrets only when you cannot come.

# Reminders

You are reminded seven days before, in the morning, and the day before, in the afternoon. For online events the link comes again an hour before.
""",
        ),
    ),
    PageRow(
        path="rules",
        title=("운영 원칙", "Ground rules"),
        text=(
            """
# 공정한 경쟁

포럼에는 경쟁 관계인 기업이 함께 앉습니다. **가격, 원가, 생산량, 출하, 재고, 거래처, 거래 조건과 결제 조건**은 회의에서도, 쉬는 시간에도, 게시판에서도 이야기하지 않습니다. 단체를 거친 정보 교환도 부당한 공동행위가 될 수 있습니다. 안건은 통지하기 전에 점검하며, 논의가 벗어나면 의장이 중단하고 그 사실을 기록합니다.

# 이해관계

자신 또는 소속 기관의 이익이 걸린 안건에서는 미리 알리고 심의와 의결에 참여하지 않습니다.

# 비밀

회의에서 알게 된 다른 회사의 기술과 유치 활동에 관한 내용은 밖에서 말하지 않습니다. 비밀유지계약이 필요한 자료는 계약에 동의한 사람에게만 열립니다.

# 발표와 공개

출원하지 않은 발명은 발표하는 순간 권리를 잃을 수 있습니다. 발표 자료를 내기 전에 사무국에 물어 주세요.
""",
            """
# Fair competition

Companies that compete sit in the forums together. **Prices, costs, output, shipments, stocks, customers, terms of trade and payment** are not spoken of: not in a meeting, not over coffee, not in writing. Exchanging such information can be collusion, even through an association. Agendas are checked before they go out; the chair stops talk that strays, and that is put on record.

# Interests

Whoever has an interest in a matter, his own or his organisation’s, says so beforehand and takes no part in the discussion and the vote.

# Confidentiality

What you learn of other companies’ technology, or of invitations in preparation, stays in the room. Papers under a non-disclosure agreement open to those who accepted it.

# Presenting

An invention that has not been filed may lose its protection the moment it is presented. Ask the secretariat before you hand in your slides.
""",
        ),
    ),
    PageRow(
        path="privacy",
        title=("개인정보 처리방침", "Privacy"),
        text=(
            """
# 무엇을, 왜

| 목적 | 항목 | 보유 기간 |
|---|---|---|
| 회원 가입과 관리 | 이름, 이메일, 전화번호, 소속, 직위 | 탈퇴한 날부터 1년 |
| 행사 운영 | 신청 내용과 답변, 참석 기록 | 행사 뒤 3년 |
| 소식 발송 | 이름, 이메일 | 동의를 철회할 때까지 |

목적마다 따로 동의를 받습니다. 필수가 아닌 동의는 하지 않아도 불이익이 없습니다.

# 권리

[개인정보 동의 내역](/ko/my/privacy/)에서 무엇에 동의했는지 보고, 동의를 철회하고, 자신의 정보를 내려받을 수 있습니다.

# 제3자 제공과 국외 이전

동의 없이 다른 곳에 제공하지 않습니다. 국외 자문기관에 이름을 전할 일이 생기면 그때 따로 동의를 받습니다.

# 책임자

교류협의회 사무국, staff@demo.example
""",
            """
# What, and what for

| Purpose | Data | Kept |
|---|---|---|
| Membership | Name, e-mail, telephone, organisation, position | One year after leaving |
| Running events | Registrations and answers, attendance | Three years after the event |
| Sending news | Name, e-mail | Until consent is withdrawn |

Each purpose has its own consent. Refusing one that is not required has no drawback.

# Your rights

[Your privacy page](/my/privacy/) shows what you consented to, lets you withdraw it, and lets you download your data.

# Others

Nothing is passed on without your consent. Should a consultation agency abroad need your name, you are asked for that alone.

# Who is responsible

The council’s secretariat, staff@demo.example
""",
        ),
    ),
    PageRow(
        path="contact",
        title=("문의와 오시는 길", "Contact and how to find us"),
        text=(
            """
**교류협의회 사무국**
가온누리부품연구원 기업지원팀, 경상북도 경산시 가온누리로 10

- 이메일: [staff@demo.example](mailto:staff@demo.example)
- 평일 09:00–18:00

# 오시는 길

- 기차: 경산역에서 시내버스로 15분
- 승용차: 방문 차량은 정문에서 등록하면 무료로 주차할 수 있습니다.
- 휠체어: 동쪽 출입구에 경사로와 승강기가 있습니다. 도움이 필요하시면 미리 알려 주세요.
""",
            """
**Secretariat of the exchange council**
Business-support team, Gaonnuri Components Institute, 10 Gaonnuri-ro, Gyeongsan, Gyeongbuk

- E-mail: [staff@demo.example](mailto:staff@demo.example)
- Working days 09:00–18:00

# How to find us

- By train: 15 minutes by bus from Gyeongsan station
- By car: visitors park free of charge after registering at the gate
- By wheelchair: ramp and lift at the east entrance. Tell us beforehand if we can help.
""",
        ),
    ),
    PageRow(
        path="organisation/history",
        title=("연혁", "History"),
        text=("연혁을 정리하고 있습니다.", "The history is still being written."),
        is_published=False,
    ),
    PageRow(
        path="organisation/next-year",
        title=("내년 계획", "Plans for next year"),
        text=(
            "내년에는 포럼마다 공동 과제를 한 건씩 준비합니다. 문의: {{ contact }}",
            "Next year, each forum prepares one joint project. Write to us: {{ contact }}",
        ),
        days=14,
    ),
]
