"""Venues and speakers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VenueRow:
    key: str
    name: tuple[str, str]
    address: tuple[str, str]
    rooms: str = ""
    access: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class SpeakerRow:
    """A speaker: one of the people (`person`), or a guest with a name of his own."""

    key: str
    person: str = ""
    name: tuple[str, str] = ("", "")
    affiliation: tuple[str, str] = ("", "")
    bio: tuple[str, str] = ("", "")


VENUES = [
    VenueRow(
        key="institute",
        name=("가온누리부품연구원", "Gaonnuri Components Institute"),
        address=("경상북도 경산시 가온누리로 10", "10 Gaonnuri-ro, Gyeongsan, Gyeongbuk"),
        rooms="국제회의실 / Conference Hall, 대강당 / Auditorium, 301, 302",
        access=(
            "경산역에서 시내버스로 15분. 방문 차량은 정문에서 등록하면 무료로 주차할 수 있습니다.",
            "15 minutes by bus from Gyeongsan station. Visitors park free of charge after registering at the gate.",
        ),
    ),
    VenueRow(
        key="convention",
        name=("경주 새터컨벤션홀", "Saeteo Convention Hall, Gyeongju"),
        address=("경상북도 경주시 새터길 100", "100 Saeteo-gil, Gyeongju, Gyeongbuk"),
        rooms="A홀 / Hall A, B홀 / Hall B, 세미나실 / Seminar Rooms 1–2",
        access=(
            "경주역에서 셔틀버스가 30분마다 다닙니다.",
            "A shuttle bus leaves Gyeongju station every 30 minutes.",
        ),
    ),
    VenueRow(
        key="pohang",
        name=("포항 철빛회관", "Cheolbit Hall, Pohang"),
        address=("경상북도 포항시 남구 철빛로 25", "25 Cheolbit-ro, Nam-gu, Pohang, Gyeongbuk"),
        rooms="소회의실 / Small Room, 중회의실 / Middle Room",
    ),
    VenueRow(
        key="gumi",
        name=("구미 은빛비즈니스센터", "Eunbit Business Centre, Gumi"),
        address=("경상북도 구미시 은빛로 7", "7 Eunbit-ro, Gumi, Gyeongbuk"),
        rooms="교육장 / Training Room, 회의실 / Meeting Room",
    ),
    VenueRow(
        key="dalmuri-plant",
        name=("달무리사출 영천공장", "Dalmuri Molding, Yeongcheon plant"),
        address=("경상북도 영천시 달무리길 3", "3 Dalmuri-gil, Yeongcheon, Gyeongbuk"),
        access=("안전화를 신고 오세요.", "Please wear safety shoes."),
    ),
    VenueRow(
        key="gureumjae-plant",
        name=("구름재프레스 경주공장", "Gureumjae Press, Gyeongju plant"),
        address=("경상북도 경주시 구름재로 58", "58 Gureumjae-ro, Gyeongju, Gyeongbuk"),
        access=("안전화를 신고 오세요.", "Please wear safety shoes."),
    ),
]

SPEAKERS = [
    SpeakerRow(
        key="garam",
        person="expert",
        bio=(
            "지역 클러스터의 연관성과 경량 구조를 연구합니다.",
            "Studies how regional clusters relate, and lightweight structures.",
        ),
    ),
    SpeakerRow(
        key="deunsol",
        person="researcher",
        bio=(
            "금속과 탄소섬유 복합재의 접합을 연구합니다.",
            "Works on joining metal and carbon-fibre composites.",
        ),
    ),
    SpeakerRow(
        key="byeolha",
        person="company",
        bio=(
            "직원 일곱 명으로 시작한 사출 회사를 이끌고 있습니다.",
            "Leads a moulding company that began with seven people.",
        ),
    ),
    SpeakerRow(
        key="daon",
        person="attorney",
        bio=(
            "여러 기업의 공동출원을 맡아 온 변리사입니다.",
            "A patent attorney for applications that several companies file together.",
        ),
    ),
    SpeakerRow(key="hangyeol", person="chair"),
    SpeakerRow(key="haram", person="haram.choi"),
    SpeakerRow(key="saeron", person="saeron.park"),
    SpeakerRow(key="seulgi", person="investor"),
    SpeakerRow(
        key="guest-lindqvist",
        name=("잉가 린드크비스트", "Inga Lindqvist"),
        affiliation=("노르드빅 공과대학교", "Nordvik Institute of Technology"),
        bio=(
            "초고장력강 성형과 스프링백 보정을 연구합니다.",
            "Works on forming ultra-high-strength steel and compensating springback.",
        ),
    ),
    SpeakerRow(
        key="guest-nam",
        name=("남궁솔", "NAMGUNG Sol"),
        affiliation=("해오름시험인증원", "Haeoreum Testing & Certification"),
        bio=("재생 플라스틱의 시험과 인증을 맡고 있습니다.", "Tests and certifies recycled plastics."),
    ),
]
