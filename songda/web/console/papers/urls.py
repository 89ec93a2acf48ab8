"""Addresses of this room."""

from django.urls import path

from songda.web.console.papers import papers, several_papers

urlpatterns = [
    path("cases/<uuid:case_id>/papers/new/", papers.new_paper, name="new_paper"),
    path("cases/<uuid:case_id>/papers/several/", several_papers.new_papers, name="new_papers"),
    path("papers/<uuid:paper_id>/carried-out/", papers.carried_out, name="carried_out"),
    path("papers/<uuid:paper_id>/correction/", papers.correct, name="correct_paper"),
    path("papers/<uuid:paper_id>/strike/", papers.strike, name="strike_paper"),
    path("papers/<uuid:paper_id>/file/", papers.paper_file, name="paper_file"),
]
