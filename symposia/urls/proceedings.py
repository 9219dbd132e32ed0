from django.urls import path

from symposia.views.programme import proceedings

urlpatterns = [
    path("", proceedings.proceedings, name="proceedings"),
    path("release/", proceedings.release, name="proceedings-release"),
    path("all.pdf", proceedings.pdf, name="proceedings-pdf"),
    path("all.bib", proceedings.proceedings_bib, name="proceedings-bib"),
    path("all.ris", proceedings.proceedings_ris, name="proceedings-ris"),
    path("<int:number>/", proceedings.paper, name="paper"),
    path("<int:number>.bib", proceedings.paper_bib, name="paper-bib"),
    path("<int:number>.ris", proceedings.paper_ris, name="paper-ris"),
]
