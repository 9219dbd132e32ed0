"""The manufacturing divisions of KSIC revision 11 and the regions: reference data that every installation needs."""

from django.db import migrations
from django.utils import timezone

REVISION = 11

DIVISIONS = [
    ("C10", "식료품 제조업", "Food products"),
    ("C11", "음료 제조업", "Beverages"),
    ("C12", "담배 제조업", "Tobacco products"),
    ("C13", "섬유제품 제조업(의복 제외)", "Textiles, except apparel"),
    ("C14", "의복, 의복 액세서리 및 모피제품 제조업", "Wearing apparel, clothing accessories and fur articles"),
    ("C15", "가죽, 가방 및 신발 제조업", "Leather, luggage and footwear"),
    ("C16", "목재 및 나무제품 제조업(가구 제외)", "Wood and products of wood and cork, except furniture"),
    ("C17", "펄프, 종이 및 종이제품 제조업", "Pulp, paper and paper products"),
    ("C18", "인쇄 및 기록매체 복제업", "Printing and reproduction of recorded media"),
    ("C19", "코크스, 연탄 및 석유정제품 제조업", "Coke, briquettes and refined petroleum products"),
    ("C20", "화학물질 및 화학제품 제조업(의약품 제외)", "Chemicals and chemical products, except pharmaceuticals"),
    ("C21", "의료용 물질 및 의약품 제조업", "Pharmaceuticals, medicinal chemical and botanical products"),
    ("C22", "고무 및 플라스틱제품 제조업", "Rubber and plastic products"),
    ("C23", "비금속 광물제품 제조업", "Other non-metallic mineral products"),
    ("C24", "1차 금속 제조업", "Basic metals"),
    ("C25", "금속가공제품 제조업(기계 및 가구 제외)", "Fabricated metal products, except machinery and furniture"),
    ("C26", "전자부품, 컴퓨터, 영상, 음향 및 통신장비 제조업", "Electronic components, computers, audio-visual and communication equipment"),
    ("C27", "의료, 정밀, 광학기기 및 시계 제조업", "Medical, precision and optical instruments, watches and clocks"),
    ("C28", "전기장비 제조업", "Electrical equipment"),
    ("C29", "기타 기계 및 장비 제조업", "Other machinery and equipment"),
    ("C30", "자동차 및 트레일러 제조업", "Motor vehicles, trailers and semitrailers"),
    ("C31", "기타 운송장비 제조업", "Other transport equipment"),
    ("C32", "가구 제조업", "Furniture"),
    ("C33", "기타 제품 제조업", "Other manufacturing"),
    ("C34", "산업용 기계 및 장비 수리업", "Maintenance and repair of industrial machinery and equipment"),
]

# Gyeongbuk's 10 cities and 12 counties (Gunwi belongs to Daegu since 2023-07-01).
CITIES_AND_COUNTIES = [
    ("pohang", "포항시", "Pohang"),
    ("gyeongju", "경주시", "Gyeongju"),
    ("gimcheon", "김천시", "Gimcheon"),
    ("andong", "안동시", "Andong"),
    ("gumi", "구미시", "Gumi"),
    ("yeongju", "영주시", "Yeongju"),
    ("yeongcheon", "영천시", "Yeongcheon"),
    ("sangju", "상주시", "Sangju"),
    ("mungyeong", "문경시", "Mungyeong"),
    ("gyeongsan", "경산시", "Gyeongsan"),
    ("uiseong", "의성군", "Uiseong County"),
    ("cheongsong", "청송군", "Cheongsong County"),
    ("yeongyang", "영양군", "Yeongyang County"),
    ("yeongdeok", "영덕군", "Yeongdeok County"),
    ("cheongdo", "청도군", "Cheongdo County"),
    ("goryeong", "고령군", "Goryeong County"),
    ("seongju", "성주군", "Seongju County"),
    ("chilgok", "칠곡군", "Chilgok County"),
    ("yecheon", "예천군", "Yecheon County"),
    ("bonghwa", "봉화군", "Bonghwa County"),
    ("uljin", "울진군", "Uljin County"),
    ("ulleung", "울릉군", "Ulleung County"),
]

OTHER_PROVINCES = [
    ("seoul", "서울특별시", "Seoul"),
    ("busan", "부산광역시", "Busan"),
    ("daegu", "대구광역시", "Daegu"),
    ("incheon", "인천광역시", "Incheon"),
    ("gwangju", "광주광역시", "Gwangju"),
    ("daejeon", "대전광역시", "Daejeon"),
    ("ulsan", "울산광역시", "Ulsan"),
    ("sejong", "세종특별자치시", "Sejong"),
    ("gyeonggi", "경기도", "Gyeonggi"),
    ("gangwon", "강원특별자치도", "Gangwon"),
    ("chungbuk", "충청북도", "Chungbuk"),
    ("chungnam", "충청남도", "Chungnam"),
    ("jeonbuk", "전북특별자치도", "Jeonbuk"),
    ("jeonnam", "전라남도", "Jeonnam"),
    ("gyeongnam", "경상남도", "Gyeongnam"),
    ("jeju", "제주특별자치도", "Jeju"),
]


def load(apps, schema_editor):
    Industry = apps.get_model("members", "Industry")
    Region = apps.get_model("members", "Region")
    for code, ko, en in DIVISIONS:
        Industry.objects.get_or_create(revision=REVISION, code=code, defaults={"name_ko": ko, "name_en": en})
    for code, ko, en in CITIES_AND_COUNTIES + OTHER_PROVINCES:
        Region.objects.get_or_create(code=code, defaults={"name_ko": ko, "name_en": en})
    for name in ("Industry", "Region"):
        begin_history(apps, name)


def begin_history(apps, name):
    """The first entry of each row's history, so that the first change tells old and new."""
    history = apps.get_model("members", f"Historical{name}")
    columns = [one.attname for one in history._meta.concrete_fields if not one.name.startswith("history_")]
    rows = apps.get_model("members", name).objects.order_by("pk").values(*columns)
    begun = {"history_date": timezone.now(), "history_type": "~", "history_change_reason": "begin"}
    history.objects.bulk_create([history(**row, **begun) for row in rows])


class Migration(migrations.Migration):
    replaces = [
        ("members", "0003_industries_and_regions"),
        ("members", "0004_terms_and_renewal"),
        ("members", "0005_organisation_posts"),
        ("members", "0006_exports_and_erasure"),
        ("members", "0007_directory"),
        ("members", "0008_directory_entries"),
        ("members", "0009_access_and_retention"),
        ("members", "0010_support_visits"),
        ("members", "0011_lists_of_staff"),
        ("members", "0012_merging"),
        ("members", "0013_interests"),
        ("members", "0014_code_table_history"),
        ("members", "0015_begin_code_table_history"),
        ("members", "0016_text_search"),
        ("members", "0017_interest_days"),
    ]
    dependencies = [("members", "0002_rules")]

    # Backwards nothing is deleted: organisations point at these rows.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
