"""Companies, universities, offices: fictional, with valid business numbers of a prefix that is not given out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationRow:
    key: str
    name_ko: str
    name_en: str
    kind: str
    industry: str
    size: str
    region: str
    number: str


# Codes and names stand in for reference data that is not there yet (KSIC, revision 11).
INDUSTRIES = {
    "C22": ("고무 및 플라스틱제품 제조업", "Manufacture of rubber and plastic products"),
    "C222": ("플라스틱제품 제조업", "Manufacture of plastic products"),
    "C24": ("1차 금속 제조업", "Manufacture of basic metals"),
    "C25": (
        "금속가공제품 제조업; 기계 및 가구 제외",
        "Manufacture of fabricated metal products, except machinery and furniture",
    ),
    "C26": (
        "전자 부품, 컴퓨터, 영상, 음향 및 통신장비 제조업",
        "Manufacture of electronic components, computers; visual, sounding and communication equipment",
    ),
    "C28": ("전기장비 제조업", "Manufacture of electrical equipment"),
    "C29": ("기타 기계 및 장비 제조업", "Manufacture of other machinery and equipment"),
    "C30": ("자동차 및 트레일러 제조업", "Manufacture of motor vehicles, trailers and semitrailers"),
}
REGIONS = {
    "gyeongsan": ("경산시", "Gyeongsan"),
    "yeongcheon": ("영천시", "Yeongcheon"),
    "gyeongju": ("경주시", "Gyeongju"),
    "pohang": ("포항시", "Pohang"),
    "gumi": ("구미시", "Gumi"),
    "chilgok": ("칠곡군", "Chilgok"),
    "andong": ("안동시", "Andong"),
}

ORGANISATIONS = [
    OrganisationRow("dalmuri", "달무리사출", "Dalmuri Molding", "company", "C222", "medium", "yeongcheon", "999-81-00015"),
    OrganisationRow("gureumjae", "구름재프레스", "Gureumjae Press", "company", "C25", "medium", "gyeongju", "999-81-00029"),
    OrganisationRow("byeolmaru", "별마루금형", "Byeolmaru Die", "company", "C29", "small", "gyeongsan", "999-81-00034"),
    OrganisationRow("haetsalsae", "햇살새주물", "Haetsalsae Casting", "company", "C24", "medium", "pohang", "999-81-00048"),
    # Moulds parts of motor vehicles: a competitor of Dalmuri, the same group of the KSIC.
    OrganisationRow(
        "baramgol", "바람골모터파츠", "Baramgol Motor Parts", "company", "C222", "large", "gyeongsan", "999-81-00053"
    ),
    OrganisationRow("solnaeum", "솔내음기계", "Solnaeum Machinery", "company", "C29", "medium", "yeongcheon", "999-81-00067"),
    OrganisationRow("eunhatteul", "은하뜰센서", "Eunhatteul Sensors", "company", "C26", "small", "gumi", "999-81-00072"),
    OrganisationRow("mirnae", "미르내하우징", "Mirnae Housing", "company", "C28", "medium", "chilgok", "999-81-00086"),
    OrganisationRow("duresaem", "두레샘투자", "Duresaem Investment", "investor", "", "micro", "gyeongsan", "999-81-00091"),
    OrganisationRow(
        "pureunsolnae", "푸른솔내대학교", "Pureunsolnae University", "university", "", "large", "gyeongsan", "999-82-00104"
    ),
    OrganisationRow(
        "gaonnuri",
        "가온누리부품연구원",
        "Gaonnuri Components Institute",
        "institute",
        "",
        "medium",
        "gyeongsan",
        "999-82-00119",
    ),
    OrganisationRow(
        "hanmaru", "한마루도청 기업지원과", "Hanmaru Provincial Office", "government", "", "large", "andong", "999-82-00123"
    ),
    # The first one again, as somebody wrote it who did not look: to be made one with it.
    OrganisationRow("dalmuri-again", "주식회사 달무리사출", "Dalmuri Molding Co., Ltd.", "company", "", "", "", ""),
    # Abroad, so without a number.
    OrganisationRow("meridian", "메리디언 크로싱 자문", "Meridian Crossing Advisory", "agency", "", "small", "", ""),
]
